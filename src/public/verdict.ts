/** What a label's page says first. */
import { type LabelStatus } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';

export const verdicts = ['genuine', 'not-genuine', 'recalled', 'void', 'expired', 'unused', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * Verdict on a label whose seal is right, or on a lot named without one. A recall outweighs a void label, which outweighs
 * an expiry; without a serial nothing can be said of a package.
 * @param label what became of the label, null where none is named
 * @param today where the reader is
 */
export function verdictOn(
  lot: Pick<Lot, 'recalledBy' | 'expiresOn'>,
  label: LabelStatus | null,
  today: string,
): Verdict {
  if (lot.recalledBy) return 'recalled';
  if (label === 'void') return 'void';
  if (lot.expiresOn && today > lot.expiresOn) return 'expired';
  return label ? 'genuine' : 'unknown';
}
