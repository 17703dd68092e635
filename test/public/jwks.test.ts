import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect } from 'chai';
import { buildLabel } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('the published keys', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('are named by their RFC 7638 thumbprints, in the DID document too', async () => {
    const { keys } = (await world.stranger.get('/.well-known/jwks.json')).body as { keys: Record<string, string>[] };
    const named = (await world.stranger.get('/.well-known/did.json')).body as {
      verificationMethod: { publicKeyJwk: Record<string, string> }[];
    };
    const all = [...keys, ...named.verificationMethod.map(({ publicKeyJwk }) => publicKeyJwk)];
    expect(all.length).to.be.at.least(4); // the active key and the next one, twice
    for (const { kid, crv, kty, x, y } of all) {
      const required = `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${y}"}`;
      expect(kid).to.equal(createHash('sha256').update(required).digest('base64url'));
    }
  });

  it('check a label’s full seal without the server', async () => {
    const { label } = await buildLabel(world);
    const res = await world.stranger.get('/.well-known/jwks.json');
    expect([res.status, res.type, res.get('Access-Control-Allow-Origin')]).to.deep.equal([
      200,
      'application/json',
      '*',
    ]);
    expect(JSON.stringify(res.body)).not.to.include('"d"');
    const { pathname, searchParams } = new URL(label.full);
    const s = searchParams.get('s') ?? '';
    const jwk = res.body.keys.find(({ mark }: { mark: string }) => mark === s.charAt(0));
    expect(jwk).to.include({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' });
    const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const };
    const signature = Buffer.from(s.slice(1), 'base64url');
    expect(verify('sha256', Buffer.from(pathname), key, signature)).to.equal(true);
    expect(verify('sha256', Buffer.from(`${pathname}x`), key, signature)).to.equal(false);
  });
});
