/**
 * Names a form that was shown, for people without a session: a program that fills forms as fast as it can, or sends the
 * same one again and again, gets nowhere with it. Nothing is stored until the form comes back.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keys } from '../auth/keys.js';
import { DomainError } from '../errors.js';

/** Nobody reads and fills a form in less. */
const leastMs = 3000;
const mostMs = 24 * 3_600_000;

export function makeFormToken(now: Date): string {
  const name = `${now.getTime().toString(36)}.${randomBytes(9).toString('base64url')}`;
  return `${name}.${macOf(name)}`;
}

/**
 * @returns the form's name
 * @throws DomainError `too-soon`; `cross-site-request` for a token that is not ours, or a day old
 */
export function readFormToken(token: string, now: Date): string {
  const [, name = '', shown = '', mac = ''] = /^(([0-9a-z]{1,10})\.[\w-]{12})\.([\w-]{43})$/.exec(token) ?? [];
  const expected = macOf(name);
  const isOurs = mac.length === expected.length && timingSafeEqual(Buffer.from(mac), Buffer.from(expected));
  const age = now.getTime() - parseInt(shown, 36);
  if (!isOurs || age > mostMs) throw new DomainError('cross-site-request');
  if (age < leastMs) throw new DomainError('too-soon');
  return name;
}

function macOf(name: string): string {
  return createHmac('sha256', keys().sessionSecret()).update(`form:${name}`).digest('base64url');
}
