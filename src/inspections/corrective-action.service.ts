/** Corrective actions: an inspector orders one, the organisation answers, an inspector or a re-inspection decides. */
import { type ClientSession } from 'mongoose';
import { z } from 'zod';
import { config } from '../config.js';
import { isDuplicateKey, trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { day, localDay } from '../epcis/time.js';
import { checkAlways } from '../http/check-always.js';
import { readable, requireRole, type Actor, type By } from '../policy.js';
import { keepAttachment } from '../registry/attachment.service.js';
import { fieldFault, line } from '../registry/fields.js';
import { getRecord, idFor } from '../registry/records.js';
import { reason } from './act.js';
import {
  actionStates,
  CorrectiveActions,
  decisions,
  type ActionState,
  type CorrectiveAction,
} from './corrective-action.model.js';
import { getInspection, pageSize } from './plan.service.js';
import { type Conclusion, type Inspection } from './record.model.js';

export const newAction = z.strictObject({
  code: line(12).optional().meta({ description: 'Item of the checklist that it is about' }),
  demand: reason,
  dueOn: day,
});
export const newAnswer = z.strictObject({ words: reason });
export const newDecision = z
  .strictObject({ decision: z.enum(decisions, 'bad-choice'), note: reason, dueOn: day.optional() })
  .check(
    checkAlways(({ value, issues }) => {
      if (value.decision !== 'reopened' || value.dueOn) return;
      issues.push({ code: 'custom', message: 'required', path: ['dueOn'], input: undefined });
    }),
  );

/**
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` before the inspection is concluded; ZodError
 * `bad-choice` at `code`, `day-passed`
 */
export async function orderAction(id: string, input: z.output<typeof newAction>, by: By): Promise<CorrectiveAction> {
  requireRole(by.actor, 'inspector');
  const { state, organization, lot, begun } = await getInspection(id, by.actor);
  if (state !== 'concluded') throw new DomainError('wrong-state');
  if (input.code && !begun?.items.some(({ code }) => code === input.code)) throw fieldFault('code', 'bad-choice');
  refusePassed(input.dueOn, by.now);
  const _id = idFor(by, 'corrective-action');
  const order = { ...input, _id, organization, lot, inspection: id, orderedBy: by.actor.name, createdAt: by.now };
  try {
    await CorrectiveActions.create({ ...order, state: 'open', answers: [], decisions: [] });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // the same request, sent again
  }
  return getAction(_id, by.actor);
}

/** @throws DomainError `not-found`, also for that of another organisation */
export function getAction(id: string, actor: Actor): Promise<CorrectiveAction> {
  return getRecord(CorrectiveActions, id, actor);
}

/** In the order of the day that they are due on. */
export async function listActions(
  actor: Actor,
  { state, offset }: { state: ActionState; offset: number },
): Promise<{ actions: CorrectiveAction[]; more: boolean }> {
  const found = await CorrectiveActions.find({ state, ...readable(actor) })
    .sort({ dueOn: 1 })
    .skip(offset)
    .limit(pageSize + 1)
    .lean();
  return { actions: found.slice(0, pageSize), more: found.length > pageSize };
}

export function actionsOf(inspection: string): Promise<CorrectiveAction[]> {
  return CorrectiveActions.find({ inspection }).sort('createdAt').lean();
}

/** Those that wait for the actor: open ones of a producer, answered ones for an inspector. */
export function countWaiting(actor: Actor): Promise<number> {
  return CorrectiveActions.countDocuments({ state: waitingFor(actor), ...readable(actor) });
}

export function waitingFor({ role }: Actor): ActionState {
  return role === 'producer' ? 'open' : 'answered';
}

/**
 * @param file photo or paper that shows it
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when it does not wait for an answer; ZodError `bad-file`
 */
export async function answerAction(
  id: string,
  { words }: z.output<typeof newAnswer>,
  by: By,
  file?: Buffer,
): Promise<CorrectiveAction> {
  requireRole(by.actor, 'producer');
  const { state, organization } = await getAction(id, by.actor);
  if (state !== 'open') throw new DomainError('wrong-state');
  const kept = file && (await keepAttachment(file, organization, by));
  const answer = { at: by.now, by: by.actor.name, words, ...(kept && { file: kept }) };
  return change({ _id: id, state: 'open' }, { $set: { state: 'answered' }, $push: { answers: answer } });
}

/**
 * Closes an answered action, or opens it again until another day. Of two inspectors one decides.
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when no answer waits; ZodError `day-passed`
 */
export async function decideAction(id: string, input: z.output<typeof newDecision>, by: By): Promise<CorrectiveAction> {
  requireRole(by.actor, 'inspector');
  await getAction(id, by.actor);
  const { decision, note, dueOn } = input;
  const isReopened = decision === 'reopened';
  if (isReopened && dueOn) refusePassed(dueOn, by.now);
  const state: ActionState = isReopened ? 'open' : 'closed';
  return change(
    { _id: id, state: 'answered' },
    {
      $set: { state, ...(isReopened && dueOn && { dueOn }) },
      $push: { decisions: { at: by.now, by: by.actor.name, decision, note } },
    },
  );
}

async function change(found: { _id: string; state: ActionState }, update: object): Promise<CorrectiveAction> {
  const after = await CorrectiveActions.findOneAndUpdate(found, update, { returnDocument: 'after' }).lean();
  if (!after) throw new DomainError('wrong-state');
  return after;
}

/**
 * What a concluded re-inspection makes of the action that it looked at: closed where it conforms, unless somebody closed
 * it before; else open, also where it was closed.
 */
export async function settleByReinspection(
  { _id: inspection, reinspects }: Inspection,
  { result, summary }: Pick<Conclusion, 'result' | 'summary'>,
  by: By,
  session: ClientSession,
): Promise<void> {
  const decision = result === 'conformant' ? ('closed' as const) : ('reopened' as const);
  const decided = { at: by.now, by: by.actor.name, decision, note: summary, inspection };
  const state: ActionState = decision === 'closed' ? 'closed' : 'open';
  const possible = decision === 'closed' ? (['open', 'answered'] as const) : actionStates;
  await CorrectiveActions.updateOne(
    { _id: reinspects ?? '', state: trusted({ $in: [...possible] }) },
    { $set: { state }, $push: { decisions: decided } },
    { session },
  );
}

function refusePassed(dueOn: string, now: Date): void {
  if (dueOn < localDay(now, config.utcOffset)) throw fieldFault('dueOn', 'day-passed');
}
