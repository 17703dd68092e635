/**
 * The code of a set, and the link of its label. Our own code carries its proof: eight characters of identity and sixteen
 * of an 80-bit tag that only the server can make. An SSCC is a number that anyone can write: its label is genuine by the
 * signature in the link alone.
 */
import { createHash, createHmac, timingSafeEqual, type KeyObject } from 'node:crypto';
import { keys, withdrawalOf, type Withdrawal } from '../auth/keys.js';
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { isSscc, ssccOf } from '../epcis/identifiers.js';
import { base32, makeFullSeal } from '../labels/seal.js';
import { sealKeyOf } from '../labels/verify.js';
import { type PackedSet } from '../lots/set.model.js';

const idDigits = 8;
const tagDigits = 16; // 80 bits: RFC 2104 section 5

type Secret = { kid: string; secret: KeyObject };

/** @param id eight characters of Crockford's base 32 */
export function makeSetCode(id: string, { kid, secret }: Secret): string {
  const tag = createHmac('sha256', secret).update(`nguon-set-1|${kid}|${id}`).digest().subarray(0, 10);
  return id + base32(BigInt(`0x${tag.toString('hex')}`), tagDigits);
}

/** True when this key made the code. */
export function setCodeIsGenuine(code: string, key: Secret): boolean {
  const made = Buffer.from(makeSetCode(code.slice(0, idDigits), key));
  return code.length === made.length && timingSafeEqual(made, Buffer.from(code));
}

/** The path of a set that a request makes; another attempt gives another path. */
export function proposeSetPath(
  request: string,
  attempt: number,
  prefix: string | null,
): { path: string; key?: string } {
  const seed = createHash('sha256').update(`nguon-set-id|${request}|${attempt}`).digest('hex').slice(0, 20);
  if (prefix === null) {
    const key = keys().serial.active();
    return { path: `c/${makeSetCode(base32(BigInt(`0x${seed}`), idDigits), key)}`, key: key.kid };
  }
  const digits = 17 - prefix.length;
  const serial = String(BigInt(`0x${seed}`) % 10n ** BigInt(digits)).padStart(digits, '0');
  return { path: `00/${ssccOf(prefix, serial)}` };
}

/** Path of a set as people type or scan it: any case, O for 0, I or L for 1, grouped by spaces or hyphens. Else null. */
export function readSetPath(space: string, text: string): string | null {
  const typed = text.replace(/[\s-]/g, '').toUpperCase();
  if (space === '00') return isSscc(typed) ? `00/${typed}` : null;
  const code = typed.replace(/O/g, '0').replace(/[IL]/g, '1');
  const isCode = code.length === idDigits + tagDigits && /^[0-9A-HJKMNP-TV-Z]+$/.test(code);
  return space.toLowerCase() === 'c' && isCode ? `c/${code}` : null;
}

export interface SetLink {
  path: string;
  /** Every value of `s`, as written. */
  seals: string[];
}

/**
 * @param target path and query of the request as they came, still percent-encoded
 * @throws DomainError `malformed-link`
 */
export function parseSetLink(target: string): SetLink {
  const [address = '', ...query] = target.split('#')[0]?.split('?') ?? [];
  const [, space = '', text = '', ...rest] = address.replace(/\/$/, '').split('/');
  const path = rest.length === 0 ? readSetPath(space, decode(text)) : null;
  if (!path) throw new DomainError('malformed-link', { part: text || address });
  const seals = [...query.join('?').matchAll(/(?:^|[&;])s=([^&;]*)/g)].map(([, seal = '']) => seal);
  return { path, seals };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new DomainError('malformed-link', { part: text });
  }
}

/** How a set's label was found to be genuine; `none` where the link says nothing of a label (a bare SSCC). */
export interface SetProof {
  by: 'signature' | 'code' | 'none';
  /** A key that made it was revoked: whoever stole it makes the same. */
  withdrawal: Withdrawal | null;
}

/** Null when the code or any seal of the link is wrong. */
export async function proofOf({ _id, key }: Pick<PackedSet, '_id' | 'key'>, seals: string[]): Promise<SetProof | null> {
  const secret = key === null ? undefined : keys().serial.byKid(key);
  if (key !== null && !(secret && setCodeIsGenuine(_id.slice(2), secret))) return null;
  const withdrawal = secret ? withdrawalOf(secret) : null;
  const [s, ...others] = seals;
  if (s === undefined) return { by: key === null ? 'none' : 'code', withdrawal };
  const signer = others.length === 0 ? await sealKeyOf(`/${_id}`, s) : undefined;
  return signer ? { by: 'signature', withdrawal: withdrawalOf(signer) ?? withdrawal } : null;
}

/** Links of a set's label: with the signature that anyone checks, and without. */
export function linksOf({ _id }: Pick<PackedSet, '_id'>): { full: string; compact: string } {
  const compact = `${config.publicUrl}/${_id}`;
  return { compact, full: `${compact}?s=${makeFullSeal(`/${_id}`, keys().label.active())}` };
}
