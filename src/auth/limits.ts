/**
 * Sign-in attempts are limited by account and by address. Only failures count, and the windows are one minute, so that
 * nobody can lock an honest user out for longer than that.
 */
import { createHash } from 'node:crypto';
import { type NextFunction, type Request, type RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { DomainError } from '../errors.js';

const windowMs = 60_000;

function limiter(limit: number, keyGenerator: (req: Request) => string) {
  return rateLimit({
    windowMs,
    limit,
    keyGenerator,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req, res) => res.statusCode !== 401,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_req, _res, next: NextFunction) =>
      next(new DomainError('too-many-attempts', { seconds: windowMs / 1000 })),
  });
}

const byAddress = limiter(30, (req) => ipKeyGenerator(req.ip ?? ''));
const byAccount = limiter(10, (req) => {
  const { email } = (req.body ?? {}) as { email?: unknown };
  const account = typeof email === 'string' ? email.trim().toLowerCase() : '';
  return createHash('sha256').update(account).digest('base64');
});

export const limitSignIns: RequestHandler[] = [byAddress, byAccount];
