/** What the log keeps in the store. All of it is written by the sequencer, but for what waits to be sequenced. */
import mongoose, { type AnyBulkWriteOperation } from 'mongoose';
import { isDuplicateKey, trusted } from '../db.js';
import { type TreeHead } from './note.js';

/** A commitment that waits for its position. Written in the transaction of its event: neither is without the other. */
export interface PendingEntry {
  /** The eventID. */
  _id: string;
  /** 32 bytes. */
  commitment: Buffer;
  at: Date;
}

/** An entry at its position, for ever: no two at one position, no event at two. Positions have no gap. */
export interface LogEntry {
  _id: number;
  event: string;
  commitment: Buffer;
}

/** A tile or bundle under its full path (`tile/0/x001/234`). It grows at its end until it is full, and never else. */
interface LogTile {
  _id: string;
  width: number;
  bytes: Buffer;
}

/** The one head of the log; it only grows. */
export interface LogHead extends TreeHead {
  _id: 'log';
  /** Key of the log: another one may not sign for it. */
  vkey: string;
  /** Signed note of size and root. */
  checkpoint: string;
}

/** Who leads. It saves work and is no lock: that there is one log does not depend on it. */
interface LogLease {
  _id: 'log';
  owner: string;
  until: Date;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };
const bytes = { type: Buffer, required: true };
const moment = { type: Date, required: true };

export const PendingEntries = mongoose.model(
  'LogPendingEntry',
  new mongoose.Schema<PendingEntry>({ _id: text, commitment: bytes, at: moment }).index({ at: 1, _id: 1 }),
);
export const LogEntries = mongoose.model(
  'LogEntry',
  new mongoose.Schema<LogEntry>({ _id: count, event: text, commitment: bytes }).index({ event: 1 }, { unique: true }),
);
export const LogTiles = mongoose.model('LogTile', new mongoose.Schema<LogTile>({ _id: text, width: count, bytes }));
export const LogHeads = mongoose.model(
  'LogHead',
  new mongoose.Schema<LogHead>({ _id: text, vkey: text, size: count, root: bytes, checkpoint: text }),
);
export const LogLeases = mongoose.model(
  'LogLease',
  new mongoose.Schema<LogLease>({ _id: text, owner: text, until: moment }),
);

/** Lean documents with bytes as `Buffer`, where the driver would give its own type. */
const plainBytes = { lean: true, promoteBuffers: true };
/** The embedded engine answers ten short `$in` far faster than a long one, and than a range. */
const longestIn = 100;

/** Null before the log is opened. */
export async function findHead(): Promise<LogHead | null> {
  return LogHeads.findById('log', null, plainBytes).readConcern('majority');
}

/** The bytes of the full paths, as far as they are there. */
export async function findTiles(paths: readonly string[]): Promise<Map<string, Buffer>> {
  const tiles = await inSlices(paths, (slice) => LogTiles.find({ _id: trusted({ $in: slice }) }, null, plainBytes));
  return new Map(tiles.map((tile) => [tile._id, tile.bytes]));
}

/**
 * The entries from a position on, without a gap.
 * What is signed must not be rolled back, so only what a majority of the replica set has.
 */
export async function listEntries(start: number, limit: number): Promise<LogEntry[]> {
  const found: LogEntry[] = [];
  while (found.length < limit) {
    const first = start + found.length;
    const slice = Array.from({ length: Math.min(longestIn, limit - found.length) }, (_, index) => first + index);
    const more = await LogEntries.find({ _id: trusted({ $in: slice }) }, null, plainBytes).readConcern('majority');
    more.sort((a, b) => a._id - b._id);
    const gap = more.findIndex(({ _id }, index) => _id !== first + index);
    found.push(...(gap < 0 ? more : more.slice(0, gap)));
    if (gap >= 0 || more.length < slice.length) break;
  }
  return found;
}

/** The events at some positions, those that are there. */
export async function eventsAt(positions: readonly number[]): Promise<string[]> {
  const found = await inSlices(positions, (slice) =>
    LogEntries.find({ _id: trusted({ $in: slice }) }, { event: 1 }, { lean: true }),
  );
  return found.map(({ event }) => event);
}

/** The positions of those of the events that have one. */
export async function findPositions(events: readonly string[]): Promise<Map<string, number>> {
  const found = await inSlices(events, (slice) =>
    LogEntries.find({ event: trusted({ $in: slice }) }, { event: 1 }, { lean: true }),
  );
  return new Map(found.map(({ _id, event }) => [event, _id]));
}

/** Those of the events that still wait for a position. */
export async function findWaiting(events: readonly string[]): Promise<string[]> {
  const found = await inSlices(events, (slice) =>
    PendingEntries.find({ _id: trusted({ $in: slice }) }, { _id: 1 }, { lean: true }),
  );
  return found.map(({ _id }) => _id);
}

/** At most `limit` of what waits, the oldest first; all of it for 0. */
export async function listPending(limit: number): Promise<PendingEntry[]> {
  return PendingEntries.find({}, null, { ...plainBytes, limit, sort: { at: 1, _id: 1 } });
}

export async function removePending(events: readonly string[]): Promise<void> {
  await inSlices(events, async (slice) => {
    await PendingEntries.deleteMany({ _id: trusted({ $in: slice }) });
    return [];
  });
}

/** Puts longer bytes in the place of shorter ones; a process that is behind changes nothing. */
export async function lengthenTiles(tiles: readonly LogTile[]): Promise<void> {
  const writes = tiles.map(({ _id, width, bytes }): AnyBulkWriteOperation<LogTile> => {
    const filter = { _id, width: trusted({ $lt: width }) };
    return { updateOne: { filter, update: { $set: { width, bytes } }, upsert: true } };
  });
  try {
    await LogTiles.bulkWrite(writes, { ordered: false });
  } catch (error) {
    const { writeErrors = [] } = error as { writeErrors?: { code: number }[] };
    // A duplicate is one that is as long already. An unordered write goes on behind it.
    if (!isDuplicateKey(error) || [writeErrors].flat().some(({ code }) => code !== 11000)) throw error;
  }
}

async function inSlices<Key, Found>(keys: readonly Key[], find: (slice: Key[]) => PromiseLike<Found[]>) {
  const found: Found[] = [];
  for (let start = 0; start < keys.length; start += longestIn) {
    found.push(...(await find(keys.slice(start, start + longestIn))));
  }
  return found;
}
