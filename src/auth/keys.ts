/**
 * The keys of this installation, one set a purpose: labels and bearer tokens (ES256), serials and sessions (HMAC),
 * the log (Ed25519). Which key does what is the matter of its state, see key-rows.ts.
 * Each use has the keys as they are in the files at that moment: a rotation or a revocation by another process counts
 * from the next request on. What is handed out are `KeyObject`s, which neither JSON nor an inspection of the process's
 * objects can print.
 */
import { createPrivateKey, createPublicKey, createSecretKey, sign, verify, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { config } from '../config.js';
import { type LogKey } from '../ledger/note.js';
import { ensureKeyFile, followKeyFile, openKeyFolder } from './key-files.js';
import { ecFile, firstRows, purposes, secretFile, type EcRow, type KeyFacts, type SecretRow } from './key-rows.js';
import { openLogKey } from './log-key.js';
import { publishKeys, type PublishedKeys } from './published-keys.js';

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

/** Keys that were revoked are among those found: {@link withdrawalOf} tells. A key that does not sign yet is not. */
export interface Keys {
  label: {
    active(): LabelKey;
    /** Those that a label with this mark may be signed with: one, until a set has used up all marks. */
    byMark(mark: string): LabelKey[];
    byKid(kid: string): LabelKey | undefined;
  };
  /** `all` are those that labels may be made with. */
  serial: { active(): SerialKey; byKid(kid: string): SerialKey | undefined; all(): SerialKey[] };
  /** A look-up gives none that was revoked: its tokens are as those of a stranger. */
  token: { active(): TokenKey; byKid(kid: string): TokenKey | undefined };
  /** The one key of the transparency log. */
  log(): LogKey;
  /** 256 bits as text, for CSRF tokens. */
  sessionSecret(): string;
  /** What the world may know of label and serial keys. */
  published(now: Date): PublishedKeys;
}

/** Why a key counts no more. */
export interface Withdrawal {
  /** Instant, `2026-11-25T01:00:00.000Z` */
  revokedAt: string;
  /** As the operator wrote it. */
  because: string;
}

export function withdrawalOf({ state, revokedAt = '', revokedBecause = '' }: KeyFacts): Withdrawal | null {
  return state === 'revoked' ? { revokedAt, because: revokedBecause } : null;
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
  const pathOf = (purpose: string) => join(folder, `${purpose}.json`);
  const now = new Date();
  const [log] = await Promise.all([
    openLogKey(pathOf('log'), config.publicUrl),
    ...purposes.map((purpose) => ensureKeyFile(pathOf(purpose), () => ({ keys: firstRows(purpose, now) }))),
  ]);
  const labels = followKeyFile(pathOf('labels'), ecFile, signingKeys);
  const serials = followKeyFile(pathOf('serials'), secretFile, secretKeys);
  const tokens = followKeyFile(pathOf('tokens'), ecFile, signingKeys);
  const sessions = followKeyFile(pathOf('sessions'), secretFile, secretKeys);
  opened = {
    label: {
      active: () => activeOf(labels()),
      byMark: (mark) => labels().filter((key) => key.mark === mark && key.state !== 'next'),
      byKid: (kid) => labels().find((key) => key.kid === kid && key.state !== 'next'),
    },
    serial: {
      active: () => activeOf(serials()),
      byKid: (kid) => serials().find((key) => key.kid === kid && key.state !== 'next'),
      all: () => serials().filter(({ state }) => state !== 'next'),
    },
    token: {
      active: () => activeOf(tokens()),
      byKid: (kid) => tokens().find((key) => key.kid === kid && ['active', 'retired'].includes(key.state)),
    },
    log: () => log,
    sessionSecret: () => activeOf(sessions()).secret.export().toString('base64url'),
    published: (at) => publishKeys({ labels: labels(), serials: serials() }, at),
  };
  return opened;
}

function signingKeys(file: { keys: EcRow[] }): SigningKey[] {
  return file.keys.map(({ jwk, ...facts }) => {
    const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
    const key = { ...facts, privateKey, publicKey: createPublicKey(privateKey) };
    const maySign = facts.state === 'active' || facts.state === 'next';
    if (maySign && !isPair(key)) throw new Error(`the halves of the key ${facts.kid} do not fit`);
    return key;
  });
}

/** What OpenSSL does not ask when it reads a key: a damaged private half signs what nobody can verify. */
function isPair({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }): boolean {
  const message = Buffer.from('nguon');
  return verify('sha256', message, publicKey, sign('sha256', message, privateKey));
}

function secretKeys(file: { keys: SecretRow[] }): SecretKey[] {
  return file.keys.map(({ secret, ...facts }) => ({ ...facts, secret: createSecretKey(secret, 'base64url') }));
}

function activeOf<T extends KeyFacts>(set: T[]): T {
  const active = set.find((key) => key.state === 'active');
  if (!active) throw new Error('a key set without an active key');
  return active;
}
