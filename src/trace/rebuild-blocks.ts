/** Compares the blocks of chains with the lots. */
import { isDeepStrictEqual } from 'node:util';
import { listEntries, listPending } from '../ledger/log.model.js';
import { Lots } from '../lots/lot.model.js';
import { readBlock, type BlockRow } from './block.js';
import { allBlocks, findChainHead, type ChainHead } from './block.model.js';
import { lotsOfEvents } from './fold-blocks.js';
import { fieldsOfChain, type ChainLot } from './graph.js';

export interface BlockComparison {
  lots: number;
  /** Paths of lots that stand in the blocks otherwise than they are, or not at all. */
  differences: string[];
}

/** Lots that the blocks do not have to know yet are left out. */
export async function compareBlocks(): Promise<BlockComparison> {
  const head = await findChainHead();
  if (!head) return { lots: 0, differences: [] };
  const late = await recordedSince(head);
  const rows = new Map<number, BlockRow>();
  for await (const { block, text } of allBlocks())
    for (const [place, row] of readBlock(text, block)) rows.set(place, row);
  const places = new Map([...rows].map(([place, { lot }]) => [lot._id, place]));
  const differences: string[] = [];
  for await (const lot of Lots.find({}, fieldsOfChain).setOptions({ asWritten: true }).lean<ChainLot[]>().cursor()) {
    if (!late.has(lot._id) && !isInBlocks(lot, rows, places)) differences.push(lot._id);
  }
  return { lots: places.size, differences };
}

async function recordedSince(head: ChainHead): Promise<Set<string>> {
  const events = (await listPending(0)).map(({ _id }) => _id);
  const entries = await listEntries(head.entries, Number.MAX_SAFE_INTEGER);
  const lots = await lotsOfEvents([...events, ...entries.map(({ event }) => event)]);
  return new Set([...lots.values()].flat());
}

function isInBlocks(lot: ChainLot, rows: Map<number, BlockRow>, places: Map<string, number>): boolean {
  const { parents, ...facts } = lot;
  const place = places.get(lot._id);
  const row = rows.get(place ?? -1);
  if (place === undefined || !row) return false;
  const named = row.parents.map((at) => (typeof at === 'string' ? at : rows.get(at)?.lot._id));
  const isLinked = parents.every((path) => rows.get(places.get(path) ?? -1)?.children.includes(place) ?? true);
  return isLinked && isDeepStrictEqual(named, parents) && isDeepStrictEqual(row.lot, facts);
}
