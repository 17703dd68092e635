/** Tokens that lead to the next page: signed, for one query and one reader, and only for a while. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { keys } from '../../auth/keys.js';
import { refused } from './query.js';

/** Where the next page begins. */
export const position = z.strictObject({
  /** Instant of the last event seen (its `orderBy` field), and its `_id`. */
  at: z.number(),
  id: z.string(),
  /** Events that the pages so far have given. */
  given: z.number(),
});
export type Position = z.infer<typeof position>;

const payload = z.strictObject({ p: position, q: z.string(), x: z.number() });

export const tokenLifetimeMs = 60 * 60_000;

/** @param question what is asked and by whom: under another one the token is worth nothing */
export function issueToken(from: Position, question: string, now: Date): { token: string; expires: Date } {
  const expires = new Date(now.getTime() + tokenLifetimeMs);
  const body = Buffer.from(JSON.stringify({ p: from, q: hashOf(question), x: expires.getTime() })).toString(
    'base64url',
  );
  return { token: `${body}.${sign(body)}`, expires };
}

/** @throws DomainError `query-parameter` for a token that is not ours, is of another query, or has expired */
export function readToken(token: string, question: string, now: Date): Position {
  const [body = '', signature = ''] = token.split('.');
  const [given, right] = [Buffer.from(signature), Buffer.from(sign(body))];
  if (given.length !== right.length || !timingSafeEqual(given, right)) throw refused('nextPageToken');
  const read = payload.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  if (read.q !== hashOf(question) || read.x < now.getTime()) throw refused('nextPageToken');
  return read.p;
}

function sign(body: string): string {
  return createHmac('sha256', keys().sessionSecret()).update(`page ${body}`).digest('base64url');
}

function hashOf(question: string): string {
  return createHash('sha256').update(question).digest('base64url').slice(0, 22);
}
