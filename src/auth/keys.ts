/**
 * The keys of this installation, one set a purpose: labels and bearer tokens (ES256), serials and sessions (HMAC),
 * the log (Ed25519).
 * Exactly one key of a set is active and signs; the retired ones only verify. What is handed out are `KeyObject`s,
 * which neither JSON nor an inspection of the process's objects can print.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  type KeyObject,
} from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { config } from '../config.js';
import { type LogKey } from '../ledger/note.js';
import { openKeyFolder, readKeyFile, replaceKeyFile } from './key-files.js';
import { openLogKey } from './log-key.js';

/** Crockford's base 32: no I, L, O, U. */
const marks = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const base64url256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

const keyFacts = {
  kid: z.string().min(8),
  mark: z.string().regex(new RegExp(`^[${marks}]$`)),
  state: z.enum(['active', 'retired']),
  createdAt: z.iso.datetime(),
  retiredAt: z.iso.datetime().optional(),
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
const secretRow = z.strictObject({ ...keyFacts, secret: base64url256 });

type Row = z.infer<typeof ecRow> | z.infer<typeof secretRow>;
const fileOf = <T extends z.ZodType<Row>>(row: T) =>
  z.strictObject({ keys: z.array(row) }).refine(({ keys: rows }) => {
    const active = rows.filter((each) => each.state === 'active');
    const distinct = new Set([...rows.map((each) => each.kid), ...rows.map((each) => each.mark)]);
    return active.length === 1 && distinct.size === 2 * rows.length;
  });
const ecFile = fileOf(ecRow);
const secretFile = fileOf(secretRow);

interface KeyFacts {
  /** RFC 7638 thumbprint of a public key; random for a secret. */
  kid: string;
  /** The one character that names the key inside a label. */
  mark: string;
  state: 'active' | 'retired';
  createdAt: string;
  retiredAt?: string;
}
export interface SigningKey extends KeyFacts {
  privateKey: KeyObject;
  publicKey: KeyObject;
}
export interface SecretKey extends KeyFacts {
  secret: KeyObject;
}
export type LabelKey = SigningKey;
export type TokenKey = SigningKey;
export type SerialKey = SecretKey;

/** A label key as the world sees it (RFC 7517), with the mark that labels carry and the time in which it signs. */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  kid: string;
  alg: 'ES256';
  use: 'sig';
  mark: string;
  validFrom: string;
  validUntil?: string;
}

/** A look-up gives undefined for a key that was never ours. */
export interface Keys {
  label: { active(): LabelKey; byMark(mark: string): LabelKey | undefined };
  serial: { active(): SerialKey; byKid(kid: string): SerialKey | undefined };
  token: { active(): TokenKey; byKid(kid: string): TokenKey | undefined };
  /** The one key of the transparency log. */
  log(): LogKey;
  /** 256 bits as text, for CSRF tokens. */
  sessionSecret(): string;
  /** The public halves of all label keys, as a JWK set. */
  jwks(): { keys: PublicJwk[] };
}

let opened: Keys | undefined;

/** @throws Error before {@link openKeys} */
export function keys(): Keys {
  if (!opened) throw new Error('the keys are not open');
  return opened;
}

/**
 * Opens `DATA_DIR/keys` and makes what is missing.
 * @throws Error, one sentence that names the path and how to mend it: looser than 0700 and 0600, or of another form
 */
export async function openKeys(dataDir: string): Promise<Keys> {
  const folder = await openKeyFolder(dataDir);
  const now = new Date();
  const ec = () => ({ keys: [newSigningRow(now, '0')] });
  const secret = () => ({ keys: [newSecretRow(now, '0')] });
  const [labels, serials, tokens, sessions, log] = await Promise.all([
    readKeyFile(join(folder, 'labels.json'), ecFile, ec).then(signingKeys),
    readKeyFile(join(folder, 'serials.json'), secretFile, secret).then(secretKeys),
    readKeyFile(join(folder, 'tokens.json'), ecFile, ec).then(signingKeys),
    readKeyFile(join(folder, 'sessions.json'), secretFile, secret).then(secretKeys),
    openLogKey(join(folder, 'log.json'), config.publicUrl),
  ]);
  opened = {
    label: { active: () => activeOf(labels), byMark: (mark) => labels.find((key) => key.mark === mark) },
    serial: { active: () => activeOf(serials), byKid: (kid) => serials.find((key) => key.kid === kid) },
    token: { active: () => activeOf(tokens), byKid: (kid) => tokens.find((key) => key.kid === kid) },
    log: () => log,
    sessionSecret: () => activeOf(sessions).secret.export().toString('base64url'),
    jwks: () => ({ keys: labels.map(publicJwk) }),
  };
  return opened;
}

/**
 * Retires the active key of a purpose and makes the next one. A running server takes it up when it starts again.
 * @throws Error when all 32 marks are used
 */
export async function rotateKey(dataDir: string, purpose: 'labels' | 'serials' | 'tokens' | 'sessions', now: Date) {
  const path = join(await openKeyFolder(dataDir), `${purpose}.json`);
  const isEc = purpose === 'labels' || purpose === 'tokens';
  await replaceKeyFile(path, async () => {
    const { keys: rows } = await readKeyFile<z.ZodType<{ keys: Row[] }>>(path, isEc ? ecFile : secretFile, () => {
      throw new Error(`${path} is not there: start the server once, it makes the first key.`);
    });
    const mark = [...marks].find((each) => rows.every((row) => row.mark !== each));
    if (!mark) throw new Error(`${path} has no mark left for another key.`);
    const retired = { state: 'retired', retiredAt: now.toISOString() } as const;
    const old = rows.map((row) => (row.state === 'active' ? { ...row, ...retired } : row));
    return { keys: [...old, isEc ? newSigningRow(now, mark) : newSecretRow(now, mark)] };
  });
}

function newSigningRow(now: Date, mark: string): z.infer<typeof ecRow> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = ecRow.shape.jwk.parse(privateKey.export({ format: 'jwk' }));
  return { kid: thumbprint(jwk), mark, state: 'active', createdAt: now.toISOString(), jwk };
}

function newSecretRow(now: Date, mark: string): z.infer<typeof secretRow> {
  const [kid, secret] = [randomBytes(12).toString('base64url'), randomBytes(32).toString('base64url')];
  return { kid, mark, state: 'active', createdAt: now.toISOString(), secret };
}

/** RFC 7638 section 3.2: the required members, in this order. */
function thumbprint({ crv, kty, x, y }: { crv: string; kty: string; x: string; y: string }): string {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function signingKeys(file: z.infer<typeof ecFile>): SigningKey[] {
  return file.keys.map(({ jwk, ...facts }) => {
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    return { ...facts, privateKey, publicKey: createPublicKey(privateKey) };
  });
}

function secretKeys(file: z.infer<typeof secretFile>): SecretKey[] {
  return file.keys.map(({ secret, ...facts }) => ({ ...facts, secret: createSecretKey(secret, 'base64url') }));
}

function activeOf<T extends KeyFacts>(set: T[]): T {
  const active = set.find((key) => key.state === 'active');
  if (!active) throw new Error('a key set without an active key');
  return active;
}

function publicJwk(key: SigningKey): PublicJwk {
  const { x = '', y = '' } = key.publicKey.export({ format: 'jwk' });
  const validity = { validFrom: key.createdAt, ...(key.retiredAt && { validUntil: key.retiredAt }) };
  const { kid, mark } = key;
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig', mark, ...validity };
}
