/** What the log keeps in the store. All of it is written by the sequencer, but for what waits to be sequenced. */
import mongoose, { type ClientSession } from 'mongoose';
import { trusted } from '../db.js';
import { type TreeHead } from './note.js';

/** A commitment that waits for its position. Written in the transaction of its event: neither is without the other. */
export interface PendingEntry {
  /** The eventID. */
  _id: string;
  /** 32 bytes. */
  commitment: Buffer;
  at: Date;
}

/** The position of an event in the log: no two events at one position, no event at two. */
export interface LogPosition {
  _id: number;
  event: string;
}

/** A tile or bundle under its full path (`tile/0/x001/234`). It grows at its end until it is full, and never else. */
interface LogTile {
  _id: string;
  bytes: Buffer;
}

/** The one head of the log. `size` and `root` are what is committed, the checkpoint what is signed of it. */
export interface LogHead extends TreeHead {
  _id: 'log';
  /** Key of the log: another one may not sign for it. */
  vkey: string;
  /** Signed note; null until the first one is signed. */
  checkpoint: string | null;
  /** Size that the checkpoint names; -1 without one. It only grows. */
  checkpointSize: number;
}

/** Who leads. It saves work and is no lock: that positions are unique does not depend on it. */
interface LogLease {
  _id: 'log';
  owner: string;
  until: Date;
}

const text = { type: String, required: true };
const count = { type: Number, required: true };
const bytes = { type: Buffer, required: true };

export const PendingEntries = mongoose.model(
  'LogPendingEntry',
  new mongoose.Schema<PendingEntry>({ _id: text, commitment: bytes, at: { type: Date, required: true } }),
);
export const LogPositions = mongoose.model(
  'LogPosition',
  new mongoose.Schema<LogPosition>({ _id: count, event: text }).index({ event: 1 }, { unique: true }),
);
export const LogTiles = mongoose.model('LogTile', new mongoose.Schema<LogTile>({ _id: text, bytes }));
export const LogHeads = mongoose.model(
  'LogHead',
  new mongoose.Schema<LogHead>({
    _id: text,
    vkey: text,
    size: count,
    root: bytes,
    checkpoint: { type: String, default: null },
    checkpointSize: count,
  }),
);
export const LogLeases = mongoose.model(
  'LogLease',
  new mongoose.Schema<LogLease>({ _id: text, owner: text, until: { type: Date, required: true } }),
);

/** Lean documents with bytes as `Buffer`, where the driver would give its own type. */
const plainBytes = { lean: true, promoteBuffers: true };

/** Null before the log is opened. */
export async function findHead(session?: ClientSession): Promise<LogHead | null> {
  // What is signed must not be rolled back: outside a transaction only what a majority of the replica set has.
  const query = LogHeads.findById('log', null, { ...plainBytes, session });
  return session ? query : query.readConcern('majority');
}

/** The bytes of the full paths, as far as they are there. */
export async function findTiles(paths: readonly string[], session?: ClientSession): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (let start = 0; start < paths.length; start += 100) {
    const filter = { _id: trusted({ $in: paths.slice(start, start + 100) }) };
    for (const tile of await LogTiles.find(filter, null, { ...plainBytes, session })) found.set(tile._id, tile.bytes);
  }
  return found;
}

/** At most `limit` of what waits, in no order. */
export async function listPending(limit: number): Promise<PendingEntry[]> {
  return PendingEntries.find({}, null, { ...plainBytes, limit });
}
