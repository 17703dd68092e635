/**
 * Keeps subscribers up with the log. Every process runs one; a subscription is worked on by whoever holds its lease,
 * which runs out soon after its owner dies. What was sent and not yet noted is then sent again: at least once.
 */
import { Users } from '../../auth/user.model.js';
import { config } from '../../config.js';
import { trusted } from '../../db.js';
import { startKeeper } from '../../keeper.js';
import { findHead } from '../../ledger/log.model.js';
import { NamedQueries } from './named-query.model.js';
import { queryOf } from './named-query.service.js';
import { internet, type Network } from './public-address.js';
import { nextTime } from './schedule.js';
import { emptyDocument, readBatch, type StandingQuery } from './standing-query.js';
import { Subscriptions, type Subscription } from './subscription.model.js';
import { sendWebhook } from './webhook.js';

const millisBetweenLooks = 500;
const millisOfLease = 60_000;
const atOnce = 20;

/** After so many failures in a row a subscription is dead: with the waits between them, after about four hours. */
export const mostFailures = 14;
const longestWaitMs = 3_600_000;

export function startNotifier(network: Network = internet) {
  const look = () => notifyDue(new Date(), network);
  return startKeeper(look, { millisBetweenLooks, behind: 'subscribers are behind' });
}

/** Sends what is due at an instant. */
export async function notifyDue(now: Date, network: Network): Promise<void> {
  const size = (await findHead())?.size ?? 0;
  const due = await Subscriptions.find({ state: 'active', nextAt: trusted({ $lte: now }) }).lean();
  const waiting = due.filter((row) => (row.schedule !== null || row.position < size) && row.leaseUntil < now);
  await Promise.all(waiting.slice(0, atOnce).map((row) => notify(row, size, now, network)));
}

async function notify({ _id }: Subscription, size: number, now: Date, network: Network): Promise<void> {
  const free = { _id, state: 'active' as const, leaseUntil: trusted({ $lt: now }) };
  const lease = { leaseUntil: new Date(now.getTime() + millisOfLease) };
  const row = await Subscriptions.findOneAndUpdate(free, { $set: lease }, { returnDocument: 'after' }).lean();
  if (!row) return; // another process has it, or it is gone
  const change = await deliver(row, size, now, network).catch((error: unknown) => failure(row, error, now));
  await Subscriptions.updateOne({ _id }, { $set: { ...change, leaseUntil: new Date(0) } });
}

type Change = Partial<Subscription>;

/** One batch of a stream, or all that has come since a schedule last ran. */
async function deliver(row: Subscription, size: number, now: Date, network: Network): Promise<Change> {
  const standing = await standingQueryOf(row);
  if (!standing) return { state: 'dead', lastError: 'the query or its owner is no longer there' };
  const send = (document: object) => sendWebhook(row.dest, JSON.stringify(document), row.signatureToken, network);
  let { position, lastNotifiedAt } = row;
  const note = async (change: Change) => void (await Subscriptions.updateOne({ _id: row._id }, { $set: change }));
  let wasSent = false;
  while (position < size) {
    const batch = await readBatch(standing, position, size, now);
    if (batch.document) await send(batch.document);
    if (batch.document) [wasSent, lastNotifiedAt] = [true, new Date()];
    if (batch.position === position) break; // not yet readable
    position = batch.position;
    await note({ position, lastNotifiedAt, leaseUntil: new Date(Date.now() + millisOfLease) });
  }
  if (row.schedule && row.reportIfEmpty && !wasSent) {
    await send(await emptyDocument(standing, now));
    lastNotifiedAt = new Date();
  }
  const nextAt = row.schedule ? nextTime(row.schedule, now, config.utcOffset) : row.nextAt;
  return { position, lastNotifiedAt, failures: 0, lastError: null, ...(nextAt ? { nextAt } : { state: 'dead' }) };
}

async function standingQueryOf(row: Subscription): Promise<StandingQuery | null> {
  const [query, owner] = await Promise.all([NamedQueries.findById(row.query).lean(), Users.findById(row.owner).lean()]);
  if (!query || owner?.organization !== row.organization) return null;
  const { _id: id, name, role, organization } = owner;
  return {
    query: queryOf(query),
    actor: { id, name, role, organization },
    epcFormat: row.epcFormat,
    initialRecordTime: row.initialRecordTime,
    facts: { queryName: query.name, subscriptionID: row._id },
  };
}

/** Waits twice as long after each failure, up to an hour. */
function failure(row: Subscription, error: unknown, now: Date): Change {
  const failures = row.failures + 1;
  const wait = Math.min(longestWaitMs, 1000 * 2 ** failures);
  return {
    failures,
    lastError: (error instanceof Error ? error.message : String(error)).slice(0, 300),
    nextAt: new Date(now.getTime() + wait),
    ...(failures >= mostFailures && { state: 'dead' as const }),
  };
}
