/** Recalls as they are looked up: all of them by the authorities, by a producer those that concern own goods. */
import { trusted } from '../db.js';
import { DomainError } from '../errors.js';
import { type Actor } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { Recalls, type Recall } from './recall.model.js';

/** A mongo filter. A mock recall is shown to holders where it asks them. */
function visible(actor: Actor): object {
  return actor.role === 'producer' ? { holders: actor.organization, asksHolders: true } : {};
}

/** The latest first. */
export async function listRecalls(actor: Actor, offset: number): Promise<{ recalls: Recall[]; more: boolean }> {
  const found = await Recalls.find(visible(actor))
    .sort({ startedAt: -1 })
    .skip(offset)
    .limit(pageSize + 1)
    .lean();
  return { recalls: found.slice(0, pageSize), more: found.length > pageSize };
}

/** @throws DomainError `not-found`, for one that does not concern a producer's organisation too */
export async function getRecall(id: string, actor: Actor): Promise<Recall> {
  const recall = await Recalls.findOne({ _id: id, ...visible(actor) }).lean();
  if (!recall) throw new DomainError('not-found');
  return recall;
}

/** Open recalls that the producer's organisation has not acknowledged, the latest first. */
export function recallsToAcknowledge({ organization }: Actor): Promise<Recall[]> {
  const open = { state: 'open' as const, acknowledged: trusted({ $ne: organization }) };
  return Recalls.find({ holders: organization, asksHolders: true, ...open })
    .sort({ startedAt: -1 })
    .limit(mostTold)
    .lean();
}

const mostTold = 20;
