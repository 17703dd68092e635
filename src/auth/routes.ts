/** Sign in, sign out, and the token of a program. */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { describeRoute } from '../http/describe.js';
import { problemOf } from '../http/problem.js';
import { inputOf, parse } from '../http/request.js';
import { limitSignIns } from './limits.js';
import { cookieOptions, sessionCookie } from './middleware.js';
import { closeSession, credentials, issueToken, openSession, signIn } from './session.service.js';
import { sessionHours } from './session.model.js';

export const authRoutes = Router();

authRoutes.get('/sign-in', (req, res) => {
  if (req.actor) res.redirect(303, startPage(req.query.next));
  else res.render('auth/sign-in', { next: localPath(req.query.next) });
});

authRoutes.post('/sign-in', ...limitSignIns, async (req, res, next) => {
  const { next: wanted, ...input } = inputOf(req) as Record<string, unknown>;
  try {
    const user = await signIn(parse(credentials, input));
    const token = await openSession(user, new Date());
    res.cookie(sessionCookie, token, { ...cookieOptions, maxAge: sessionHours.absolute * 3_600_000 });
    res.redirect(303, startPage(wanted));
  } catch (error) {
    const problem = problemOf(error, res.locals as Express.Locals);
    if (problem.status >= 500) return next(error);
    const errors = Object.fromEntries((problem.errors ?? []).map((fault) => [fault.field, fault.detail]));
    res
      .status(problem.status)
      .render('auth/sign-in', { values: { email: input.email }, errors, next: localPath(wanted) });
  }
});

authRoutes.post('/sign-out', async (req: Request, res: Response) => {
  if (req.sessionId) await closeSession(req.sessionId);
  res.clearCookie(sessionCookie, cookieOptions).redirect(303, '/');
});

describeRoute({
  method: 'post',
  path: '/api/token',
  tag: 'Sign-in',
  summary: 'Ask for a token',
  description: 'Send it as `Authorization: Bearer …` with every request.',
  body: credentials,
  example: { email: 'hoa@example.org', password: 'mật khẩu của tôi' },
  answer: {
    schema: z.object({
      accessToken: z.string().meta({ description: 'JSON Web Token (ES256)' }),
      tokenType: z.literal('Bearer'),
      expiresIn: z.int().meta({ description: 'Seconds' }),
    }),
    example: { accessToken: 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln', tokenType: 'Bearer', expiresIn: 900 },
  },
  refusals: ['sign-in-failed', 'too-many-attempts'],
});
authRoutes.post('/api/token', ...limitSignIns, async (req, res) => {
  const user = await signIn(parse(credentials, inputOf(req)));
  res.set('Cache-Control', 'no-store').json(issueToken(user));
});

/** Only an address of ours: `//elsewhere` and `/\elsewhere` leave the site. */
function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return '';
  const url = URL.canParse(wanted, config.publicUrl) ? new URL(wanted, config.publicUrl) : null;
  return url?.origin === new URL(config.publicUrl).origin ? url.pathname + url.search : '';
}

function startPage(wanted: unknown): string {
  return localPath(wanted) || '/';
}
