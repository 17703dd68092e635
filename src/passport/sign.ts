/** Puts a passport under the seal of the active label key: a JWT (RFC 7519) with ES256. */
import jwt from 'jsonwebtoken';
import { keys } from '../auth/keys.js';
import { didOf } from '../auth/published-keys.js';
import { config } from '../config.js';
import { credentialOf, type Issue } from './credential.js';
import { type Facts } from './facts.js';

/**
 * Our own form, `application/ocop-passport+jwt`. It has no end: it says what was so at `iat`, which stays true.
 * @param path of the lot or package
 */
export function signPassport(facts: Facts, { publicUrl, path, issuedAt }: Issue): string {
  const iat = Math.floor(issuedAt.getTime() / 1000);
  const payload = { iss: publicUrl, sub: `${publicUrl}/${path}`, iat, ...facts };
  const { kid } = keys().label.active();
  return sign(payload, { typ: 'ocop-passport+jwt', kid });
}

/**
 * VC-JOSE-COSE section 3.1.1: the payload is the credential itself. What the data model has no term for stands in the
 * header, where it is signed as well and no reader of JSON-LD meets it.
 */
export function signCredential(facts: Facts, issue: Issue): string {
  const { kid } = keys().label.active();
  const { state, lot, unit, log } = facts;
  const nguon = {
    state: { ...state, ...(unit && { void: unit.void }) },
    ...(lot.expiresOn && { expiresOn: lot.expiresOn }),
    ...(log && { log }),
  };
  return sign(credentialOf(facts, issue), {
    typ: 'vc+jwt',
    cty: 'vc',
    iss: issue.issuer,
    kid: `${issue.issuer}#${kid}`,
    nguon,
  });
}

/** Who signs here. */
export function issuerDid(): string {
  return didOf(config.publicUrl);
}

function sign(payload: object, header: { typ: string; kid: string; [name: string]: unknown }): string {
  const { privateKey } = keys().label.active();
  const hasTime = 'iat' in payload;
  return jwt.sign(payload, privateKey, {
    algorithm: 'ES256',
    noTimestamp: !hasTime, // a credential has its own
    header: { alg: 'ES256', ...header },
  });
}
