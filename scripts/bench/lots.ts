/**
 * Lays lots down as rows, as `capture` would have made them: capturing as many as a province has would take hours on
 * the embedded engine.
 */
import { checkDigit, lotPath, uriOfPath } from '../../src/epcis/identifiers.js';
import { namespace, newId } from '../../src/db.js';
import { eventHashId } from '../../src/epcis/event-hash.js';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { factsOf } from '../../src/events/epcis/facts.js';
import { Events, type StoredEvent } from '../../src/events/event.model.js';
import { newNonce } from '../../src/ledger/commitment.js';
import { newLotState } from '../../src/lots/lot-state.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';

const batch = 1_000;

export function gtinOf(number: number): string {
  const body = `0952123${String(number).padStart(6, '0')}`;
  return body + checkDigit(body);
}

/** A lot of one kilogram of which half is left. */
export function lotRow(
  code: string,
  product: number,
  organization: string,
  time: string,
  more: Partial<Lot> = {},
): Lot {
  const _id = lotPath(`01/${gtinOf(product)}`, code);
  const state = {
    ...newLotState('KGM', time),
    produced: 1_000,
    consumed: 500,
    onHand: [{ organization, quantity: 500 }],
  };
  return {
    ...{ _id, code, product: `product-${product}`, organization, version: 1 },
    ...state,
    parties: [organization],
    ...more,
  };
}

export async function layLots(count: number, rowOf: (index: number) => Lot): Promise<void> {
  for (let first = 0; first < count; first += batch) {
    const rows = Array.from({ length: Math.min(batch, count - first) }, (_, index) => rowOf(first + index));
    await Lots.insertMany(rows, { ordered: false, lean: true });
  }
}

/** For each lot the event that made it of its parents. */
export async function layEvents(lots: Lot[]): Promise<void> {
  for (let first = 0; first < lots.length; first += batch) {
    const rows = lots.slice(first, first + batch).map(eventRow);
    await Events.insertMany(rows, { ordered: false, lean: true });
  }
}

function eventRow({ _id, parents, firstEventTime, organization }: Lot): StoredEvent {
  const element = (path: string, quantity: number) => ({
    epcClass: uriOfPath(path, namespace()),
    quantity,
    uom: 'KGM',
  });
  const recordTime = new Date();
  const sent = {
    type: 'TransformationEvent',
    bizStep: 'commissioning',
    eventTime: firstEventTime,
    eventTimeZoneOffset: '+07:00',
    inputQuantityList: parents.map((path) => element(path, 0.05)),
    outputQuantityList: [element(_id, 1)],
  };
  const eventID = eventHashId(sent, []);
  const event = { ...sent, eventID, recordTime: recordTime.toISOString() } as unknown as EpcisEvent;
  return {
    ...{
      _id: eventID,
      event,
      context: null,
      eventTime: new Date(firstEventTime),
      recordTime,
      bizStep: 'commissioning',
    },
    ...{ lots: [...parents, _id], versions: [], terms: [...factsOf(event, []).terms], organization, actor: 'bench' },
    ...{ request: newId(), fingerprint: null, nonce: newNonce() },
  };
}
