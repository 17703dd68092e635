/** The sets and cases that a lot is or was in: where a recall of it has to go. */
import { type Actor } from '../policy.js';
import { readableLots } from './lot.service.js';
import { Sets, type PackedSet } from './set.model.js';

/** Tone of the badge that says what became of a set (views/partials/badge.ejs). */
export const toneOfSet = { packed: 'ok', shipped: 'info', sold: 'mute', unpacked: 'mute' } as const;

/** The latest `most` of those that the actor may read. */
export async function setsWith(lot: string, actor: Actor, most: number): Promise<PackedSet[]> {
  const found = await Sets.find({ 'contents.lot': lot, ...readableLots(actor) })
    .sort({ packedAt: -1 })
    .limit(most)
    .lean();
  return found;
}
