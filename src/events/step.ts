/** What kind of step an event is, for people: CBV has fewer words than a chain has steps. */
import { type EpcisEvent } from '../epcis/vocabulary.js';

export const steps = [
  'commissioning',
  'transforming',
  'packing',
  'enclosing',
  'unpacking',
  'encoding',
  'shipping',
  'receiving',
  'retail_selling',
  'destroying',
  'inspecting',
  'holding',
  'releasing',
  'recalling',
  'printing',
  'applying',
  'voiding',
] as const;
export type Step = (typeof steps)[number];

/** Name of the icon of a step (views/partials/icon.ejs). */
export const iconOfStep: Record<Step, string> = {
  commissioning: 'harvest',
  transforming: 'process',
  packing: 'pack',
  enclosing: 'pack',
  unpacking: 'release',
  encoding: 'label',
  shipping: 'ship',
  receiving: 'receive',
  retail_selling: 'sell',
  destroying: 'destroy',
  inspecting: 'inspect',
  holding: 'hold',
  releasing: 'release',
  recalling: 'recalled',
  printing: 'print',
  applying: 'label',
  voiding: 'void',
};

/** Null for an event of another system that is none of our steps. */
export function stepOf(event: EpcisEvent): Step | null {
  if (event.disposition === 'recalled') return 'recalling';
  if (event.bizStep === 'holding') return event.disposition === 'available' ? 'releasing' : 'holding';
  if (event.type === 'AggregationEvent' && event['nguon:set'])
    return event.action === 'ADD' ? 'enclosing' : 'unpacking';
  if (event.type === 'TransformationEvent' && event.bizStep !== 'packing') return 'transforming';
  return stepOfLabels(event) ?? steps.find((step) => step === event.bizStep) ?? null;
}

function stepOfLabels({ bizStep, 'nguon:labels': labels }: EpcisEvent): Step | null {
  if (!labels) return null;
  if (bizStep === 'encoding') return labels.key === undefined ? 'printing' : 'encoding';
  return bizStep === 'installing' ? 'applying' : bizStep === 'decommissioning' ? 'voiding' : null;
}
