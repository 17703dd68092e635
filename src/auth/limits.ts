/**
 * Sign-in attempts are limited by account and by address, scratch codes by label and by address. Only failures count, and
 * the windows are one minute, so that nobody can lock an honest user out for longer than that.
 */
import { createHash } from 'node:crypto';
import { type NextFunction, type Request, type RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { DomainError } from '../errors.js';

const windowMs = 60_000;

/** @param failure status of an answer that counts */
function limiter(limit: number, failure: number, keyGenerator: (req: Request) => string) {
  return rateLimit({
    windowMs,
    limit,
    keyGenerator,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_req, res) => res.statusCode !== failure,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_req, _res, next: NextFunction) =>
      next(new DomainError('too-many-attempts', { seconds: windowMs / 1000 })),
  });
}

const byAddress = limiter(30, 401, (req) => ipKeyGenerator(req.ip ?? ''));
const byAccount = limiter(10, 401, (req) => {
  const { email } = (req.body ?? {}) as { email?: unknown };
  const account = typeof email === 'string' ? email.trim().toLowerCase() : '';
  return createHash('sha256').update(account).digest('base64');
});

export const limitSignIns: RequestHandler[] = [byAddress, byAccount];

const passwordsByAddress = limiter(30, 403, (req) => ipKeyGenerator(req.ip ?? ''));
const passwordsByAccount = limiter(10, 403, (req) => req.actor?.id ?? '');

/** Whoever found a browser signed in must not guess the password there. */
export const limitPasswordChanges: RequestHandler[] = [passwordsByAddress, passwordsByAccount];

const codesByAddress = limiter(10, 422, (req) => ipKeyGenerator(req.ip ?? ''));
const codesByLabel = limiter(20, 422, (req) => req.path.toUpperCase());

export const limitScratchCodes: RequestHandler[] = [codesByAddress, codesByLabel];
