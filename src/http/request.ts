/** What a handler asks of a request: who, under which key, with what input. */
import { createHash } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import canonicalize from 'canonicalize';
import { type NextFunction, type Request, type Response } from 'express';
import proxyAddr from 'proxy-addr';
import { type z } from 'zod';
import { config } from '../config.js';
import { newId } from '../db.js';
import { DomainError } from '../errors.js';
import { requireRole, type Actor, type By, type Role } from '../policy.js';
import { passwordFields, readForm } from './form.js';

/** @throws DomainError `unauthenticated` */
export function actorOf(req: Request): Actor {
  if (!req.actor) throw new DomainError('unauthenticated');
  return req.actor;
}

/** @throws DomainError `unauthenticated` */
export function byOf(req: Request): By {
  return { actor: actorOf(req), now: new Date(), key: requestKey(req) ?? newId(), fingerprint: req.fingerprint };
}

const isTrusted = proxyAddr.compile(config.trustProxy);

/** Where a request came from, as `req.ip` says it inside the application. */
export function addressOf(req: IncomingMessage): string {
  return proxyAddr(req, isTrusted);
}

/** Lets only these roles on; a stranger signs in first. */
export function allow(...allowed: Role[]) {
  return (req: Request, _res: Response, next: NextFunction) => {
    requireRole(actorOf(req), ...allowed);
    next();
  };
}

/** `Idempotency-Key` of a program, or the hidden field of a form. */
export function requestKey(req: Request): string | undefined {
  const field = (req.body as { _key?: unknown } | undefined)?._key;
  const key = req.get('Idempotency-Key') ?? field;
  if (key === undefined || key === '') return undefined;
  if (typeof key !== 'string' || key.length > 200) throw new DomainError('invalid-request', {}, 'Idempotency-Key');
  return key;
}

/** What changes with each showing of a form, and a password: the hash is stored, and a fast one would give it away. */
const notHashed = ['_csrf', '_key', ...passwordFields];

/**
 * Middleware: the hash by which a repeated request is told from another one under the same key.
 * @throws DomainError `malformed-json` for what has no canonical form (RFC 8785): half a surrogate pair, 1e999, a body
 * nested beyond the stack
 */
export function fingerprint(req: Request, _res: Response, next: NextFunction): void {
  const body = Object.entries((req.body ?? {}) as object).filter(([name]) => !notHashed.includes(name));
  const asked = canonicalForm([req.method, req.path, Object.fromEntries(body), filesOf(req).map(hashOf)]);
  req.fingerprint = createHash('sha256').update(asked).digest('hex');
  next();
}

const hashOf = ({ data }: SentFile) => createHash('sha256').update(data).digest('hex');

/** The files of a form, under the names that their sender gave them. */
export function filesOf(req: Request): SentFile[] {
  const files = Array.isArray(req.files) ? req.files : [];
  return files.map(({ originalname, buffer }) => ({ name: originalname, data: buffer }));
}

export interface SentFile {
  name: string;
  data: Buffer;
}

function canonicalForm(value: unknown): string {
  try {
    return canonicalize(value) ?? '';
  } catch {
    throw new DomainError('malformed-json');
  }
}

/** What was sent, as the schemas expect it: JSON as it is, a form made nested. */
export function inputOf(req: Request): unknown {
  return isForm(req) ? readForm(req.body) : ((req.body as unknown) ?? {});
}

export function isForm(req: Request): boolean {
  return Boolean(req.is(['urlencoded', 'multipart']));
}

/** @throws ZodError with every fault; the input is kept in it, so that an absent field is told from a wrong one */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  return schema.parse(input, { reportInput: true });
}
