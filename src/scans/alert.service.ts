/** Alerts about copies: raised by scans, seen by inspectors and by the maker of the lot, closed by an inspector. */
import { z } from 'zod';
import { isDuplicateKey, newId, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { type Lot } from '../lots/lot.model.js';
import { readable, requireRole, type Actor, type By } from '../policy.js';
import { line } from '../registry/fields.js';
import { pageSize } from '../registry/records.js';
import { Alerts, type Alert, type AlertState } from './alert.model.js';
import { suspicionsOf, type Life, type Suspicion } from './clone-rules.js';
import { grouped } from './group.js';
import { type Scan } from './scan.model.js';

/**
 * Judges a scan by the rules and raises an alert for each that it breaks.
 * @param history the latest scans of the label; this one may be among them, unless it is judged for the first time
 * @returns the alerts of the label that are open now
 */
export async function watchScan(
  scan: Scan,
  { history, life, lot }: { history: Scan[]; life: Life; lot: Pick<Lot, '_id' | 'organization'> },
): Promise<Alert[]> {
  const before = history.filter(({ _id }) => _id !== scan._id);
  const suspicions = suspicionsOf(before, scan, life);
  const known = history.length > 0 ? await alertsOf(scan.label) : []; // an alert has a scan before it
  const broken = suspicions.filter(({ rule }) => {
    const { state, closedAt } = known.find((alert) => alert.rule === rule) ?? {};
    if (state !== 'closed' || !closedAt) return true;
    const since = before.filter(({ at }) => at > closedAt); // what was judged is not held against the label again
    return suspicionsOf(since, scan, life).some((suspicion) => suspicion.rule === rule);
  });
  if (broken.length === 0) return known.filter(({ state }) => state === 'open');
  await Promise.all(broken.map((suspicion) => raise(suspicion, scan, lot)));
  return openAlertsOf(scan.label);
}

/** Of many scans at once in one query. */
const alertsOf = grouped(alertsOfLabels, { most: 100, atOnce: 2, queue: 10_000 });

async function alertsOfLabels(labels: string[]): Promise<Alert[][]> {
  const found = await Alerts.find({ label: trusted({ $in: [...new Set(labels)] }) }).lean();
  return labels.map((label) => found.filter((alert) => alert.label === label));
}

async function raise({ rule, facts }: Suspicion, { label, at }: Scan, lot: Pick<Lot, '_id' | 'organization'>) {
  const state = 'open' as const;
  const renewed = { $set: { state, facts, lastAt: at }, $inc: { count: 1 } };
  const { matchedCount } = await Alerts.updateOne({ label, rule }, renewed);
  if (matchedCount > 0) return;
  const { _id, organization } = lot;
  const made = { _id: newId(), state, label, lot: _id, organization, rule, facts, firstAt: at, lastAt: at };
  try {
    await Alerts.create({ ...made, count: 1 });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    await Alerts.updateOne({ label, rule }, renewed); // another scan was first
  }
}

export function openAlertsOf(label: string): Promise<Alert[]> {
  return Alerts.find({ label, state: 'open' }).lean();
}

/** A page of alerts, the latest first: all for an authority, those of the own lots for a producer. */
export async function listAlerts(actor: Actor, { state, offset }: { state: AlertState; offset: number }) {
  const found = await Alerts.find({ ...readable(actor), state })
    .sort({ lastAt: -1 })
    .skip(offset)
    .limit(pageSize + 1)
    .lean();
  return { alerts: found.slice(0, pageSize), more: found.length > pageSize };
}

/** Open alerts are counted up to here: beyond it people read "99+". */
export const mostCounted = 100;

export function countOpenAlerts(actor: Actor): Promise<number> {
  return Alerts.countDocuments({ ...readable(actor), state: 'open' }, { limit: mostCounted });
}

/** @throws DomainError `not-found`, also for an alert about another producer's lot */
export async function getAlert(id: string, actor: Actor): Promise<Alert> {
  const alert = await Alerts.findOne({ _id: id, ...readable(actor) }).lean();
  if (!alert) throw new DomainError('not-found');
  return alert;
}

export const newClosure = z.strictObject({ note: line(500) });

/**
 * Closes an alert with what was found. Another scan that breaks the rule opens it again.
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when it is closed already
 */
export async function closeAlert(id: string, { note }: z.output<typeof newClosure>, by: By): Promise<Alert> {
  requireRole(by.actor, 'inspector');
  await getAlert(id, by.actor);
  const closure = { state: 'closed', closedAt: by.now, closedBy: by.actor.name, note };
  const closed = await Alerts.findOneAndUpdate(
    { _id: id, state: 'open' },
    { $set: closure },
    { returnDocument: 'after' },
  ).lean();
  if (!closed) throw new DomainError('wrong-state');
  return closed;
}
