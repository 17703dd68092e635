/** Reads a chain from the blocks, with what was recorded since they were written. */
import { listEntries, listPending } from '../ledger/log.model.js';
import { blockOf, readBlock, type BlockRow } from './block.js';
import { blocksOf, findChainHead, placesOf } from './block.model.js';
import { chainLots, edgesBelow } from './chain-lots.js';
import { lotsOfEvents } from './fold-blocks.js';
import { type ChainLot } from './graph.js';

/** Events and lots that are read beside the blocks. Where there are more, the lots themselves are sooner read. */
const mostEvents = 500;
const mostLots = 1_000;

/** What may be before and after the lot; null where the blocks are too far behind. */
export async function readBlocks(path: string): Promise<ChainLot[] | null> {
  const fresh = await recordedSince();
  if (!fresh) return null;
  const shelf = new Shelf();
  const made = await childrenOf(fresh);
  const before = await gather(path, shelf, (at) => fresh.get(at)?.parents ?? shelf.row(at)?.parents ?? []);
  const after = await gather(path, shelf, (at) => [...(shelf.row(at)?.children ?? []), ...(made.get(at) ?? [])]);
  return [...new Set([...before, ...after])].flatMap((at) => fresh.get(at) ?? shelf.lot(at) ?? []);
}

/** Lots that changed since the blocks were written, by path. Nothing is missed: what waits is read before what is placed. */
async function recordedSince(): Promise<Map<string, ChainLot> | null> {
  const head = await findChainHead();
  if (!head) return null;
  const waiting = await listPending(mostEvents);
  const placed = await listEntries(head.entries, mostEvents);
  const events = [...waiting.map(({ _id }) => _id), ...placed.map(({ event }) => event)];
  if (events.length >= mostEvents) return null;
  const paths = new Set([...(await lotsOfEvents(events)).values()].flat());
  if (paths.size > mostLots) return null;
  return new Map((await chainLots(paths)).map((lot) => [lot._id, lot]));
}

/** What was made of them as far as no block tells: by one of them, or, of those that no block has, by any other. */
async function childrenOf(lots: ReadonlyMap<string, ChainLot>): Promise<Map<string, string[]>> {
  const places = await placesOf(lots.keys());
  const below = await edgesBelow([...lots.keys()].filter((path) => !places.has(path)));
  const above = [...lots.values()].flatMap(({ _id, parents }) => parents.map((parent) => [parent, _id] as const));
  const children = new Map<string, string[]>();
  for (const [parent, child] of [...below, ...above]) {
    const known = children.get(parent);
    if (known) known.push(child);
    else children.set(parent, [child]);
  }
  return children;
}

/** Paths of all that can be reached, a step at a time, so that the blocks of a step are read at once. */
async function gather(path: string, shelf: Shelf, next: (path: string) => (number | string)[]): Promise<Set<string>> {
  const seen = new Set<string>();
  for (let step: (number | string)[] = [path]; step.length > 0;) {
    await shelf.load(step);
    const found = step.map((at) => (typeof at === 'string' ? at : shelf.pathAt(at)));
    step = [];
    for (const at of found) {
      if (at === undefined || seen.has(at)) continue;
      seen.add(at);
      for (const other of next(at)) step.push(other);
    }
  }
  return seen;
}

/** The blocks that were read. */
class Shelf {
  readonly #blocks = new Set<number>();
  readonly #rows = new Map<number, BlockRow>();
  readonly #places = new Map<string, number>();

  /** @param ways places, and paths of which it is not known */
  async load(ways: readonly (number | string)[]): Promise<void> {
    const paths = ways.filter((at) => typeof at === 'string').filter((path) => !this.#places.has(path));
    const places = paths.length > 0 ? [...(await placesOf(paths)).values()] : [];
    const wanted = [...ways.filter((at) => typeof at === 'number'), ...places].map(blockOf);
    const missing = new Set(wanted.filter((block) => !this.#blocks.has(block)));
    if (missing.size === 0) return;
    for (const [block, text] of await blocksOf(missing)) {
      for (const [place, row] of readBlock(text, block)) {
        this.#rows.set(place, row);
        this.#places.set(row.lot._id, place);
      }
    }
    for (const block of missing) this.#blocks.add(block);
  }

  pathAt(place: number): string | undefined {
    return this.#rows.get(place)?.lot._id;
  }

  row(path: string): BlockRow | undefined {
    return this.#rows.get(this.#places.get(path) ?? -1);
  }

  /** Of its parents those that were read: the others are no part of the chain. */
  lot(path: string): ChainLot | undefined {
    const row = this.row(path);
    if (!row) return undefined;
    const parents = row.parents.flatMap((at) => (typeof at === 'string' ? at : (this.pathAt(at) ?? [])));
    return { ...row.lot, parents };
  }
}
