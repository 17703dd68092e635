/** What the acts of an inspector have in common: they name lots, not amounts, and happen now. */
import { z } from 'zod';
import { config } from '../config.js';
import { namespace } from '../db.js';
import { uriOfPath } from '../epcis/identifiers.js';
import { localTime } from '../epcis/time.js';
import { type QuantityElement } from '../epcis/vocabulary.js';
import { type Lot } from '../lots/lot.model.js';

/** Words for the producer: why. */
export const reason = z.string().trim().normalize('NFC').min(1, 'required').max(2000);

/** Whole lots as EPCIS elements: without a quantity. */
export function wholeLots(paths: string[]): QuantityElement[] {
  return paths.map((path) => ({ epcClass: uriOfPath(path, namespace()) }));
}

/**
 * Event time of an act: now, or a moment later when the clock of a phone that recorded one of the lots ran ahead, for
 * no event may precede its lot and no such clock may keep a lot from being held.
 */
export function timeOfAct(now: Date, lots: Pick<Lot, 'firstEventTime'>[]): string {
  const first = lots.reduce((latest, lot) => Math.max(latest, Date.parse(lot.firstEventTime)), 0);
  return localTime(new Date(Math.max(now.getTime(), first)), config.utcOffset);
}
