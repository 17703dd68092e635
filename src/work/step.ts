/** What the steps have in common: the lots they take and make, and faults told beside the field they come from. */
import { namespace } from '../db.js';
import { DomainError, Refusal, refuse } from '../errors.js';
import { lotPath, uriOfPath } from '../epcis/identifiers.js';
import { toThousandths } from '../epcis/quantity.js';
import { type EventDraft, type QuantityElement } from '../epcis/vocabulary.js';
import { capture, type Draft } from '../events/capture.js';
import { type Captured } from '../events/record.js';
import { quantityElement } from '../lots/effects.js';
import { getLot } from '../lots/lot.service.js';
import { type Actor, type By } from '../policy.js';
import { type Product } from '../registry/product.model.js';
import { getProduct } from '../registry/product.service.js';

/** A recorded step, with the path of the lot that it made or moved: the first, where there are several. */
export interface Recorded extends Captured {
  lot: string;
}

/** A lot in a step, and the dotted names of the fields it was typed in. */
export interface Part {
  lot: string;
  element: QuantityElement;
  fields: { lot: string; quantity: string };
}

export interface NewPart extends Part {
  product: Product;
}

/** Waits for all; when some are refused, tells every fault and not just the first. */
export async function together<T extends readonly unknown[]>(tasks: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
  const results = await Promise.allSettled(tasks);
  refuse(results.flatMap((result) => (result.status === 'rejected' ? faultsOf(result.reason) : [])));
  return results.map((result) => (result as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

/** @throws the error itself when it is no refusal */
function faultsOf(error: unknown): DomainError[] {
  if (error instanceof DomainError) return [error];
  if (error instanceof Refusal) return error.faults;
  throw error;
}

/**
 * So much of a lot that the actor's organisation has or had a part in.
 * @param fields where lot and quantity were typed
 * @throws DomainError `not-found`, `too-many-decimals`
 */
export async function takePart(
  actor: Actor,
  { lot, quantity }: { lot: string; quantity: number },
  fields = { lot: 'lot', quantity: 'quantity' },
): Promise<Part> {
  const { uom } = await getLot(lot, actor, { field: fields.lot });
  const amount = { quantity: toThousandths(quantity, uom, fields.quantity), uom };
  return { lot, element: quantityElement(uriOfPath(lot, namespace()), amount), fields };
}

/**
 * A lot to be made of an own product, in the product's unit.
 * @param fields where product, lot and quantity were typed
 * @throws DomainError `not-found`, `too-many-decimals`
 */
export async function makePart(
  actor: Actor,
  { product: id, lot: code, quantity }: { product: string; lot: string; quantity: number },
  fields = { product: 'product', lot: 'lot', quantity: 'quantity' },
): Promise<NewPart> {
  const product = await getProduct(id, actor, fields.product);
  const amount = { quantity: toThousandths(quantity, product.uom, fields.quantity), uom: product.uom };
  const lot = lotPath(product.key, code);
  return { lot, element: quantityElement(uriOfPath(lot, namespace()), amount), fields, product };
}

/** Captures a step. What `capture` says of a lot is told beside the field in which the lot or its quantity was typed. */
export async function recordStep(
  draft: Draft,
  by: By,
  { taken = [], made = [], corrects }: { taken?: Part[]; made?: Part[]; corrects?: string | undefined },
): Promise<Recorded> {
  try {
    const captured = await capture(draft, by, corrects);
    return { ...captured, lot: (made[0] ?? taken[0])?.lot ?? '' };
  } catch (error) {
    return refuse(faultsOf(error).map((fault) => located(fault, taken, made))) as never;
  }
}

const aboutMade = new Set(['lot-exists', 'lot-in-itself', 'yield-out-of-range', 'packed-too-much']);
const aboutQuantity = new Set([
  ...['insufficient-quantity', 'packed-in-sets', 'more-than-sent', 'yield-out-of-range', 'packed-too-much'],
]);

function located(fault: DomainError, taken: Part[], made: Part[]): DomainError {
  const { code, params } = fault;
  if (fault.field) return fault;
  if (code === 'event-before-lot') return new DomainError(code, params, 'eventTime');
  if (code === 'not-sent') return new DomainError(code, params, 'shipment');
  const parts = aboutMade.has(code) ? made : [...taken, ...made];
  const part = parts.find(({ lot }) => lot === params.lot);
  return new DomainError(code, params, aboutQuantity.has(code) ? part?.fields.quantity : part?.fields.lot);
}

/** The note of a step, when there is one. */
export function noted(note: string | undefined): Pick<EventDraft, 'nguon:note'> {
  return note ? { 'nguon:note': note } : {};
}

/** The place of an event: where it was read and where the goods are afterwards. */
export function placed({ uri }: { uri: string }): Pick<EventDraft, 'readPoint' | 'bizLocation'> {
  return { readPoint: { id: uri }, bizLocation: { id: uri } };
}
