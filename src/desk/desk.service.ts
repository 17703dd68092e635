/** The queue of an inspector's desk: everything that asks for attention, who has it, what was noted, what is done. */
import { z } from 'zod';
import { Users } from '../auth/user.model.js';
import { inSlices, isDuplicateKey, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { requireRole, type By } from '../policy.js';
import { fieldFault, line, reference } from '../registry/fields.js';
import { cloneSignals, reportSignals } from './clones-and-reports.js';
import { differenceSignals } from './differences.js';
import { expirySignals } from './expiries.js';
import { Handlings, type Handling } from './handling.model.js';
import { recallSignals } from './recalls.js';
import { type Signal, type SignalKind, type Words } from './signal.js';

export interface Matter extends Signal {
  assignee: string | null;
  notes: Handling['notes'];
}

export const readers = ['inspector', 'admin'] as const;

/** Everything open, the grave first, then the oldest. */
export async function openMatters({ actor, now }: Pick<By, 'actor' | 'now'>, words: Words): Promise<Matter[]> {
  requireRole(actor, ...readers);
  const signals = (
    await Promise.all([
      cloneSignals(words),
      reportSignals(words),
      recallSignals(words),
      expirySignals(actor, now, words),
      differenceSignals(actor, now, words),
    ])
  ).flat();
  const handlings = await handlingsOf(signals.map(({ id }) => id));
  return signals
    .flatMap((signal) => {
      const handling = handlings.get(signal.id);
      if (handling?.closure) return [];
      return { ...signal, assignee: handling?.assignee ?? null, notes: handling?.notes ?? [] };
    })
    .sort((one, other) => Number(other.isGrave) - Number(one.isGrave) || +one.at - +other.at);
}

/** @param whose `mine`, `nobody`, or everybody's */
export function chosenOf(
  matters: Matter[],
  { kind, whose }: { kind?: SignalKind | undefined; whose?: 'mine' | 'nobody' | undefined },
  me: string,
): Matter[] {
  return matters.filter(
    (matter) =>
      (kind === undefined || matter.kind === kind) &&
      (whose === undefined || matter.assignee === (whose === 'mine' ? me : null)),
  );
}

/** @throws DomainError `not-found` for what is not open, or never was */
export async function getMatter(id: string, by: Pick<By, 'actor' | 'now'>, words: Words): Promise<Matter> {
  const matter = (await openMatters(by, words)).find((each) => each.id === id);
  if (!matter) throw new DomainError('not-found');
  return matter;
}

export const newAssignment = z.strictObject({ assignee: reference.optional() });
export const newNote = z.strictObject({ text: line(1000) });
export const newClosure = z.strictObject({ note: line(1000) });

/**
 * Gives a matter to an inspector, or takes it from whoever had it.
 * @throws ZodError at `assignee` for somebody who is no inspector
 */
export async function assign(id: string, { assignee = null }: { assignee?: string | null | undefined }, by: By) {
  requireRole(by.actor, 'inspector');
  if (assignee !== null && !(await Users.exists({ _id: assignee, role: 'inspector', disabledAt: null }))) {
    throw fieldFault('assignee', 'bad-choice');
  }
  await change(id, { $set: { assignee } });
}

export async function addNote(id: string, { text }: z.output<typeof newNote>, by: By): Promise<void> {
  requireRole(by.actor, 'inspector');
  await change(id, { $push: { notes: { at: by.now, by: by.actor.name, text } } });
}

/** @throws DomainError `wrong-state` when somebody else was first */
export async function closeMatter(id: string, { note }: z.output<typeof newClosure>, by: By): Promise<void> {
  requireRole(by.actor, 'inspector');
  await change(id, { $set: { closure: { at: by.now, by: by.actor.name, note } } });
}

/** Only while it is open. */
async function change(id: string, update: object): Promise<void> {
  try {
    await Handlings.updateOne({ _id: id, closure: null }, update, { upsert: true });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const { modifiedCount } = await Handlings.updateOne({ _id: id, closure: null }, update); // made at this moment
    if (modifiedCount === 0) throw new DomainError('wrong-state');
  }
}

async function handlingsOf(ids: string[]): Promise<Map<string, Handling>> {
  const found = await inSlices(ids, (some) => Handlings.find({ _id: trusted({ $in: some }) }).lean());
  return new Map(found.map((handling) => [handling._id, handling]));
}

/** Inspectors to whom a matter can be given. */
export function inspectors(): Promise<{ _id: string; name: string }[]> {
  return Users.find({ role: 'inspector', disabledAt: null }, { name: 1 }).sort('name').lean();
}
