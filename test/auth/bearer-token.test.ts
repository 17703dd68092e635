import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { keys } from '../../src/auth/keys.js';
import { issueToken } from '../../src/auth/session.service.js';
import { Users } from '../../src/auth/user.model.js';
import { startWorld, type World } from '../support/world.js';

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a bearer token', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const ask = (authorization: string) =>
    request(world.app)
      .get('/harvests/new')
      .set('Accept', 'application/json, text/html')
      .set('Authorization', authorization);
  const isRefused = async (token: string, why: string) => {
    const res = await request(world.app).get('/api/nothing').set('Authorization', `Bearer ${token}`);
    expect(res.status, why).to.equal(401);
    expect(res.body.code, why).to.equal('unauthenticated');
    expect(res.headers['www-authenticate'], why).to.equal('Bearer');
  };
  const claims = { iss: 'http://nguon.test', aud: 'http://nguon.test/api', sub: 'hoa' };
  const header = () => ({ alg: 'ES256' as const, typ: 'at+jwt', kid: keys().token.active().kid });
  const signed = (change: object, head: object = {}, lasts = 900) => {
    const now = Math.floor(Date.now() / 1000);
    const payload = { ...claims, iat: now, exp: now + lasts, ...change };
    return jwt.sign(payload, keys().token.active().privateKey, { header: { ...header(), ...head } });
  };

  it('that is ours lets in', async () => {
    expect((await ask(`Bearer ${issueToken(world.as.hoa.user).accessToken}`)).status).to.equal(200);
    expect((await ask(`bearer ${signed({})}`)).status).to.equal(200);
  });

  it('without a signature is refused', async () => {
    const payload = base64({ ...claims, exp: Math.floor(Date.now() / 1000) + 900 });
    const { kid } = header();
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      await isRefused(`${base64({ alg, typ: 'at+jwt', kid })}.${payload}.`, alg);
      await isRefused(`${base64({ alg, typ: 'at+jwt', kid })}.${payload}.x`, alg);
    }
    const [head, body] = signed({}).split('.');
    await isRefused(`${head}.${body}.`, 'signature cut off');
    await isRefused(`${head}.${body}.${'A'.repeat(86)}`, 'signature of zeros');
  });

  it('signed by the public key as if it were a secret is refused', async () => {
    const { kid, publicKey } = keys().token.active();
    for (const format of [
      { type: 'spki', format: 'pem' },
      { type: 'spki', format: 'der' },
    ] as const) {
      const exported = publicKey.export(format as never) as string | Buffer;
      const secret = createSecretKey(Buffer.from(exported));
      await isRefused(jwt.sign(claims, secret, { header: { alg: 'HS256', typ: 'at+jwt', kid } }), 'HS256');
    }
  });

  it('signed by a key that is not ours is refused, also when it brings that key along', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    for (const more of [{}, { jwk }, { kid: 'unknown' }, { kid: '../../etc/passwd' }, { kid: '' }]) {
      const foreign = jwt.sign(claims, privateKey, {
        expiresIn: 900,
        header: { ...header(), ...more },
      });
      await isRefused(foreign, JSON.stringify(more));
    }
    const label = keys().label.active();
    const otherPurpose = jwt.sign(claims, label.privateKey, {
      expiresIn: 900,
      header: { ...header(), kid: label.kid },
    });
    await isRefused(otherPurpose, 'the key of labels');
  });

  it('for somebody else, from somebody else or of another kind is refused', async () => {
    await isRefused(signed({ aud: 'http://other.test/api' }), 'audience');
    await isRefused(signed({ aud: undefined }), 'no audience');
    await isRefused(signed({ iss: 'http://other.test' }), 'issuer');
    await isRefused(signed({ iss: undefined }), 'no issuer');
    await isRefused(signed({}, { typ: 'JWT' }), 'typ');
    await isRefused(signed({}, { typ: undefined }), 'no typ');
    await isRefused(signed({ sub: 'nobody' }), 'unknown user');
    await isRefused(signed({ sub: undefined }), 'no user');
  });

  it('past its time or before it is refused', async () => {
    await isRefused(signed({}, {}, -1), 'expired');
    await isRefused(signed({ nbf: Math.floor(Date.now() / 1000) + 60 }), 'not yet');
  });

  it('that is no token is refused, without a failure', async () => {
    for (const token of ['x', 'x.y', 'x.y.z', '...', `${base64({ kid: {} })}.${base64({})}.x`, 'null', '{}']) {
      await isRefused(token, token);
    }
  });

  it('changed by one character is refused', async () => {
    const token = signed({});
    for (let index = 3; index < token.length; index += 17) {
      if (token[index] === '.') continue;
      const changed = token.slice(0, index) + (token[index] === 'A' ? 'B' : 'A') + token.slice(index + 1);
      await isRefused(changed, `character ${index}`);
    }
  });

  it('stops working when its user is disabled, and never carries a role', async () => {
    const token = issueToken(world.as.binh.user).accessToken;
    expect(jwt.decode(token)).to.have.all.keys('iat', 'exp', 'aud', 'iss', 'sub');
    expect((await ask(`Bearer ${token}`)).status).to.equal(200);
    await Users.updateOne({ _id: 'binh' }, { $set: { disabledAt: new Date() } });
    await isRefused(token, 'disabled');
  });
});
