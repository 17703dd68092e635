/** The record of access: who looked at which dossier, who took what along. It only grows. */
import { newId } from '../db.js';
import { type Actor, type By } from '../policy.js';
import { Accesses, type Access, type AccessKind } from './access.model.js';

/** Records an access. Called before the answer begins, so that nothing leaves unrecorded. */
export async function recordAccess(
  what: { kind: AccessKind; subject?: string; owner?: string },
  { actor, now }: Pick<By, 'actor' | 'now'>,
): Promise<void> {
  const { id, name, organization } = actor;
  const { kind, subject = null, owner = null } = what;
  await Accesses.create({ _id: newId(), at: now, kind, subject, owner, actor: id, name, organization });
}

export const pageSize = 100;

/**
 * The latest first: all for an authority; for a producer what was read of its own records.
 * @param subject of this alone
 */
export async function listAccesses(
  actor: Actor,
  { subject, offset }: { subject?: string | undefined; offset: number },
): Promise<{ accesses: Access[]; more: boolean }> {
  const filter = {
    ...(actor.role === 'producer' && { owner: actor.organization }),
    ...(subject !== undefined && { subject }),
  };
  const found = await Accesses.find(filter)
    .sort({ at: -1 })
    .skip(offset)
    .limit(pageSize + 1)
    .lean();
  return { accesses: found.slice(0, pageSize), more: found.length > pageSize };
}
