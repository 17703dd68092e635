/** Events of other systems about lots of ours. */
import { namespace } from '../../src/db.js';
import { organizationUri } from '../../src/lots/effects.js';
import { type Json } from './epcis.js';

/** What another system says of a lot: its path, or a URI of it. In kilograms. */
export const aboutTime = '2026-10-02T08:30:00+07:00';
export const about = (lot: string, quantity: number, more: Json = {}): Json => ({
  type: 'ObjectEvent',
  action: 'OBSERVE',
  eventTime: aboutTime,
  eventTimeZoneOffset: '+07:00',
  quantityList: [{ epcClass: lot.includes(':') ? lot : `https://id.gs1.org/${lot}`, quantity, uom: 'KGM' }],
  ...more,
});
/** Sent to Binh. */
export const shipping = (lot: string, quantity: number, more: Json = {}) =>
  about(lot, quantity, {
    bizStep: 'shipping',
    destinationList: [{ type: 'possessing_party', destination: organizationUri('org-binh', namespace()) }],
    bizTransactionList: [{ type: 'desadv', bizTransaction: 'urn:example:despatch:1' }],
    ...more,
  });
