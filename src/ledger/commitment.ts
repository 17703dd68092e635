/**
 * What the log holds of an event: a commitment. It binds the operator to the event and tells nobody a word of it;
 * whoever is given the event and its nonce can check that they are what was logged.
 */
import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';

/** 256 random bits, so that an event that could be guessed cannot be found by trying. */
export function newNonce(): Buffer {
  return randomBytes(32);
}

/** SHA-256 of the nonce and the event in canonical JSON (RFC 8785): 32 bytes, one entry of the log. */
export function commitmentTo(event: object, nonce: Uint8Array): Buffer {
  return createHash('sha256')
    .update(nonce)
    .update(canonicalize(event) ?? '')
    .digest();
}
