/** What a label's page says first. */
import { type GenuineLabel } from '../labels/verify.js';
import { type LabelStatus } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';

export const verdicts = [
  ...(['genuine', 'not-genuine', 'recalled', 'key-withdrawn', 'void', 'expired', 'unused', 'unknown'] as const),
];
export type Verdict = (typeof verdicts)[number];

/**
 * Verdict on a label whose seal is right, or on a lot named without one. A recall outweighs a withdrawn key, which may
 * have sealed a forgery with any date; that a void label, and that an expiry. Without a serial nothing can be said of a
 * package.
 * @param label null for a lot named without one @param today where the reader is
 */
export function verdictOn(
  lot: Pick<Lot, 'recalledBy' | 'expiresOn'>,
  label: (Pick<GenuineLabel, 'withdrawal'> & { state: LabelStatus }) | null,
  today: string,
): Verdict {
  if (lot.recalledBy) return 'recalled';
  if (label?.withdrawal) return 'key-withdrawn';
  if (label?.state === 'void') return 'void';
  if (lot.expiresOn && today > lot.expiresOn) return 'expired';
  return label ? 'genuine' : 'unknown';
}
