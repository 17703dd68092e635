/**
 * How all lots hang together, some dozens a document, because to read thousands of lots one by one takes the store a
 * second and more. It follows from the lots and is written behind them (`fold-blocks.ts`), so that who records waits
 * for nothing; whoever reads it reads what was recorded since beside it (`read-blocks.ts`).
 */
import mongoose, { type ClientSession } from 'mongoose';
import { inSlices, inTransaction, isDuplicateKey, trusted } from '../db.js';

/** See `block.ts`. */
interface ChainBlock {
  _id: number;
  rows: string;
}

interface ChainPlace {
  /** Path of a lot. */
  _id: string;
  /** For ever. */
  place: number;
}

/** How far the blocks are. */
export interface ChainHead {
  _id: 'chains';
  /** Entries of the log whose lots are in the blocks as they were then or later. */
  entries: number;
  /** Places that are given. */
  places: number;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };

const ChainBlocks = mongoose.model('ChainBlock', new mongoose.Schema<ChainBlock>({ _id: count, rows: text }));
const ChainPlaces = mongoose.model('ChainPlace', new mongoose.Schema<ChainPlace>({ _id: text, place: count }));
const ChainHeads = mongoose.model(
  'ChainHead',
  new mongoose.Schema<ChainHead>({ _id: text, entries: count, places: count }),
);

/** Null before the first fold. */
export function findChainHead(): Promise<ChainHead | null> {
  return ChainHeads.findById('chains').lean<ChainHead | null>();
}

/** Of those of the lots that have one. */
export async function placesOf(paths: Iterable<string>): Promise<Map<string, number>> {
  const found = await inSlices(paths, (some) => ChainPlaces.find({ _id: trusted({ $in: some }) }).lean());
  return new Map(found.map(({ _id, place }) => [_id, place]));
}

/** The text of blocks by their numbers. */
export async function blocksOf(numbers: Iterable<number>): Promise<Map<number, string>> {
  const found = await inSlices(numbers, (some) => ChainBlocks.find({ _id: trusted({ $in: some }) }).lean());
  return new Map(found.map(({ _id, rows }) => [_id, rows]));
}

export interface Folded {
  /** As it was when the blocks were read that are written now. */
  from: ChainHead | null;
  to: ChainHead;
  places: ReadonlyMap<string, number>;
  blocks: ReadonlyMap<number, string>;
}

/** Writes all or nothing. False, and nothing, where another process has gone on from the same head. */
export async function storeFolded(folded: Folded): Promise<boolean> {
  try {
    return await inTransaction((session) => storeIn(session, folded));
  } catch (error) {
    if (isDuplicateKey(error)) return false; // told here, for such an error has ended the transaction
    throw error;
  }
}

async function storeIn(session: ClientSession, { from, to, places, blocks }: Folded): Promise<boolean> {
  if (!from) await ChainHeads.create([to], { session });
  else if ((await ChainHeads.updateOne(from, { $set: to }, { session })).matchedCount === 0) return false;
  const rows = [...places].map(([_id, place]) => ({ _id, place }));
  if (rows.length > 0) await ChainPlaces.insertMany(rows, { session, lean: true });
  for (const [_id, text] of blocks)
    await ChainBlocks.updateOne({ _id }, { $set: { rows: text } }, { session, upsert: true });
  return true;
}

/** Throws all of it away. What was recorded is folded again by the next server that looks. */
export async function dropBlocks(): Promise<void> {
  await ChainHeads.deleteMany({});
  await ChainBlocks.deleteMany({});
  await ChainPlaces.deleteMany({});
}

export async function* allBlocks(): AsyncGenerator<{ block: number; text: string }> {
  for await (const { _id, rows } of ChainBlocks.find({}).lean().cursor({ batchSize: 100 }))
    yield { block: _id, text: rows };
}
