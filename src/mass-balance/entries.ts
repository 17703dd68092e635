/** The movements of goods in events that count, as a book-keeper enters them. Pure. */
import { readLotPath } from '../epcis/identifiers.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { effectsOf, isMoving, type MovingEffect } from '../lots/effects.js';
import { stepOf, type Step } from '../events/step.js';
import { type StoredEvent } from '../events/event.model.js';

export interface Entry {
  event: EpcisEvent;
  step: Step | null;
  /** Day of the event where it happened. */
  time: Date;
  /** The organisation that recorded it. */
  organization: string;
  effects: MovingEffect[];
}

/** An event with what it moves; those that move nothing are left out. */
export function entriesOf(events: StoredEvent[], namespace: string): Entry[] {
  return events.flatMap((stored) => {
    const { event, eventTime: time, organization } = stored;
    const ours = stored.context === null ? undefined : new Set(stored.lots);
    const effects = effectsOf(event, namespace, organization, ours).filter(isMoving);
    return effects.length > 0 ? [{ event, step: stepOf(event), time, organization, effects }] : [];
  });
}

/** `01/{gtin}` or `p/{productCode}` of a lot. */
export function productKeyOf(lot: string): string {
  return readLotPath(lot)?.productKey ?? '';
}
