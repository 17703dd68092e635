/** The sets and cases that a lot is or was in: where a recall of it has to go. */
import { type Actor } from '../policy.js';
import { readableLots } from './lot.service.js';
import { Sets, type PackedSet } from './set.model.js';
import { lotsByPath } from './trace.js';

/** Tone of the badge that says what became of a set (views/partials/badge.ejs). */
export const toneOfSet = { packed: 'ok', shipped: 'info', sold: 'mute', unpacked: 'mute' } as const;

/** The latest `most` of those that the actor may read. */
export async function setsWith(lot: string, actor: Actor, most: number): Promise<PackedSet[]> {
  const found = await Sets.find({ 'contents.lot': lot, ...readableLots(actor) })
    .sort({ packedAt: -1 })
    .limit(most)
    .lean();
  return asTheyAre(found);
}

/**
 * Stored sets as they are now. Whoever received all lots of one by themselves has opened it, which is no event of the
 * set: it shows in the lots, of which none is on its way by the set's shipment any more.
 */
export async function asTheyAre(sets: PackedSet[]): Promise<PackedSet[]> {
  const sent = sets.filter(({ state }) => state === 'shipped');
  const paths = new Set(sent.flatMap(({ contents }) => contents.map(({ lot }) => lot)));
  const lots = new Map((await lotsByPath([...paths])).map((lot) => [lot._id, lot]));
  return sets.map((set) => {
    const isOnItsWay = ({ lot }: { lot: string }) =>
      lots.get(lot)?.inTransit.some(({ shipment }) => shipment === set.shipment) ?? false;
    if (set.state !== 'shipped' || set.contents.some(isOnItsWay)) return set;
    return { ...set, state: 'unpacked', holder: set.shippedTo ?? set.holder, shippedTo: null, shipment: null };
  });
}
