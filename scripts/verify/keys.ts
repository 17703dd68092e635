/** The published label keys: whole, and for those that were known before the same as they were. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { type KeySet, type PublicKey, type RevokedSerialKey } from './format.js';
import { type Report } from './report.js';

export interface LabelKey extends Pick<PublicKey, 'kid' | 'validUntil' | 'revokedAt' | 'revokedBecause'> {
  publicKey: KeyObject;
}

export interface KnownKeys {
  /** Label keys by the mark that labels carry. */
  byMark: Map<string, LabelKey[]>;
  /** Serial keys that count no more, by the name in the events of labels. */
  revokedSerials: Map<string, RevokedSerialKey>;
}

/** The label keys of a set, revoked or not. */
const labelKeys = (set: KeySet): PublicKey[] => [...set.keys, ...(set.revoked ?? [])];
const serialKeys = (set: KeySet): RevokedSerialKey[] => set.revokedSerialKeys ?? [];

/** For so long after its end a key must be published: ten years, the longest shelf life, and two. */
const millisPublished = (3650 + 2 * 365 + 1) * 86_400_000;

/**
 * The keys with which labels are checked; one that is not whole is left out.
 * @param known sets that were published before: each key must still be there, but for those whose labels are long past
 */
export function checkKeys(set: KeySet, known: KeySet[], { now, report }: { now: Date; report: Report }): KnownKeys {
  const [keys, serials] = [labelKeys(set), serialKeys(set)];
  const byMark = new Map<string, LabelKey[]>();
  for (const key of keys) {
    report.saw('keys');
    const publicKey = importKey(key);
    if (!publicKey) report.fault('keys', `the label key ${key.kid} is no key of that name`);
    else byMark.set(key.mark, [...(byMark.get(key.mark) ?? []), { ...key, publicKey }]);
  }
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) report.fault('keys', 'a label key is there twice');
  const inUse = set.keys.filter(({ validFrom, validUntil }) => validFrom !== undefined && validUntil === undefined);
  if (inUse.length !== 1) report.fault('keys', 'not exactly one label key is in use');
  for (const before of known) {
    for (const fault of changesOf(labelKeys(before), keys, now)) report.fault('keys', `the label key ${fault}`);
    for (const fault of changesOf(serialKeys(before), serials, now)) report.fault('keys', `the serial key ${fault}`);
  }
  return { byMark, revokedSerials: new Map(serials.map((key) => [key.kid, key])) };
}

type Dated = Pick<PublicKey, 'kid' | 'validUntil' | 'revokedAt'>;

function changesOf<T extends Dated>(before: T[], keys: T[], now: Date): string[] {
  return before.flatMap((old) => {
    const key = keys.find(({ kid }) => kid === old.kid);
    if (key) return isSameKey(old, key) ? [] : `${old.kid} is not as it was published`;
    return isPast(old, now) ? [] : `${old.kid}, which was published, is not there`;
  });
}

/** What was said of a key stays. All that may come is when it began to sign, when it ended, and why it was revoked. */
function isSameKey(old: Dated, key: Dated): boolean {
  return Object.entries(old).every(([name, value]) => key[name as keyof Dated] === value);
}

function isPast({ validUntil, revokedAt }: Dated, now: Date): boolean {
  const end = revokedAt ?? validUntil;
  return end !== undefined && now.getTime() - Date.parse(end) >= millisPublished;
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
