/** Tokens that lead to the next page: signed, for one query and one reader, and only for a while. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { keys } from '../../auth/keys.js';
import { DomainError } from '../../errors.js';
import { refused } from './query.js';
import { WithdrawnTokens } from './withdrawn-token.model.js';

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

/** @throws DomainError `query-parameter` for a token that is not ours, is of another query, has expired or was withdrawn */
export async function readToken(token: string, question: string, now: Date): Promise<Position> {
  const read = openToken(token, now);
  const isOfQuestion = read?.q === hashOf(question);
  if (!read || !isOfQuestion || (await WithdrawnTokens.exists({ _id: hashOf(token) }))) throw refused('nextPageToken');
  return read.p;
}

/**
 * Whoever holds a token may take it back, more than once too.
 * @throws DomainError `not-found` for a token that is not ours or has expired
 */
export async function withdrawToken(token: string, now: Date): Promise<void> {
  const read = openToken(token, now);
  if (!read) throw new DomainError('not-found');
  const row = { $setOnInsert: { expiresAt: new Date(read.x) } };
  await WithdrawnTokens.updateOne({ _id: hashOf(token) }, row, { upsert: true });
}

function openToken(token: string, now: Date): z.infer<typeof payload> | null {
  const [body = '', signature = '', ...more] = token.split('.');
  const [given, right] = [Buffer.from(signature), Buffer.from(sign(body))];
  if (more.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null;
  const read = payload.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
  return read.x < now.getTime() ? null : read;
}

function sign(body: string): string {
  return createHmac('sha256', keys().sessionSecret()).update(`page ${body}`).digest('base64url');
}

function hashOf(question: string): string {
  return createHash('sha256').update(question).digest('base64url').slice(0, 22);
}
