/** Events as another system sends them: shipments of lots that are not kept here. */
import { checkDigit } from '../../src/epcis/identifiers.js';

export type Json = Record<string, unknown>;

export const sampleContext = ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'];

/** Every lot is named by so many events. */
export const eventsOfLot = 100;
const firstTime = Date.parse('2026-01-01T00:00:00Z');
export const secondsBetween = 60;

const gln = (index: number) => {
  const digits = `95212340000${index % 3}`.padEnd(12, '0');
  return digits + checkDigit(digits);
};
const gtin = (index: number) => {
  const digits = `0952${String(1000 + (index % 50)).padStart(9, '0')}`;
  return digits + checkDigit(digits);
};

/** The class of a lot, as a query names it. */
export const lotClass = (lot: number) => `https://id.gs1.org/01/${gtin(lot)}/10/BENCH${lot}`;

export const timeOf = (index: number) => new Date(firstTime + index * secondsBetween * 1000).toISOString();

/** The event of that number; each is another one. */
export function sampleEvent(index: number): Json {
  const lot = Math.floor(index / eventsOfLot);
  return {
    type: 'ObjectEvent',
    action: 'OBSERVE',
    eventTime: timeOf(index),
    eventTimeZoneOffset: '+07:00',
    bizStep: index % 2 ? 'receiving' : 'shipping',
    disposition: index % 2 ? 'in_progress' : 'in_transit',
    epcList: [`https://id.gs1.org/01/${gtin(lot)}/21/${index}`],
    quantityList: [{ epcClass: lotClass(lot), quantity: 1 + (index % 40), uom: 'KGM' }],
    readPoint: { id: `https://id.gs1.org/414/${gln(index)}` },
    bizTransactionList: [{ type: 'desadv', bizTransaction: `urn:example:desadv:${index}` }],
  };
}

export function sampleDocument(first: number, count: number): Json {
  return {
    '@context': sampleContext,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: timeOf(first),
    epcisBody: { eventList: Array.from({ length: count }, (_, index) => sampleEvent(first + index)) },
  };
}
