/** Puts a passport under the seal of the active label key: a JWT (RFC 7519) with ES256. */
import { keys } from '../auth/keys.js';
import { didOf } from '../auth/published-keys.js';
import { signStatement } from '../auth/sign-jwt.js';
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
  return signStatement(payload, { typ: 'ocop-passport+jwt' });
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
  return signStatement(credential, { typ: 'vc+jwt', cty: 'vc', iss, kid: `${iss}#${kid}`, ...header });
}

/** Who signs here. */
export function issuerDid(): string {
  return didOf(config.publicUrl);
}
