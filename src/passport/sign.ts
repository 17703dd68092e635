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

/** What the data model has no term for stands in the header: signed as well, and no reader of JSON-LD meets it. */
export function signPassportCredential(facts: Facts, issue: Issue, status: object[]): string {
  const { state, lot, unit, log } = facts;
  const nguon = {
    state: { ...state, ...(unit && { void: unit.void }) },
    ...(lot.expiresOn && { expiresOn: lot.expiresOn }),
    ...(log && { log }),
  };
  return signCredential(credentialOf(facts, issue, status), { nguon });
}

/** VC-JOSE-COSE section 3.1.1: the payload is the credential itself. @param header beside what is in each */
export function signCredential(credential: object, header: object = {}): string {
  const { kid } = keys().label.active();
  const iss = issuerDid();
  return sign(credential, { typ: 'vc+jwt', cty: 'vc', iss, kid: `${iss}#${kid}`, ...header });
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
