/** A lot code that a form proposes: initials of the product, the day, a counter. `CDR-261002-1`. */
import { trusted } from '../db.js';
import { Lots } from '../lots/lot.model.js';
import { foldText } from '../registry/fold-text.js';

const mostInitials = 6;
const candidatesAsked = 99;

/**
 * The first code of the day that the organisation has not used for any of its products.
 * @param name Vietnamese name of the product; without one the code begins with `L`, for lô
 * @param day `2026-10-02`
 */
export async function proposeLotCode(organization: string, name: string | undefined, day: string): Promise<string> {
  const prefix = `${initialsOf(name ?? '') || 'L'}-${day.slice(2).replaceAll('-', '')}`;
  const candidates = Array.from({ length: candidatesAsked }, (_none, index) => `${prefix}-${index + 1}`);
  const used = await Lots.find({ code: trusted({ $in: candidates }), organization }, { code: 1 }).lean();
  const taken = new Set(used.map(({ code }) => code));
  return candidates.find((code) => !taken.has(code)) ?? '';
}

function initialsOf(name: string): string {
  const words = foldText(name).match(/[a-z0-9]+/g) ?? [];
  return words
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, mostInitials)
    .toUpperCase();
}
