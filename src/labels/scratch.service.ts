/** The second secret of a label, below a scratch field: whoever bought the package is the first to know it. */
import { isDuplicateKey } from '../db.js';
import { type Lot } from '../lots/lot.model.js';
import { runOf, serialAt } from './label.service.js';
import { ScratchUses } from './scratch.model.js';
import { isScratchCode, labelPath, makeScratchCode } from './seal.js';
import { type GenuineLabel } from './verify.js';

/** False too for a label whose key was withdrawn: whoever stole it knows the code. */
export function hasScratchCode(lot: Pick<Lot, 'labels'>, label: Pick<GenuineLabel, 'index' | 'withdrawal'>): boolean {
  return label.withdrawal === null && runOf(lot, label.index)?.scratch === true;
}

/** Null for a label without such a code. */
export function scratchCodeOf(lot: Pick<Lot, '_id' | 'labels'>, index: number): string | null {
  if (!runOf(lot, index)?.scratch) return null;
  const { serial, key, path } = serialAt(lot, index);
  return makeScratchCode(key, labelPath(path, serial));
}

export type ScratchAnswer = { result: 'wrong' } | { result: 'first' | 'again'; at: Date };

/**
 * Checks a code as it was typed, and records the first use of the right one.
 * @returns `again` with the time of the first use when it was used before
 */
export async function useScratchCode(
  lot: Pick<Lot, '_id' | 'labels'>,
  { index, serial }: { index: number; serial: string },
  { typed, now }: { typed: string; now: Date },
): Promise<ScratchAnswer> {
  const code = scratchCodeOf(lot, index);
  if (code === null || !isScratchCode(typed, code)) return { result: 'wrong' };
  const _id = `${lot._id}/21/${serial}`;
  try {
    await ScratchUses.create({ _id, at: now, count: 1 });
    return { result: 'first', at: now };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const use = await ScratchUses.findByIdAndUpdate(_id, { $inc: { count: 1 } }, { returnDocument: 'after' }).lean();
    return { result: 'again', at: use?.at ?? now };
  }
}
