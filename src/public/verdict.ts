/** What a label's page says first. */
import { type Lot } from '../lots/lot.model.js';

export const verdicts = ['genuine', 'not-genuine', 'recalled', 'expired', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Verdict on a label whose seal is right, or on a lot named without one. A recall outweighs an expiry, and without a
 * serial nothing can be said of a package. @param today where the reader is
 */
export function verdictOn(lot: Pick<Lot, 'recalledBy' | 'expiresOn'>, isSealed: boolean, today: string): Verdict {
  if (lot.recalledBy) return 'recalled';
  if (lot.expiresOn && today > lot.expiresOn) return 'expired';
  return isSealed ? 'genuine' : 'unknown';
}
