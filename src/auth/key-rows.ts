/**
 * What a key file holds, and the life of a key: next → active → retired, and from each of these → revoked. Pure.
 * Exactly one key of a set is active and signs. The next one is made ahead and published before it signs; a retired one
 * only verifies; a revoked one verifies nothing, it is kept to explain what carries its seal.
 */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { z } from 'zod';

export const purposes = ['labels', 'serials', 'tokens', 'sessions'] as const;
export type Purpose = (typeof purposes)[number];

/** Crockford's base 32: no I, L, O, U. */
const marks = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];
const base64url256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
/** Everybody reads it on the page of a label: one line. */
export const revocationReason = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]{3,200}$/u);

const instant = z.iso.datetime();
const keyFacts = {
  kid: z.string().min(8),
  mark: z.enum(marks),
  state: z.enum(['next', 'active', 'retired', 'revoked']),
  createdAt: instant,
  activatedAt: instant.optional(),
  retiredAt: instant.optional(),
  revokedAt: instant.optional(),
  revokedBecause: revocationReason.optional(),
};
const ecRow = z
  .strictObject({
    ...keyFacts,
    jwk: z.strictObject({
      kty: z.literal('EC'),
      crv: z.literal('P-256'),
      x: base64url256,
      y: base64url256,
      d: base64url256,
    }),
  })
  .refine((row) => row.kid === thumbprint(row.jwk));
const secretRow = z
  .strictObject({ ...keyFacts, secret: base64url256 })
  .refine((row) => row.kid.length < 43 || row.kid === secretThumbprint(row.secret)); // older ones have a random name

export type EcRow = z.infer<typeof ecRow>;
export type SecretRow = z.infer<typeof secretRow>;
export type Row = EcRow | SecretRow;

export interface KeyFacts {
  /** RFC 7638 thumbprint, of a secret as well: a hash of 256 random bits tells nothing of them. */
  kid: string;
  /** The one character that names the key inside a label. Keys that signed long before may have the same. */
  mark: string;
  state: 'next' | 'active' | 'retired' | 'revoked';
  createdAt: string;
  /** When it began to sign; absent for the first key of an older file, which began when it was made. */
  activatedAt?: string;
  retiredAt?: string;
  revokedAt?: string;
  revokedBecause?: string;
}

const fileOf = <T extends z.ZodType<Row>>(row: T) =>
  z.strictObject({ keys: z.array(row) }).refine(({ keys }) => {
    const [active, next] = (['active', 'next'] as const).map((state) => keys.filter((key) => key.state === state));
    const kids = new Set(keys.map((key) => key.kid));
    const isOneOfEach = active?.length === 1 && next !== undefined && next.length <= 1;
    return isOneOfEach && active[0]?.mark !== next[0]?.mark && kids.size === keys.length && keys.every(isDated);
  });

/** Each state has its dates and no later ones. */
function isDated({ state, activatedAt, retiredAt, revokedAt, revokedBecause }: KeyFacts): boolean {
  const isRevoked = revokedAt !== undefined && revokedBecause !== undefined;
  if (state === 'revoked') return isRevoked;
  if (revokedAt !== undefined || revokedBecause !== undefined) return false;
  return (retiredAt !== undefined) === (state === 'retired') && !(state === 'next' && activatedAt !== undefined);
}

export const ecFile = fileOf(ecRow);
export const secretFile = fileOf(secretRow);
export const formOf = (purpose: Purpose): z.ZodType<{ keys: Row[] }> => (isSigning(purpose) ? ecFile : secretFile);

const isSigning = (purpose: Purpose) => purpose === 'labels' || purpose === 'tokens';

/** When a key began to sign; undefined for one that never did. */
export function signsFrom({ state, activatedAt, createdAt }: KeyFacts): string | undefined {
  return state === 'active' || state === 'retired' ? (activatedAt ?? createdAt) : activatedAt;
}

/** The first key of a set, and the one after it. */
export function firstRows(purpose: Purpose, now: Date): Row[] {
  const active: Row = { ...newRow(purpose, '0', now), state: 'active', activatedAt: now.toISOString() };
  return withNext([active], purpose, now);
}

/** The active key retires; the next one signs, and another is made ready. */
export function rotate(rows: Row[], purpose: Purpose, now: Date): Row[] {
  const retiredAt = now.toISOString();
  const old = rows.map((row): Row => (row.state === 'active' ? { ...row, state: 'retired', retiredAt } : row));
  return withActive(old, purpose, now);
}

/** Takes keys back for good. Where the active one is among them, the next one signs in its place. */
export function revoke(rows: Row[], purpose: Purpose, { kids, because, now }: Revocation): Row[] {
  const end = { state: 'revoked', revokedAt: now.toISOString(), revokedBecause: because } as const;
  const left = rows.map((row): Row => {
    if (!kids.includes(row.kid) || row.state === 'revoked') return row;
    const activatedAt = signsFrom(row); // the state, by which an older file tells it, goes
    return { ...row, ...(activatedAt && { activatedAt }), ...end };
  });
  return left.some(({ state }) => state === 'active') ? withNext(left, purpose, now) : withActive(left, purpose, now);
}

export interface Revocation {
  kids: string[];
  /** In words for the public. */
  because: string;
  now: Date;
}

function withActive(rows: Row[], purpose: Purpose, now: Date): Row[] {
  const activatedAt = now.toISOString();
  const ready = withNext(rows, purpose, now);
  const promoted = ready.map((row): Row => (row.state === 'next' ? { ...row, state: 'active', activatedAt } : row));
  return withNext(promoted, purpose, now);
}

/** Makes the next key where there is none. */
export function withNext(rows: Row[], purpose: Purpose, now: Date): Row[] {
  return rows.some(({ state }) => state === 'next') ? rows : [...rows, newRow(purpose, freeMark(rows), now)];
}

/** A mark that no key has, or else the one whose last key ended first: whoever checks a label tries all of its mark. */
function freeMark(rows: Row[]): string {
  const lastOf = new Map(rows.map((row) => [row.mark, row]));
  const endOf = (mark: string) => {
    const last = lastOf.get(mark);
    return last ? (last.retiredAt ?? last.revokedAt ?? '~') : '';
  };
  return marks.reduce((best, mark) => (endOf(mark) < endOf(best) ? mark : best));
}

function newRow(purpose: Purpose, mark: string, now: Date): Row {
  const facts = { mark, state: 'next', createdAt: now.toISOString() } as const;
  if (!isSigning(purpose)) {
    const secret = randomBytes(32).toString('base64url');
    return { kid: secretThumbprint(secret), ...facts, secret };
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = ecRow.shape.jwk.parse(privateKey.export({ format: 'jwk' }));
  return { kid: thumbprint(jwk), ...facts, jwk };
}

/** RFC 7638 section 3.2: the required members, in this order. */
function thumbprint({ crv, kty, x, y }: { crv: string; kty: string; x: string; y: string }): string {
  return sha256({ crv, kty, x, y });
}

/** The same of a JWK of kty `oct`. */
function secretThumbprint(k: string): string {
  return sha256({ k, kty: 'oct' });
}

function sha256(members: object): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('base64url');
}
