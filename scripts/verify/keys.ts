/** The published label keys: whole, and for those that were known before the same as they were. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type PublicKey } from './format.js';
import { type Report } from './report.js';

export interface LabelKey {
  kid: string;
  publicKey: KeyObject;
  validUntil?: string;
}

/**
 * The keys by the mark that labels carry; a key that is not whole is left out.
 * @param known keys that were published before: each must still be there, retired or not
 */
export function checkKeys(keys: PublicKey[], known: PublicKey[], report: Report): Map<string, LabelKey> {
  const byMark = new Map<string, LabelKey>();
  for (const key of keys) {
    report.saw('keys');
    const publicKey = importKey(key);
    if (!publicKey) report.fault('keys', `the label key ${key.kid} is no key of that name`);
    else if (byMark.has(key.mark)) report.fault('keys', `two label keys have the mark ${key.mark}`);
    else byMark.set(key.mark, { kid: key.kid, publicKey, validUntil: key.validUntil });
  }
  if (keys.filter(({ validUntil }) => validUntil === undefined).length !== 1) {
    report.fault('keys', 'not exactly one label key is in use');
  }
  for (const old of known) {
    const key = keys.find(({ kid }) => kid === old.kid);
    if (!key) report.fault('keys', `the label key ${old.kid}, which was published, is not there`);
    else if (!isSameKey(old, key)) report.fault('keys', `the label key ${old.kid} is not as it was published`);
  }
  return byMark;
}

/** All that may change of a key is that it retires. */
function isSameKey(old: PublicKey, key: PublicKey): boolean {
  return isDeepStrictEqual({ ...old }, old.validUntil === undefined ? withoutEnd(key) : { ...key });
}

function withoutEnd(key: PublicKey): Omit<PublicKey, 'validUntil'> {
  const { validUntil, ...rest } = key;
  void validUntil;
  return rest;
}

/** Null unless the point is on the curve and the name is its thumbprint (RFC 7638). */
function importKey({ kty, crv, x, y, kid }: PublicKey): KeyObject | null {
  const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  if (thumbprint !== kid) return null;
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    return null;
  }
}
