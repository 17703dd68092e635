/** Subscriptions to named queries by webhook. */
import { z } from 'zod';
import { config } from '../../config.js';
import { newId } from '../../db.js';
import { DomainError } from '../../errors.js';
import { time } from '../../epcis/event-fields.js';
import { type EpcFormat } from '../../epcis/translate.js';
import { findHead } from '../../ledger/log.model.js';
import { type Actor, type By } from '../../policy.js';
import { getNamedQuery } from './named-query.service.js';
import { addressFor, internet, NotPublic } from './public-address.js';
import { nextTime, schedule, type Schedule } from './schedule.js';
import { Subscriptions, type Subscription } from './subscription.model.js';

/** What starts a standing query: one of a stream and a schedule. */
export const trigger = {
  stream: z.boolean().optional(),
  schedule: schedule.optional(),
  reportIfEmpty: z.boolean().default(false),
  initialRecordTime: time.optional(),
};

export const newSubscription = z.strictObject({
  dest: z.string().max(2048, 'too-long'),
  signatureToken: z.string().min(1, 'required').max(512, 'too-long').optional(),
  ...trigger,
});

/**
 * @throws DomainError `not-found`, `subscription-controls` unless it asks for a stream or for a schedule that comes to
 * pass, `bad-destination`
 */
export async function subscribe(
  name: string,
  input: z.output<typeof newSubscription>,
  epcFormat: EpcFormat,
  { actor, now }: By,
): Promise<Subscription> {
  const query = await getNamedQuery(name, actor);
  const nextAt = firstTime(input, now);
  await checkDestination(input.dest);
  const from = input.initialRecordTime === undefined ? now : new Date(input.initialRecordTime);
  const row: Subscription = {
    _id: newId(),
    organization: actor.organization,
    owner: actor.id,
    query: query._id,
    dest: input.dest,
    signatureToken: input.signatureToken ?? null,
    schedule: input.schedule ?? null,
    reportIfEmpty: input.reportIfEmpty,
    epcFormat,
    createdAt: now,
    initialRecordTime: from,
    lastNotifiedAt: null,
    position: await firstPosition(from, now),
    state: 'active',
    failures: 0,
    lastError: null,
    nextAt,
    leaseUntil: new Date(0),
  };
  await Subscriptions.create(row);
  return row;
}

/** @throws DomainError `subscription-controls` */
export function firstTime(asked: { stream?: boolean; schedule?: Schedule }, now: Date): Date {
  if ((asked.stream === true) === (asked.schedule !== undefined)) throw new DomainError('subscription-controls');
  const at = asked.schedule ? nextTime(asked.schedule, now, config.utcOffset) : now;
  if (!at) throw new DomainError('subscription-controls');
  return at;
}

/** Where the log has to be read from: its end, unless older events are wanted. */
export async function firstPosition(from: Date, now: Date): Promise<number> {
  return from < now ? 0 : ((await findHead())?.size ?? 0);
}

async function checkDestination(dest: string): Promise<void> {
  const refused = new DomainError('bad-destination', {}, 'dest');
  const url = URL.canParse(dest) ? new URL(dest) : null;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') throw refused;
  if (/(^|\.)(localhost|local|internal|localdomain)\.?$/i.test(url.hostname)) throw refused;
  await addressFor(url.hostname, internet).catch((error: unknown) => {
    if (error instanceof NotPublic) throw refused; // a name that is not known yet is tried when there is something to send
  });
}

export async function listSubscriptions(name: string, actor: Actor): Promise<Subscription[]> {
  const { _id } = await getNamedQuery(name, actor);
  return Subscriptions.find({ query: _id }).sort({ createdAt: 1 }).lean();
}

/** @throws DomainError `not-found` */
export async function getSubscription(name: string, id: string, actor: Actor): Promise<Subscription> {
  const { _id: query } = await getNamedQuery(name, actor);
  const row = await Subscriptions.findOne({ _id: id, query }).lean();
  if (!row) throw new DomainError('not-found');
  return row;
}

export async function unsubscribe(name: string, id: string, actor: Actor): Promise<void> {
  const { _id } = await getSubscription(name, id, actor);
  await Subscriptions.deleteOne({ _id });
}

/** All but the key of the signature. */
export function presentSubscription(row: Subscription): object {
  return {
    subscriptionID: row._id,
    dest: row.dest,
    createdAt: row.createdAt.toISOString(),
    ...(row.lastNotifiedAt && { lastNotifiedAt: row.lastNotifiedAt.toISOString() }),
    initialRecordTime: row.initialRecordTime.toISOString(),
    epcFormat: row.epcFormat,
    ...(row.schedule ? { schedule: row.schedule, reportIfEmpty: row.reportIfEmpty } : { stream: true }),
    state: row.state,
    ...(row.lastError && { lastError: row.lastError, failures: row.failures }),
  };
}
