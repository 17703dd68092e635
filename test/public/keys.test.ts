import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { listKeys, revokeKeys, rotateKey } from '../../src/auth/change-keys.js';
import { keys } from '../../src/auth/keys.js';
import { didDocument } from '../../src/auth/published-keys.js';
import { buildLabel, buildPackedLot, issueLabels, open, verdictOf } from '../support/labelled.js';
import { password, startWorld, type World } from '../support/world.js';
import { scansOf } from '../support/scans.js';

const purposes = ['labels', 'serials', 'tokens', 'sessions'] as const;
const because = 'máy tính <b>văn phòng</b> bị lấy cắp';

let world: World;
const published = async () => (await world.stranger.get('/.well-known/jwks.json')).body;
const revoke = (kid: string) => revokeKeys(world.dataDir, { kids: [kid], because, now: new Date() });

describe('keys that change under a server that runs', () => {
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('are rotated three times: each label is genuine, be it of the first key or of the last', async () => {
    const { lot, label } = await buildLabel(world);
    const labels = [label];
    const kids = [keys().label.active().kid];
    for (let turn = 0; turn < 3; turn++) {
      for (const purpose of purposes) await rotateKey(world.dataDir, purpose, new Date());
      labels.push(...(await issueLabels(world, lot)));
      kids.push(keys().label.active().kid);
    }
    expect(new Set(kids).size).to.equal(4);
    for (const [at, { compact, full }] of labels.entries()) {
      expect(verdictOf(await open(world, compact)), compact).to.equal('genuine');
      const page = await open(world, full);
      expect([verdictOf(page), page.text.includes(kids[at] ?? '')], full).to.deep.equal(['genuine', true]);
    }
    const { keys: set, revoked } = await published();
    const states = set.map(({ validFrom, validUntil }: Record<string, string>) => [!!validFrom, !!validUntil]);
    expect(states).to.deep.equal([...Array(3).fill([true, true]), [true, false], [false, false]]);
    expect(set.map(({ kid }: { kid: string }) => kid).slice(0, 4)).to.deep.equal(kids);
    expect(revoked).to.deep.equal([]);
  });

  it('are published before they sign', async () => {
    const next = (await published()).keys.at(-1);
    await rotateKey(world.dataDir, 'labels', new Date());
    const { label } = await buildLabel(world);
    expect(new URL(label.full).searchParams.get('s')?.charAt(0)).to.equal(next.mark);
    expect((await open(world, label.full)).text).to.include(next.kid);
  });
});

