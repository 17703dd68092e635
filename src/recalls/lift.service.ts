/** A recall that was an error: each of its events is declared one, so that its lots are as they would be without it. */
import { z } from 'zod';
import { trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { declareError } from '../events/capture.js';
import { logger } from '../http/log.js';
import { reason } from '../inspections/act.js';
import { requireRole, type By } from '../policy.js';
import { partsOf } from './complete.service.js';
import { getRecall } from './find.service.js';
import { RecallParts, Recalls, type Recall } from './recall.model.js';

export const newLifting = z.strictObject({ note: reason });

/**
 * Lifts a recall. The lots of one of many parts are freed after the answer.
 * @throws DomainError `role-not-allowed`; `not-found`, also for the recall of another authority; `wrong-state` for a
 * mock recall, one that is lifted already, and one that is not yet written into all lots
 */
export async function liftRecall(id: string, { note }: z.output<typeof newLifting>, by: By): Promise<Recall> {
  requireRole(by.actor, 'inspector');
  const { organization } = await getRecall(id, by.actor);
  if (organization !== by.actor.organization) throw new DomainError('not-found');
  const lifting = { at: by.now, by: by.actor.name, actor: by.actor.id, note };
  const lifted = await Recalls.findOneAndUpdate(
    { _id: id, isMock: false, lifting: null, markedAt: trusted({ $ne: null }) },
    { $set: { state: 'lifted', lifting, touchedAt: by.now } },
    { returnDocument: 'after' },
  ).lean();
  if (!lifted) throw new DomainError('wrong-state');
  const parts = await partsOf(id);
  if (parts.length <= 2) await declareErrors(lifted);
  else void declareErrors(lifted).catch((error: unknown) => logger.error({ err: error }, 'a recall is lifted later'));
  return (await Recalls.findById(id).lean()) as Recall;
}

/** Every event of it, the last first. Done again, it goes on where it was left. */
export async function declareErrors(recall: Recall): Promise<void> {
  const { _id, organization, lifting } = recall;
  if (!lifting) return;
  const actor = { id: lifting.actor, name: lifting.by, role: 'inspector' as const, organization };
  for (const part of (await partsOf(_id)).reverse()) {
    if (part.isLifted || part.eventID === null) continue;
    await declareError(part.eventID, lifting.note, { actor, now: new Date(), key: `${part._id}/lift` });
    await RecallParts.updateOne({ _id: part._id }, { $set: { isLifted: true } });
    await Recalls.updateOne({ _id }, { $set: { touchedAt: new Date() } });
  }
  await Recalls.updateOne({ _id }, { $set: { liftedAt: new Date() } });
}
