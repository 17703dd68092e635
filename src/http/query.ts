/** Queries: names that no page of ours has and that mean something to a database or to JavaScript; whole numbers. */
import { type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';

const forbidden = /\$|(^|[.[])(__proto__|constructor|prototype)($|[.[\]])/;

/** Refuses `a[$ne]=`, `$where=`, `__proto__.x=` and the like, whatever the address. */
export function refuseOperators(req: Request, _res: Response, next: NextFunction): void {
  const name = Object.keys(req.query).find((key) => forbidden.test(key)) ?? rawName(req.url);
  if (name !== undefined) throw new DomainError('invalid-request', {}, name);
  next();
}

/** The query parser drops a bare `__proto__` before anyone sees it. */
function rawName(url: string): string | undefined {
  return /[?&](__proto__)(=|&|$)/.exec(url)?.[1];
}

/** A whole number of an address, in digits and nothing else: `Number` would also take ` `, `1e3` and `0x10`. */
export function wholeNumber(minimum: number, maximum: number) {
  return z
    .string('not-a-number')
    .regex(/^\d{1,7}$/, 'not-a-number')
    .transform(Number)
    .pipe(
      z
        .number()
        .min(minimum, minimum === 1 ? 'not-positive' : undefined)
        .max(maximum),
    )
    .meta({ type: 'integer', minimum, maximum });
}

/** How many entries of a list are skipped. */
export const offset = (farthest = 9_999_999) =>
  wholeNumber(0, farthest).default(0).meta({ description: 'Entries to skip, for the next page', default: 0 });

/** The language of the reader, read before: see `pageLocals`. */
export const lang = z.string().optional().meta({ description: 'Language of the words in the answer: vi, en or zh' });
