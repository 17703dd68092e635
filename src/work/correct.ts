/** The form of a step, filled with what was recorded, for whoever corrects it. */
import { namespace } from '../db.js';
import { readLotPath } from '../epcis/identifiers.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { type EpcisEvent, type QuantityElement } from '../epcis/vocabulary.js';
import { Events } from '../events/event.model.js';
import { stepOf, type Step } from '../events/step.js';
import { organizationOfUri, shipmentOf } from '../lots/effects.js';
import { type Actor } from '../policy.js';
import { locationsByUri } from '../registry/location.service.js';
import { findProductByKey } from '../registry/product.service.js';

/** What a form is filled with, and the lots that it took, which may be used up by now. */
export interface Correction {
  values: Record<string, unknown>;
  taken: string[];
  event: EpcisEvent;
}

/** An own event as the values of its form; null where there is no such event. */
export async function correctionOf(eventID: string, actor: Actor): Promise<Correction | null> {
  const stored = await Events.findOne({ _id: eventID, organization: actor.organization }).lean();
  const step = stored && stepOf(stored.event);
  const read = step ? readers[step] : undefined;
  if (!stored || !read) return null;
  const { event } = stored;
  const [place, target] = await placesOf(event);
  const common = { corrects: eventID, eventTime: event.eventTime, note: event['nguon:note'] };
  const taken = (event.inputQuantityList ?? event.quantityList ?? []).map((element) => amount(element).lot);
  return { values: { ...common, ...(await read(event, place, target)) }, taken, event };
}

type Reader = (event: EpcisEvent, place?: string, target?: string) => Promise<object> | object;

const readers: Partial<Record<Step, Reader>> = {
  commissioning: async ({ quantityList = [] }, zone) => ({ zone, ...(await made(quantityList[0])) }),
  transforming: async ({ inputQuantityList = [], outputQuantityList = [] }, facility) => ({
    facility,
    inputs: inputQuantityList.map(amount),
    outputs: await Promise.all(outputQuantityList.map(made)),
  }),
  packing: async ({ inputQuantityList = [], outputQuantityList = [], ilmd }, facility) => {
    const { product, lot, quantity: units } = await made(outputQuantityList[0]);
    const dates = { packedOn: ilmd?.['nguon:packagingDate'], expiresOn: ilmd?.['cbvmda:itemExpirationDate'] };
    return { facility, input: amount(inputQuantityList[0]), product, lot, units, ...dates };
  },
  shipping: (event, from, toLocation) => ({
    ...amount(event.quantityList?.[0]),
    from,
    to: organizationOfUri(event.destinationList?.[0]?.destination ?? '', namespace()) ?? undefined,
    toLocation,
    reference: decodeURIComponent(/\/documents\/(.*)$/.exec(documentOf(event) ?? '')?.[1] ?? '') || undefined,
  }),
  receiving: (event, at) => ({
    ...amount(event.quantityList?.[0]),
    shipment: shipmentOf(event),
    missing: event['nguon:missing']?.[0]?.quantity,
    at,
  }),
  retail_selling: ({ quantityList = [], 'nguon:channel': channel, 'nguon:labels': sold }, at) => {
    const labels = sold && { first: sold.from + 1, last: sold.from + sold.count };
    return { ...amount(quantityList[0]), at, channel, labels };
  },
  destroying: (event, at) => ({
    ...amount(event.quantityList?.[0]),
    at,
    reason: event['nguon:note'],
    note: undefined,
  }),
};

function amount(element: QuantityElement | undefined): { lot: string; quantity: number | undefined } {
  return { lot: lotOfClass(element?.epcClass ?? '', namespace()) ?? '', quantity: element?.quantity };
}

async function made(element: QuantityElement | undefined) {
  const { lot, quantity } = amount(element);
  const name = readLotPath(lot);
  const product = name && (await findProductByKey(name.productKey));
  return { product: product?._id, lot: name?.code, quantity };
}

/** The sender's own delivery note: the transaction without a type. */
function documentOf({ bizTransactionList = [] }: EpcisEvent): string | undefined {
  return bizTransactionList.find(({ type }) => type === undefined)?.bizTransaction;
}

/** Identifiers of the place of an event, and of the place that its goods were sent to. */
async function placesOf({ readPoint, destinationList = [] }: EpcisEvent): Promise<(string | undefined)[]> {
  const uris = [readPoint?.id, destinationList.find(({ type }) => type === 'location')?.destination];
  const found = await locationsByUri(uris.filter((uri) => uri !== undefined));
  return uris.map((uri) => found.get(uri ?? '')?._id);
}
