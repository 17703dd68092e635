/** Names in a query that no page of ours has and that mean something to a database or to JavaScript. */
import { type NextFunction, type Request, type Response } from 'express';
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
