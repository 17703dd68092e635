/** Lots before and after a lot, in what was made of what. */
import { type ClientSession } from 'mongoose';
import { idsAtOnce, trusted } from '../db.js';
import { type Actor } from '../policy.js';
import { Lots, type Lot } from './lot.model.js';
import { readableLots } from './lot.service.js';

/** Lots by their paths, in the order given; those that do not exist are left out. */
export async function lotsByPath(paths: string[], session?: ClientSession): Promise<Lot[]> {
  const found = new Map<string, Lot>();
  for (let start = 0; start < paths.length; start += idsAtOnce) {
    const few = trusted({ $in: paths.slice(start, start + idsAtOnce) });
    for (const lot of await Lots.find({ _id: few }, null, { session }).lean()) found.set(lot._id, lot);
  }
  return paths.flatMap((path) => found.get(path) ?? []);
}

/** One step back: what the lot was made from. */
export function parentsOf(lot: Pick<Lot, 'parents'>): Promise<Lot[]> {
  return lotsByPath(lot.parents);
}

/** One step forward: what was made from the lot, the earliest `most` of what the actor may read. */
export function childrenOf(path: string, actor: Actor, most: number): Promise<Lot[]> {
  return Lots.find({ ...readableLots(actor), parents: path })
    .sort('firstEventTime')
    .limit(most)
    .lean();
}

/** Everything that was made from the lot, in any number of steps, in the order of time. */
export async function descendantsOf(path: string, session?: ClientSession): Promise<Lot[]> {
  const found = await Lots.find({ ancestors: path }, null, { session }).lean();
  return found.sort((one, other) => (one.firstEventTime < other.firstEventTime ? -1 : 1));
}
