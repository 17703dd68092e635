/** The keys for whoever checks a label without the server: a JWK set, and the same as a DID document. */
import { Router, type Response } from 'express';
import { z } from 'zod';
import { keys } from '../auth/keys.js';
import { didDocument } from '../auth/published-keys.js';
import { config } from '../config.js';
import { instant } from '../epcis/time.js';
import { describeRoute } from '../http/describe.js';

export const keyRoutes = Router();

const dates = {
  validFrom: instant.optional().meta({ description: 'Since when it signs; absent: not yet' }),
  validUntil: instant.optional().meta({ description: 'When it stopped to sign; absent: it has not' }),
};
const kid = z.string().meta({ description: 'RFC 7638 thumbprint' });
const mark = z.string().meta({ description: 'First character of `s`. Several keys may have it: try each' });
const [kty, crv, alg, use] = [z.literal('EC'), z.literal('P-256'), z.literal('ES256'), z.literal('sig')];
const jwk = z.object({ kty, crv, x: z.string(), y: z.string(), kid, alg, use, mark, ...dates });
const revoked = { revokedAt: instant, revokedBecause: z.string() };
const keySet = z.object({
  keys: z.array(jwk),
  revoked: z.array(jwk.extend(revoked)).meta({ description: 'What they signed counts no more' }),
  revokedSerialKeys: z.array(z.object({ kid: z.string(), ...dates, ...revoked })),
});

describeRoute({
  method: 'get',
  path: '/.well-known/jwks.json',
  tag: 'Keys and description',
  summary: 'Read the keys that verify labels',
  description:
    'A JSON Web Key Set (RFC 7517): the next key before it signs, the active one, and the retired ones for as long as ' +
    'their packages may last. Keys that were revoked stand apart, with the reason.',
  answer: { schema: keySet },
});
keyRoutes.get('/.well-known/jwks.json', (_req, res) => void publish(res).json(keys().published(new Date())));

const method = z.looseObject({ id: z.string(), type: z.literal('JsonWebKey'), controller: z.string() });

describeRoute({
  method: 'get',
  path: '/.well-known/did.json',
  tag: 'Keys and description',
  summary: 'Read the keys as a DID document',
  description: 'The same keys under the name `did:web:HOST` (W3C DID 1.0). A revoked one vouches for nothing.',
  answer: {
    schema: z.looseObject({
      id: z.string(),
      verificationMethod: z.array(method),
      assertionMethod: z.array(z.string()),
    }),
  },
});
keyRoutes.get('/.well-known/did.json', (_req, res) => {
  publish(res).json(didDocument(keys().published(new Date()), config.publicUrl));
});

/** For every site, and no longer than a revocation may go unnoticed. */
function publish(res: Response): Response {
  return res.set('Cache-Control', 'public, max-age=300').set('Access-Control-Allow-Origin', '*');
}
