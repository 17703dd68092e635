/** Reads the chain of a lot: from the blocks of chains, and from the lots where those are behind. */
import { inSlices, trusted } from '../db.js';
import { announcedRecalls, Lots, type Lot } from '../lots/lot.model.js';
import { mayReadLot } from '../lots/lot.service.js';
import { type Actor } from '../policy.js';
import { chainLots, chainLotsAfter } from './chain-lots.js';
import { graphOf, tracedFields, type ChainLot, type Graph, type TracedLot } from './graph.js';
import { readBlocks } from './read-blocks.js';

/** The lot with all that it was made of and all that was made of it, as far as the actor may read. */
export async function chainOf(lot: Lot, actor: Actor): Promise<Graph> {
  const announced = await announcedRecalls(); // first: one that is written into its lots meanwhile is read there
  const lots = (await readBlocks(lot._id)) ?? (await readLots(lot));
  const graph = graphOf(
    lot,
    lots.filter((other) => other._id !== lot._id && mayReadLot(actor, other)),
  );
  for (const { roots, eventID } of announced)
    markRecalled(graph, [...roots, ...(lot.recalledBy === eventID ? [lot._id] : [])], eventID);
  return graph;
}

/** One query forward, slices of paths back. */
async function readLots(lot: Lot): Promise<ChainLot[]> {
  return (await Promise.all([chainLots(lot.ancestors), chainLotsAfter(lot._id)])).flat();
}

/** A recall that is not written into all lots yet holds for these lots and for all that was made of them. */
function markRecalled({ nodes }: Graph, roots: string[], eventID: string): void {
  const left = [...roots];
  const seen = new Set(left);
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const node = nodes.get(id);
    if (!node) continue;
    node.lot.recalledBy ??= eventID;
    for (const child of node.children.filter((each) => !seen.has(each))) {
      seen.add(child);
      left.push(child);
    }
  }
}

/** All that is shown of some lots of a chain, by their paths. */
export async function detailsOf(ids: Iterable<string>, { nodes }: Graph): Promise<Map<string, TracedLot>> {
  const found = await inSlices(ids, (some) =>
    Lots.find({ _id: trusted({ $in: some }) }, tracedFields)
      .setOptions({ asWritten: true })
      .lean<TracedLot[]>(),
  );
  for (const lot of found) lot.recalledBy ??= nodes.get(lot._id)?.lot.recalledBy ?? null;
  return new Map(found.map((lot) => [lot._id, lot]));
}
