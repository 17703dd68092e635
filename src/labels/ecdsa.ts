/**
 * Deterministic ES256 (RFC 6979) with the lower of the two possible s: the same label has the same signature whenever
 * it is printed. `node:crypto` signs with a random nonce only.
 */
import { type KeyObject } from 'node:crypto';
import { p256 } from '@noble/curves/nist.js';

/** @returns 64 bytes r‖s (IEEE P1363) */
export function signEs256(message: string, privateKey: KeyObject): Buffer {
  const secret = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  return Buffer.from(p256.sign(Buffer.from(message), secret, { lowS: true }));
}

/** True for the lower of the two s that make a signature valid. */
export function isLowS(signature: Buffer): boolean {
  try {
    return !p256.Signature.fromBytes(signature, 'compact').hasHighS();
  } catch {
    return false; // r or s is zero, or beyond the order of the curve: no signature at all
  }
}
