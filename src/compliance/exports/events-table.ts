/** The events of a chain and the balance of its lots as rows of one table, which a spreadsheet sorts and sums. */
import { lotOfClass } from '../../epcis/lot-of-class.js';
import { fromThousandths } from '../../epcis/quantity.js';
import { type EpcisEvent, type QuantityElement } from '../../epcis/vocabulary.js';
import { placeOfEvent } from '../../events/chain.js';
import { type StoredEvent } from '../../events/event.model.js';
import { stepOf } from '../../events/step.js';
import { shipmentOf } from '../../lots/effects.js';
import { type Lot } from '../../lots/lot.model.js';
import { type LotFacts } from '../facts.js';
import { codeOf } from '../stages.js';

export const eventColumns = [
  ...['record', 'lot', 'lot_code', 'product', 'what', 'role', 'quantity', 'unit', 'event_time', 'offset'],
  ...['place', 'place_code', 'organization', 'shipment', 'note', 'event_id'],
] as const;
export type EventRow = Partial<Record<(typeof eventColumns)[number], string | number>>;

/** First every event, lot by lot that it names, in the order of time; then the balance of every lot. */
export function* rowsOfEvents(facts: LotFacts, events: StoredEvent[]): Generator<EventRow> {
  for (const stored of events) {
    if (!facts.readable.has(stored._id)) continue;
    for (const path of stored.lots) {
      const lot = facts.lots.get(path);
      if (lot && facts.readable.has(path)) yield rowOfEvent(stored, lot, facts);
    }
  }
  for (const lot of facts.lots.values()) if (facts.readable.has(lot._id)) yield* rowsOfBalance(lot, facts);
}

function identityOf({ _id: lot, product }: Lot, { products }: LotFacts): EventRow {
  return { lot, lot_code: codeOf(lot), product: products.get(product)?.names.vi ?? '' };
}

function rowOfEvent({ event, organization }: StoredEvent, lot: Lot, facts: LotFacts): EventRow {
  const place = placeOfEvent(event) ?? '';
  return {
    record: 'event',
    ...identityOf(lot, facts),
    what: stepOf(event) ?? event.bizStep ?? event.type,
    ...amountOf(event, lot._id, facts.namespace),
    event_time: event.eventTime,
    offset: event.eventTimeZoneOffset,
    place: facts.places.get(place)?.name ?? '',
    place_code: place,
    organization: facts.organizations.get(organization)?.name ?? '',
    shipment: shipmentOf(event),
    note: event['nguon:note'] ?? '',
    event_id: event.eventID,
  };
}

const lists = {
  used: 'inputQuantityList',
  made: 'outputQuantityList',
  moved: 'quantityList',
  packed: 'childQuantityList',
} as const;

function amountOf(event: EpcisEvent, path: string, namespace: string): EventRow {
  for (const [role, name] of Object.entries(lists)) {
    const isLot = ({ epcClass }: QuantityElement) => lotOfClass(epcClass, namespace) === path;
    const element = event[name]?.find(isLot);
    if (element) return { role, quantity: element.quantity ?? '', unit: element.uom ?? '' };
  }
  return {};
}

/** Produced, and where all of it is: the other rows of a lot add up to the first. */
function* rowsOfBalance(lot: Lot, facts: LotFacts): Generator<EventRow> {
  const { produced, consumed, sold, destroyed, lost, onHand, inTransit } = lot;
  const row = (what: string, thousandths: number, organization = ''): EventRow => ({
    record: 'balance',
    ...identityOf(lot, facts),
    what,
    quantity: fromThousandths(thousandths),
    unit: lot.uom,
    organization: facts.organizations.get(organization)?.name ?? '',
  });
  yield row('produced', produced);
  for (const { organization, quantity } of onHand) yield row('on-hand', quantity, organization);
  for (const { to, quantity, shipment } of inTransit) yield { ...row('in-transit', quantity, to), shipment };
  for (const [what, quantity] of Object.entries({ consumed, sold, destroyed, lost })) yield row(what, quantity);
}
