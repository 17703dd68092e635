/** Everybody changes the own password: whoever knows the old one. */
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { checkAlways } from '../http/check-always.js';
import { type By } from '../policy.js';
import { goodPassword, hashPassword, passwordMatches } from './password.js';
import { closeOtherSessions } from './session.service.js';
import { Users } from './user.model.js';

export const passwordChange = z
  .strictObject({
    oldPassword: z.string().min(1, 'required').max(200),
    newPassword: goodPassword,
    newPasswordAgain: z.string().min(1, 'required').max(200).meta({ description: 'The same again, against slips' }),
  })
  .check(
    checkAlways(({ value: { newPassword, newPasswordAgain }, issues }) => {
      const areTyped = typeof newPassword === 'string' && typeof newPasswordAgain === 'string';
      if (!areTyped || newPassword.normalize('NFC') === newPasswordAgain.normalize('NFC')) return;
      issues.push({ code: 'custom', message: 'not-the-same', path: ['newPasswordAgain'], input: newPasswordAgain });
    }),
  );

/**
 * All sessions and tokens of the account end, but the session of the request.
 * @param session its token; empty for a program
 * @throws DomainError `wrong-password` at `oldPassword`; of two who change it at once one gets it too
 */
export async function changePassword(
  { oldPassword, newPassword }: z.output<typeof passwordChange>,
  { actor, now }: By,
  session: string,
): Promise<void> {
  const user = await Users.findById(actor.id).lean();
  const wrong = new DomainError('wrong-password', {}, 'oldPassword');
  if (!user || !(await passwordMatches(user.passwordHash, oldPassword))) throw wrong;
  const change = { passwordHash: await hashPassword(newPassword), passwordChangedAt: now };
  const changed = await Users.updateOne({ _id: user._id, passwordHash: user.passwordHash }, { $set: change });
  if (changed.matchedCount === 0) throw wrong;
  await closeOtherSessions(user._id, session);
}
