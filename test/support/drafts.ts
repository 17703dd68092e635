/** Events as the steps of a producer would hand them to `capture`, of one time and in kilograms. */
import { namespace } from '../../src/db.js';
import { lotPath, uriOfPath } from '../../src/epcis/identifiers.js';
import { type EventDraft, type QuantityElement } from '../../src/epcis/vocabulary.js';
import { DomainError, Refusal } from '../../src/errors.js';
import { capture } from '../../src/events/capture.js';
import { organizationUri, quantityElement } from '../../src/lots/effects.js';
import { type By } from '../../src/policy.js';
import { type Product } from '../../src/registry/product.model.js';
import { someLot } from './builders.js';

const eventTime = '2026-10-02T08:30:00+07:00';

export function kilograms(lot: string, thousandths: number): QuantityElement {
  return quantityElement(uriOfPath(lot, namespace()), { quantity: thousandths, uom: 'KGM' });
}

/** An ObjectEvent about one lot. */
export function observe(bizStep: string, lot: string, thousandths: number, more: Partial<EventDraft> = {}): EventDraft {
  const quantityList = [kilograms(lot, thousandths)];
  return { type: 'ObjectEvent', action: 'OBSERVE', bizStep, eventTime, quantityList, ...more };
}

/** Names a shipment and who gets it. */
export function despatch(reference: string, to: string): Partial<EventDraft> {
  return {
    bizTransactionList: [{ type: 'desadv', bizTransaction: `${namespace()}/shipments/${reference}` }],
    destinationList: [{ type: 'possessing_party', destination: organizationUri(to, namespace()) }],
  };
}

/** @param inputs lots and how much of each, in thousandths */
export function transform(inputs: [string, number][], output: string, thousandths: number): EventDraft {
  return {
    type: 'TransformationEvent',
    bizStep: 'commissioning',
    eventTime,
    inputQuantityList: inputs.map(([lot, quantity]) => kilograms(lot, quantity)),
    outputQuantityList: [kilograms(output, thousandths)],
  };
}

/** A new lot of a product; gives its path. */
export async function buildLot(product: Product, thousandths: number, by: By): Promise<string> {
  const lot = lotPath(product.key, someLot());
  await capture(observe('commissioning', lot, thousandths, { action: 'ADD' }), by);
  return lot;
}

/** `recorded`, or the codes of the refusal. */
export function outcomeOf(draft: EventDraft, by: By): Promise<string> {
  return outcome(() => capture(draft, by));
}

/** `recorded`, or the codes of the refusal. */
export async function outcome(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'recorded';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    if (error instanceof Refusal) return error.faults.map(({ code }) => code).join();
    throw error;
  }
}
