/**
 * Keeps the log up with the events. Every process of the server runs one; while there is work one of them leads, by a
 * lease that runs out soon after its owner dies. Without work nothing is written.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDuplicateKey, trusted } from '../db.js';
import { logger } from '../http/log.js';
import { findHead, listEntries, listPending, LogHeads, LogLeases, type PendingEntry } from './log.model.js';
import { emptyRoot } from './merkle.js';
import { signCheckpoint, type LogKey } from './note.js';
import { entriesOfStep, extend, place } from './sequence.js';

export interface Sequencer {
  /** Sequences what waits, and lets another process lead. */
  stop(): Promise<void>;
}

// An event is in a checkpoint within a second also when the leader has just died: lease, look and two steps.
const millisBetweenLooks = 150;
const millisOfLease = 500;
const millisBetweenFailures = 5000;
const entriesOfLook = 4096;

/**
 * Opens the log and begins to sequence.
 * @throws Error when the log of this store belongs to another key
 */
export async function startSequencer(key: LogKey): Promise<Sequencer> {
  await openLog(key);
  const owner = randomUUID();
  const stopping = new AbortController();
  const running = keepUp(key, owner, stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
      await sequencePending(key, owner).catch(report);
      await LogLeases.deleteOne({ _id: 'log', owner }).catch(report);
    },
  };
}

async function keepUp(key: LogKey, owner: string, stopping: AbortSignal): Promise<void> {
  let wait = millisBetweenLooks;
  while (!stopping.aborted) {
    try {
      await sequencePending(key, owner);
      wait = millisBetweenLooks;
    } catch (error) {
      report(error);
      wait = Math.min(2 * wait, millisBetweenFailures);
    }
    await sleep(wait, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** What waits is safe: the next look, or the next start, sequences it. */
function report(error: unknown): void {
  logger.error({ err: error }, 'the log is behind');
}

/** Makes the head of a new log, with a checkpoint of no entries. The store's first key is the log's key for good. */
async function openLog(key: LogKey): Promise<void> {
  const tree = { size: 0, root: emptyRoot };
  const first = { vkey: key.vkey, ...tree, checkpoint: signCheckpoint(tree, key) };
  try {
    await LogHeads.updateOne({ _id: 'log' }, { $setOnInsert: first }, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // else another process opened it at the same moment
  }
  const head = await findHead();
  if (head?.vkey !== key.vkey) {
    throw new Error(`The log in this database is signed by the key ${head?.vkey}: put its keys/log.json in place`);
  }
}

/** Sequences and signs all that waits, unless another process leads. */
export async function sequencePending(key: LogKey, owner: string): Promise<void> {
  for (let seen = entriesOfLook; seen === entriesOfLook;) {
    const pending = await listPending(entriesOfLook);
    seen = pending.length;
    for (let start = 0; start === 0 || start < seen; start += entriesOfStep) {
      const isLed = await sequenceStep(pending.slice(start, start + entriesOfStep), key, owner);
      if (!isLed) return;
    }
  }
}

/** False when there is nothing to do, or another process does it. */
async function sequenceStep(pending: readonly PendingEntry[], key: LogKey, owner: string): Promise<boolean> {
  const head = await findHead();
  if (!head) throw new Error('the log is not open');
  const isBehind = (await listEntries(head.size, 1)).length > 0;
  if (pending.length === 0 && !isBehind) return false;
  if (!(await lead(owner))) return false;
  if (pending.length > 0) await place(head, pending);
  for (let [old, next] = [head, await extend(head, key)]; next.size - old.size === entriesOfStep;) {
    [old, next] = [next, await extend(next, key)];
  }
  return true;
}

/** Takes or extends the lease; false while another process has it. */
async function lead(owner: string): Promise<boolean> {
  const now = Date.now();
  const free = { $or: [{ owner }, { until: trusted({ $lt: new Date(now) }) }] };
  const lease = { owner, until: new Date(now + millisOfLease) };
  try {
    await LogLeases.updateOne({ _id: 'log', ...free }, { $set: lease }, { upsert: true });
    return true;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // the lease is there and not free: its upsert would be a second one
    return false;
  }
}
