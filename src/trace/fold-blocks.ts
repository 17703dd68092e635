/** Takes lots into the blocks of chains: those that the log names since the last time, as they are now. */
import { inSlices, trusted } from '../db.js';
import { Events } from '../events/event.model.js';
import { listEntries } from '../ledger/log.model.js';
import { blockOf, readBlock, writeBlock, type BlockRow } from './block.js';
import { blocksOf, findChainHead, placesOf, storeFolded, type ChainHead } from './block.model.js';
import { chainLots, edgesBelow } from './chain-lots.js';
import { type ChainLot } from './graph.js';

const entriesOfStep = 256;
/** An event may name hundreds, and what a step writes is one transaction. */
const lotsOfStep = 1_000;

/** Folds all that the log has, or until it is stopped. */
export async function foldChains(stopping?: AbortSignal): Promise<void> {
  while (!stopping?.aborted && (await foldStep()));
}

/** False when there was nothing to fold, or another process is at it. */
async function foldStep(): Promise<boolean> {
  const head = await findChainHead();
  const position = head?.entries ?? 0;
  const entries = await listEntries(position, entriesOfStep);
  if (entries.length === 0) return false;
  const named = await lotsOfEvents(entries.map(({ event }) => event));
  const paths = new Set<string>();
  let taken = 0;
  for (const { event } of entries) {
    if (paths.size > lotsOfStep) break;
    for (const path of named.get(event) ?? []) paths.add(path);
    taken++;
  }
  return takeIn(paths, head, position + taken);
}

/** Paths of the lots that events changed, by the `_id` of each. */
export async function lotsOfEvents(ids: string[]): Promise<Map<string, string[]>> {
  const found = await inSlices(ids, (some) => Events.find({ _id: trusted({ $in: some }) }, { lots: 1 }).lean());
  return new Map(found.map(({ _id, lots }) => [_id, lots]));
}

/**
 * Writes lots into blocks as they are now, and what they were made of if it has no place yet.
 * @param entries of the log, whose lots are in the blocks then
 * @returns false where another process does it
 */
export async function takeIn(paths: Iterable<string>, head: ChainHead | null, entries: number): Promise<boolean> {
  const { lots, places } = await withParents(paths);
  const first = head?.places ?? 0;
  const newborn = new Map([...lots.keys()].filter((path) => !places.has(path)).map((path, at) => [path, first + at]));
  const placeOf = (path: string) => newborn.get(path) ?? places.get(path);
  const below = await edgesBelow(newborn.keys()); // some are known only now to those that named them
  for (const [path, place] of await placesOf(below.map(([, child]) => child))) places.set(path, place);
  const edges = [...below, ...[...lots.values()].flatMap(edgesAbove)];
  const touched = [...lots.keys(), ...edges.map(([parent]) => parent)].flatMap((path) => placeOf(path) ?? []);
  const numbers = new Set(touched.map(blockOf));
  const rows = await rowsOf(numbers);
  for (const lot of lots.values()) {
    const place = placeOf(lot._id);
    if (place !== undefined) rows.set(place, rowOf(lot, placeOf, rows.get(place)?.children ?? []));
  }
  for (const [parent, child] of edges) addChild(rows.get(placeOf(parent) ?? -1), placeOf(child));
  return storeFolded({
    from: head,
    to: { _id: 'chains', entries, places: first + newborn.size },
    places: newborn,
    blocks: new Map([...numbers].map((block) => [block, writeBlock(rows, block)])),
  });
}

const edgesAbove = ({ _id, parents }: ChainLot) => parents.map((parent): [string, string] => [parent, _id]);

async function rowsOf(blocks: Iterable<number>): Promise<Map<number, BlockRow>> {
  const texts = [...(await blocksOf(blocks))];
  return new Map(texts.flatMap(([block, text]) => [...readBlock(text, block)]));
}

/** The lots, and those before them that no block has; with the places of all that have one. */
async function withParents(paths: Iterable<string>) {
  const lots = new Map<string, ChainLot>();
  const places = new Map<string, number>();
  const asked = new Set<string>();
  for (let next = [...paths]; next.length > 0;) {
    for (const path of next) asked.add(path);
    const found = await chainLots(next);
    for (const lot of found) lots.set(lot._id, lot);
    const parents = found.flatMap((lot) => lot.parents);
    for (const [path, place] of await placesOf([...next, ...parents])) places.set(path, place);
    next = [...new Set(parents)].filter((path) => !asked.has(path) && !places.has(path));
  }
  return { lots, places };
}

function rowOf(
  { parents, ...lot }: ChainLot,
  placeOf: (path: string) => number | undefined,
  children: number[],
): BlockRow {
  return { lot, parents: parents.map((path) => placeOf(path) ?? path), children };
}

function addChild(row: BlockRow | undefined, child: number | undefined): void {
  if (row && child !== undefined && !row.children.includes(child)) row.children.push(child);
}
