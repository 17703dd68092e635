/**
 * What the world may know of the keys: a JWK set (RFC 7517), and the same keys as a DID document (did:web).
 * Whoever only knows the standard finds a revoked key in neither list that verifies; whoever knows labels finds beside
 * them which keys were revoked, when and why.
 */
import { type KeyObject } from 'node:crypto';
import { signsFrom, type KeyFacts } from './key-rows.js';

/** No product may have a longer shelf life. */
export const longestShelfLifeDays = 3650;
const daysBeyond = 2 * 365 + 1;

/** A label key (RFC 7517) with the mark that labels carry and the time in which it signs. */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
  kid: string;
  alg: 'ES256';
  use: 'sig';
  mark: string;
  /** Absent: it does not sign yet. */
  validFrom?: string;
  /** Absent: it signs to this day, or not yet. */
  validUntil?: string;
}

interface Revoked {
  revokedAt: string;
  /** As the operator wrote it. */
  revokedBecause: string;
}

export interface PublishedKeys {
  /** Next, active and retired label keys. */
  keys: PublicJwk[];
  /** Label keys that count no more: whatever they signed may be a thief's. */
  revoked: (PublicJwk & Revoked)[];
  /** Serial keys that count no more, by the name that the events of labels carry. They have no public half. */
  revokedSerialKeys: (Pick<PublicJwk, 'kid' | 'validFrom' | 'validUntil'> & Revoked)[];
}

type PublicKey = KeyFacts & { publicKey: KeyObject };

/** From the day on which a key is made until its last package is past its date, and two years. */
export function isPublished({ retiredAt, revokedAt }: KeyFacts, now: Date): boolean {
  const end = revokedAt ?? retiredAt;
  return end === undefined || now.getTime() - Date.parse(end) < (longestShelfLifeDays + daysBeyond) * 86_400_000;
}

export function publishKeys(sets: { labels: PublicKey[]; serials: KeyFacts[] }, now: Date): PublishedKeys {
  const labels = sets.labels.filter((key) => isPublished(key, now));
  const serials = sets.serials.filter((key) => isPublished(key, now));
  return {
    keys: labels.filter(({ state }) => state !== 'revoked').map(publicJwk),
    revoked: labels.flatMap((key) => revocationOf(key).map((revoked) => ({ ...publicJwk(key), ...revoked }))),
    revokedSerialKeys: serials.flatMap((key) =>
      revocationOf(key).map((revoked) => ({ kid: key.kid, ...validity(key), ...revoked })),
    ),
  };
}

function revocationOf({ revokedAt, revokedBecause }: KeyFacts): Revoked[] {
  return revokedAt && revokedBecause ? [{ revokedAt, revokedBecause }] : [];
}

function publicJwk(key: PublicKey): PublicJwk {
  const { x = '', y = '' } = key.publicKey.export({ format: 'jwk' });
  const { kid, mark } = key;
  return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig', mark, ...validity(key) };
}

function validity(key: KeyFacts): { validFrom?: string; validUntil?: string } {
  const validFrom = signsFrom(key);
  const validUntil = key.retiredAt ?? key.revokedAt;
  return { ...(validFrom && { validFrom }), ...(validUntil && { validUntil }) };
}

/**
 * The DID document of a server (W3C DID 1.0, did:web): its identifier is the host, the colon of a port as `%3A`.
 * A revoked key stays among the methods with its date, and vouches for nothing.
 */
export function didDocument({ keys, revoked }: PublishedKeys, publicUrl: string): object {
  const id = `did:web:${encodeURIComponent(new URL(publicUrl).host)}`;
  const method = ({ kty, crv, x, y, kid, alg, use }: PublicJwk, more: object = {}) => ({
    id: `${id}#${kid}`,
    type: 'JsonWebKey',
    controller: id,
    publicKeyJwk: { kty, crv, x, y, kid, alg, use },
    ...more,
  });
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id,
    verificationMethod: [
      ...keys.map((key) => method(key)),
      ...revoked.map((key) => method(key, { revoked: key.revokedAt })),
    ],
    assertionMethod: keys.map(({ kid }) => `${id}#${kid}`),
  };
}
