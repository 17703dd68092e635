/** The own account: who one is here, and a new password. */
import { Router } from 'express';
import { z } from 'zod';
import { mountAction } from '../http/action.js';
import { roles } from '../policy.js';
import { changePassword, passwordChange } from './change-password.js';
import { limitPasswordChanges } from './limits.js';
import { Users } from './user.model.js';

export const accountRoutes = Router();

const path = '/account/password';

accountRoutes.use([path, `/api${path}`], ...limitPasswordChanges);

mountAction(accountRoutes, {
  roles: [...roles],
  form: '/account',
  path,
  method: 'put',
  schema: passwordChange,
  run: (input, by, req) => changePassword(input, by, req.sessionId),
  view: 'auth/account',
  model: async (req, { actor }) => {
    const user = await Users.findById(actor.id, { email: 1 }).lean();
    return { email: user?.email ?? '', changed: req.method === 'GET' && req.query.changed !== undefined };
  },
  next: () => '/account?changed',
  present: () => ({ changed: true }),
  api: {
    tag: 'Sign-in',
    summary: 'Change the own password',
    description:
      'Needs the old one. Ends all other sessions of the account, and its tokens, this one too: ask for another.',
    example: {
      oldPassword: 'mật khẩu của tôi',
      newPassword: 'một mật khẩu dài hơn',
      newPasswordAgain: 'một mật khẩu dài hơn',
    },
    refusals: ['wrong-password', 'too-many-attempts'],
    answer: { schema: z.object({ changed: z.literal(true) }), example: { changed: true } },
  },
});
