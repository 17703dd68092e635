/** Steps of a chain out of its events. */
import { readLotPath } from '../epcis/identifiers.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { localDay } from '../epcis/time.js';
import { type EpcisEvent, type QuantityElement } from '../epcis/vocabulary.js';
import { placeOfEvent } from '../events/chain.js';
import { type StoredEvent } from '../events/event.model.js';
import { stepOf, type Step } from '../events/step.js';
import { organizationOfUri, shipmentOf } from '../lots/effects.js';
import { type Amount, type Stage } from './facts.js';

/** Steps in which goods come to be or change hands; the others are about labels and decisions. */
const stageSteps: Step[] = ['commissioning', 'transforming', 'packing', 'shipping', 'receiving', 'retail_selling'];

/** Null for an event that is no step of a chain. */
export function stageOf({ event, organization }: StoredEvent, namespace: string): Stage | null {
  const step = stepOf(event);
  if (!step || !stageSteps.includes(step)) return null;
  const amounts = (list: QuantityElement[] | undefined) => amountsOf(list, namespace);
  const isOrigin = step === 'commissioning' && event.type === 'ObjectEvent';
  const moved = amounts(event.quantityList);
  return {
    eventID: event.eventID,
    step,
    eventTime: event.eventTime,
    offset: event.eventTimeZoneOffset,
    day: localDay(new Date(event.eventTime), event.eventTimeZoneOffset),
    organization,
    place: placeOfEvent(event) ?? null,
    taken: amounts(event.inputQuantityList),
    made: isOrigin ? moved : amounts(event.outputQuantityList),
    moved: isOrigin ? [] : moved,
    ...partiesOf(event, namespace),
    shipment: shipmentOf(event) || null,
    document: documentOf(event),
  };
}

function amountsOf(list: QuantityElement[] | undefined, namespace: string): Amount[] {
  return (list ?? []).flatMap(({ epcClass, quantity, uom }) => {
    const lot = lotOfClass(epcClass, namespace);
    return lot ? [{ lot, quantity, uom }] : [];
  });
}

function partiesOf({ destinationList = [] }: EpcisEvent, namespace: string) {
  const uris = destinationList.map(({ destination = '' }) => destination);
  const recipient = uris.map((uri) => organizationOfUri(uri, namespace)).find((id) => id !== null);
  const destination = destinationList.find(({ type }) => /location$/.test(type))?.destination;
  return { recipient: recipient ?? null, destination: destination ?? null };
}

/** Number of the first paper beside the despatch advice: the last part of its URI. */
function documentOf(event: EpcisEvent): string | null {
  const advice = shipmentOf(event);
  const paper = event.bizTransactionList?.find(({ bizTransaction }) => bizTransaction !== advice)?.bizTransaction;
  return paper ? decoded(paper.split('/').at(-1) ?? paper) : null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Code of a lot by its path. */
export function codeOf(path: string): string {
  return readLotPath(path)?.code ?? path;
}
