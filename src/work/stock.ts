/** What an organisation has on hand, and what is on its way to it. */
import { namespace } from '../db.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { fromThousandths } from '../epcis/quantity.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { looseOf } from '../lots/enclosed.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { shipmentOf } from '../lots/effects.js';
import { stateOf, type LotCondition } from '../lots/lot.service.js';
import { lotsByPath } from '../lots/trace.js';
import { type Actor } from '../policy.js';
import { type Translated } from '../registry/product.model.js';
import { productsById } from '../registry/product.service.js';
import { namesOfOrganizations } from '../registry/organization.service.js';

export interface Stock {
  /** Path of the lot. */
  lot: string;
  code: string;
  product: Translated;
  /** What the organisation has on hand, in `uom`. */
  quantity: number;
  /** What of it is not packed in sets. */
  loose: number;
  uom: string;
  state: LotCondition;
}

export interface Arrival extends Omit<Stock, 'state' | 'loose'> {
  shipment: string;
  /** Name of the sender. */
  from: string;
}

/** Most lots that a form offers; who has more looks the lot up and begins from its page. */
const mostLots = 200;

/** The lots of which the actor's organisation has something, the latest used first. */
export async function stockOf(actor: Actor, today: string): Promise<Stock[]> {
  const { organization } = actor;
  const lots = await Lots.find({ parties: organization, 'onHand.organization': organization })
    .sort({ lastEventTime: -1 })
    .limit(mostLots)
    .lean();
  return stockOfLots(lots, actor, today);
}

/** Lots with what the actor's organisation has of them, which may be nothing. */
export async function stockOfLots(lots: Lot[], { organization }: Actor, today: string): Promise<Stock[]> {
  const products = await productsById(lots.map(({ product }) => product));
  return lots.map((lot) => ({
    ...nameOf(lot, products),
    quantity: fromThousandths(lot.onHand.find((entry) => entry.organization === organization)?.quantity ?? 0),
    loose: fromThousandths(looseOf(lot, organization)),
    state: stateOf(lot, today),
  }));
}

/** Shipments on their way to the actor's organisation. */
export async function arrivalsFor({ organization }: Actor): Promise<Arrival[]> {
  const lots = await Lots.find({ 'inTransit.to': organization }).limit(mostLots).lean();
  const sent = lots.flatMap((lot) =>
    lot.inTransit.filter(({ to }) => to === organization).map((entry) => ({ lot, entry })),
  );
  const [products, senders] = await Promise.all([
    productsById(lots.map(({ product }) => product)),
    namesOfOrganizations(sent.map(({ entry }) => entry.from)),
  ]);
  return sent.map(({ lot, entry }) => ({
    ...nameOf(lot, products),
    quantity: fromThousandths(entry.quantity),
    shipment: entry.shipment,
    from: senders.get(entry.from) ?? '',
  }));
}

/** The shipment that an event received, as it was before: for whoever corrects what arrived. */
export async function arrivalOf(event: EpcisEvent): Promise<Arrival[]> {
  const [element] = event.quantityList ?? [];
  const lots = await lotsByPath([lotOfClass(element?.epcClass ?? '', namespace()) ?? '']);
  const products = await productsById(lots.map(({ product }) => product));
  const shipment = shipmentOf(event);
  const quantity = (element?.quantity ?? 0) + (event['nguon:missing']?.[0]?.quantity ?? 0);
  return lots.map((lot) => ({ ...nameOf(lot, products), quantity, shipment, from: '' }));
}

function nameOf(lot: Lot, products: Awaited<ReturnType<typeof productsById>>) {
  const product = products.get(lot.product)?.names ?? { vi: '' };
  return { lot: lot._id, code: lot.code, product, uom: lot.uom };
}
