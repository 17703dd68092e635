/**
 * The key that signs the log, with the origin that it signs for. Both are made on the first start and stay: whoever
 * watches the log knows it by them, so a server that moves takes the file along, and the key is never rotated.
 */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { logKey, originOf, type LogKey } from '../ledger/note.js';
import { ensureKeyFile, readKeyFile } from './key-files.js';

const base64url256 = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const jwkOfEd25519 = z.strictObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: base64url256,
  d: base64url256,
});
const logFile = z.strictObject({
  origin: z.string().regex(/^[^\s+]+$/),
  createdAt: z.iso.datetime(),
  jwk: jwkOfEd25519,
});

/** @param publicUrl address of the server, from which a new log takes its origin */
export async function openLogKey(path: string, publicUrl: string): Promise<LogKey> {
  await ensureKeyFile(path, () => ({
    origin: originOf(publicUrl),
    createdAt: new Date().toISOString(),
    jwk: jwkOfEd25519.parse(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })),
  }));
  const { origin, jwk } = readKeyFile(path, logFile);
  return logKey(origin, createPrivateKey({ key: jwk, format: 'jwk' }));
}