describe('a key that was revoked', () => {
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const words = {
    vi: ['Khóa tem đã bị hủy', 'vì máy tính &lt;b&gt;văn phòng&lt;/b&gt; bị lấy cắp.'],
    en: ['Key withdrawn', 'because máy tính &lt;b&gt;văn phòng&lt;/b&gt; bị lấy cắp.'],
    zh: ['标签密钥已吊销', '原因：máy tính &lt;b&gt;văn phòng&lt;/b&gt; bị lấy cắp。'],
  };

  /** 200, a band of its own, why and since when, in three languages. */
  async function expectWithdrawn(link: string): Promise<void> {
    for (const [language, [word = '', reason = '']] of Object.entries(words)) {
      const page = await open(world, link, language);
      expect([page.status, verdictOf(page)], link).to.deep.equal([200, 'key-withdrawn']);
      const band = /<section class="verdict bad"[\s\S]*?<\/section>/.exec(page.text)?.[0];
      expect(band).to.include(word).and.include(reason);
      expect(band).to.match(/\d{1,2}\/\d{1,2}\/\d{4}|\d{1,2} \w+ \d{4}|\d{4}年\d{1,2}月\d{1,2}日|\d{4}\/\d/);
    }
  }

  it('turns the labels that it signed, within one request, and no others', async () => {
    const { label } = await buildLabel(world);
    expect(verdictOf(await open(world, label.full))).to.equal('genuine');
    const { kid } = keys().label.active();
    await revoke(kid);
    await expectWithdrawn(label.full);
    expect(verdictOf(await open(world, label.compact)), 'its serial is of another key').to.equal('genuine');
    const forged = label.full.replace(/.{3}$/, 'AAA');
    expect(verdictOf(await open(world, forged)), 'not even of that key').to.equal('not-genuine');
    const { label: later } = await buildLabel(world);
    expect(verdictOf(await open(world, later.full))).to.equal('genuine');
    const scans = await scansOf({ verdict: 'key-withdrawn' });
    expect(scans).to.have.length(3);
  });

  it('is published with day and reason, where none that knows only the standard takes it for good', async () => {
    const { keys: set, revoked } = await published();
    expect(revoked).to.have.length(1);
    expect(revoked[0]).to.include({ revokedBecause: because, validUntil: revoked[0].revokedAt });
    expect(createPublicKey({ key: revoked[0], format: 'jwk' }).asymmetricKeyType).to.equal('ec');
    expect(set.map(({ kid }: { kid: string }) => kid)).to.not.include(revoked[0].kid);
  });

  it('turns the labels whose serials it made, and prints them no more', async () => {
    const { lot, label } = await buildLabel(world);
    await revoke(keys().serial.active().kid);
    for (const link of [label.compact, label.full]) await expectWithdrawn(link);
    expect((await published()).revokedSerialKeys[0]).to.include({ revokedBecause: because });
    const hoa = world.as.hoa;
    const refused = await hoa.get(`/api/lots/${lot}/labels`);
    expect([refused.status, refused.body.code]).to.deep.equal([409, 'key-withdrawn']);
    expect(refused.body.detail).to.include('máy tính');
    for (const path of ['sheet.pdf?template=L7160', '0.svg']) {
      expect((await hoa.get(`/lots/${lot}/labels/${path}`).set('Accept', 'application/json')).status, path).to.equal(
        409,
      );
    }
    const [next] = await issueLabels(world, lot);
    expect(verdictOf(await open(world, next?.full ?? ''))).to.equal('genuine');
    expect(verdictOf(await open(world, label.compact))).to.equal('key-withdrawn');
  });

  it('is outweighed by a recall, and told beside it', async () => {
    const { lot } = await buildPackedLot(world, {}, { expiresOn: '2026-10-04' });
    const [label] = await issueLabels(world, lot);
    await revoke(keys().label.active().kid);
    await expectWithdrawn(label?.full ?? '');
    const recall = await world.as.minh.post(`/api/lots/${lot}/recalls`, { reason: 'Kiểm nghiệm có phẩm màu' });
    expect(recall.status, recall.text).to.equal(201);
    const page = await open(world, label?.full ?? '', 'en');
    expect(verdictOf(page)).to.equal('recalled');
    expect(page.text).to.match(/class="notice warn"[\s\S]*was withdrawn on/);
  });

  it('signs nobody in any more', async () => {
    const { body } = await world.stranger.post('/api/token', { email: world.as.hoa.user.email, password });
    const statusOfOld = async () =>
      (await world.stranger.get('/api/lots').set('Authorization', `Bearer ${body.accessToken}`)).status;
    expect(await statusOfOld()).to.equal(200);
    await rotateKey(world.dataDir, 'tokens', new Date());
    expect(await statusOfOld(), 'retired').to.equal(200);
    const [retired] = (await listKeys(world.dataDir)).filter(({ purpose }) => purpose === 'tokens');
    await revoke(retired?.kid ?? '');
    expect(await statusOfOld()).to.equal(401);
    expect((await world.as.hoa.get('/api/lots')).status, 'a new one').to.equal(200);
  });
});

describe('the keys as a DID document', () => {
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('are those of the JWK set; a revoked one vouches for nothing', async () => {
    await rotateKey(world.dataDir, 'labels', new Date());
    const { kid } = keys().label.active();
    await revoke(kid);
    const set = await published();
    const res = await world.stranger.get('/.well-known/did.json');
    expect([res.status, res.type, res.get('Access-Control-Allow-Origin')]).to.deep.equal([
      200,
      'application/json',
      '*',
    ]);
    const { id, verificationMethod, assertionMethod } = res.body;
    expect(id).to.equal('did:web:nguon.test');
    expect(assertionMethod).to.deep.equal(set.keys.map((key: { kid: string }) => `${id}#${key.kid}`));
    expect(assertionMethod).to.have.length(3);
    const ids = verificationMethod.map((method: { id: string }) => method.id);
    expect(ids).to.deep.equal([...assertionMethod, `${id}#${kid}`]);
    expect(verificationMethod.at(-1).revoked).to.equal(set.revoked[0].revokedAt);
    for (const { type, controller, publicKeyJwk } of verificationMethod) {
      expect([type, controller]).to.deep.equal(['JsonWebKey', id]);
      const { x, y } = [...set.keys, ...set.revoked].find((key) => key.kid === publicKeyJwk.kid);
      expect(publicKeyJwk).to.deep.equal({
        kty: 'EC',
        crv: 'P-256',
        x,
        y,
        kid: publicKeyJwk.kid,
        alg: 'ES256',
        use: 'sig',
      });
    }
    expect(didDocument(set, 'http://127.0.0.1:3000')).to.include({ id: 'did:web:127.0.0.1%3A3000' });
    const secrets = await readFile(join(world.dataDir, 'keys', 'labels.json'), 'utf8');
    for (const [, d = ''] of secrets.matchAll(/"d": "([\w-]+)"/g)) expect(res.text).to.not.include(d);
  });
});
