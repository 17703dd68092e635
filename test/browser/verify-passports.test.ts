/** Passports, checked in a browser without a network. */
import { expect } from 'chai';
import { Products } from '../../src/registry/product.model.js';
import { forge, partsOf, save, tampered } from '../support/passports.js';
import { check, openVerifier, verdicts, type Verifier } from '../support/verifier.js';
import { type World } from '../support/world.js';

describe('the page that checks passports without us', () => {
  let verifier: Verifier;
  let world: World;
  let one: Verifier['one'];
  let onBoth: Verifier['onBoth'];
  before(async () => {
    verifier = await openVerifier();
    ({ world, one, onBoth } = verifier);
  });
  after(() => verifier?.stop());

  it('checks a passport, its times and its place in the log', async () => {
    const path = `${one.lot}/21/${one.label.serial}`;
    const [passport, credential] = [(await save(world, path)).token, (await save(world, path, 'vc.jwt')).token];
    const position = partsOf(passport).claims.log.position as number;
    await onBoth(async (page) => {
      for (const token of [passport, credential]) {
        const [verdict, words] = await check(page, token);
        expect(verdict).to.equal('passport-ok');
        for (const fact of ['HTX Hoa', one.code, '123/QĐ-UBND', 'until 31 Dec 2099', '03 Oct 2026', '03 Oct 2027']) {
          expect(words, fact).to.include(fact);
        }
        expect(words)
          .to.include(`Entry ${position} in a log of`)
          .and.include(one.label.serial.replace(/.{4}(?=.)/g, '$& '));
      }
      const listed = 'http://nguon.test/passport-status/revocation/0.jwt#';
      expect((await check(page, credential))[1])
        .to.include('This page asks nobody')
        .and.include(listed);
      const changed = [
        tampered(passport, ({ claims }) => (claims.producer.name = 'HTX Khác')),
        tampered(passport, ({ header }) => (header.cty = 'x')),
        tampered(credential, ({ claims }) => (claims.credentialSubject.product.name = 'x')),
        `${passport.slice(0, -2)}AA`,
        passport.split('.').slice(0, 2).join('.') + '.',
      ];
      expect(await verdicts(page, changed)).to.deep.equal(changed.map(() => 'passport-changed'));
      const none = tampered(passport, ({ header }) => (header.alg = 'none')).replace(/[^.]*$/, '');
      const hmac = tampered(passport, ({ header }) => (header.alg = 'HS256'));
      const critical = tampered(passport, ({ header }) => (header.crit = ['b64']));
      expect(await verdicts(page, [none, hmac, critical])).to.deep.equal(Array(3).fill('passport-alg'));
      expect((await check(page, none))[1]).to.include('“none”');
      const typed = ['JWT', 'application/vc+jwt', undefined].map((typ) =>
        forge(passport, ({ header }) => (header.typ = typ)),
      );
      expect(await verdicts(page, typed)).to.deep.equal(Array(3).fill('passport-typ'));
      const foreign = forge(passport, ({ header }) => (header.kid = 'another-key'));
      expect((await check(page, foreign))[0]).to.equal('key-unknown');
    });
  });

  it('finds a wrong proof, a wrong time, an ended star, a recall and a hold in what we signed ourselves', async () => {
    const { token } = await save(world, one.lot);
    const year = 365 * 86_400;
    const cases: [verdict: string, change: Parameters<typeof forge>[1]][] = [
      ['passport-ok', () => undefined],
      ['passport-log', ({ claims }) => (claims.log.commitment = '00'.repeat(32))],
      ['passport-log', ({ claims }) => (claims.log.position += 1)],
      ['passport-log', ({ claims }) => claims.log.hashes.pop()],
      ['passport-log', ({ claims }) => (claims.log.checkpoint = resigned(claims.log.checkpoint))],
      ['passport-time', ({ claims }) => (claims.iat -= year)],
      ['passport-future', ({ claims }) => (claims.iat += year)],
      ['passport-future', ({ claims }) => (claims.nbf = claims.iat + year)],
      ['passport-ended', ({ claims }) => (claims.exp = claims.iat - 1)],
      ['passport-recalled', ({ claims }) => (claims.state.recalled = true)],
      ['passport-void', ({ claims }) => (claims.unit = { serial: 'X', void: true })],
      ['passport-held', ({ claims }) => (claims.state.held = true)],
      ['passport-expired', ({ claims }) => (claims.lot.expiresOn = '2020-01-01')],
      [
        'key-revoked',
        ({ claims }) => (claims.unit = { serial: 'X', sealWithdrawn: { revokedAt: '2026-01-01', because: 'b' } }),
      ],
    ];
    await onBoth(async (page) => {
      for (const [verdict, change] of cases) expect((await check(page, forge(token, change)))[0]).to.equal(verdict);
      const starless = await check(
        page,
        forge(token, ({ claims }) => (claims.product.ocop.expiresOn = '2021-05-04')),
      );
      expect(starless[1]).to.include('ended 04 May 2021');
      const unlogged = await check(
        page,
        forge(token, ({ claims }) => delete claims.log),
      );
      expect([unlogged[0], unlogged[1].includes('No proof in this passport')]).to.deep.equal(['passport-ok', true]);
    });
    await Products.updateOne({ _id: one.product._id }, { $set: { 'ocop.expiresOn': '2021-01-01' } });
    const { token: after } = await save(world, one.lot);
    await onBoth(async (page) => {
      expect((await check(page, after))[1]).not.to.include('★');
    });
  });

  it('says that the log is unchecked where the browser has no Ed25519', async () => {
    const without = `const real = crypto.subtle.importKey.bind(crypto.subtle);
      crypto.subtle.importKey = (format, key, name, ...rest) => name === 'Ed25519'
        ? Promise.reject(new DOMException('', 'NotSupportedError')) : real(format, key, name, ...rest);`;
    const { page, context, faults } = await verifier.openPage(await verifier.saveFile(), without);
    const { token } = await save(world, one.lot);
    const [verdict, words] = await check(page, token);
    expect([verdict, words.includes('This browser lacks Ed25519')]).to.deep.equal(['passport-ok', true]);
    const broken = forge(token, ({ claims }) => (claims.log.commitment = '00'.repeat(32)));
    expect((await check(page, broken))[0]).to.equal('passport-log');
    expect(faults).to.deep.equal([]);
    await context.close();
  });
});

/** The same note under a signature of another length of time: one bit is not the same. */
function resigned(checkpoint: string): string {
  const [text = '', signature = ''] = Buffer.from(checkpoint, 'base64')
    .toString()
    .split(/(?<= )(?=\S+\n$)/);
  const bytes = Buffer.from(signature, 'base64');
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  return Buffer.from(`${text}${bytes.toString('base64')}\n`).toString('base64');
}
