/** Seals of labels and photos of them, checked in a browser without a network. */
import { expect } from 'chai';
import sharp from 'sharp';
import { revokeKeys, rotateKey } from '../../src/auth/change-keys.js';
import { keys } from '../../src/auth/keys.js';
import { makeFullSeal } from '../../src/labels/seal.js';
import { save } from '../support/passports.js';
import { shoot } from '../support/photo.js';
import { check, openVerifier, verdicts, type Verifier } from '../support/verifier.js';
import { type World } from '../support/world.js';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const sealOf = (link: string) => new URL(link).searchParams.get('s') ?? '';

describe('the page that checks labels without us', () => {
  let verifier: Verifier;
  let world: World;
  let one: Verifier['one'];
  let onBoth: Verifier['onBoth'];
  before(async () => {
    verifier = await openVerifier();
    ({ world, one, onBoth } = verifier);
  });
  after(() => verifier?.stop());

  it('checks the seal of a label', async () => {
    await onBoth(async (page) => {
      const { full, compact, serial } = one.label;
      const s = sealOf(full);
      const [verdict, words] = await check(page, full);
      expect(verdict).to.equal('label-ok');
      expect(words).to.include('The signature on the label is right').and.include(one.code);
      expect(words).to.include(keys().label.active().kid).and.include('signing since');
      const spelled = [
        full.toLowerCase().replace(/s=.*/, `s=${s}`),
        full.replace('http://nguon.test', ''),
        ` ${full}\n`,
      ];
      const blank = `/${one.product.key}/21/${serial}`;
      spelled[1] = `http://nguon.test${blank}?s=${makeFullSeal(blank, keys().label.active())}`;
      expect(await verdicts(page, spelled)).to.deep.equal(['label-ok', 'label-ok', 'label-ok']);
      const raw = Buffer.from(s.slice(1), 'base64url');
      const mirror = (order - BigInt(`0x${raw.toString('hex', 32)}`)).toString(16).padStart(64, '0');
      const twin = Buffer.concat([raw.subarray(0, 32), Buffer.from(mirror, 'hex')]).toString('base64url');
      const last = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.indexOf(s.slice(-1));
      const other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'[last ^ 1];
      const refused = [
        full.replace(
          serial,
          serial.replace(/.$/, (end) => (end === '0' ? '2' : '0')),
        ),
        full.replace(one.code, `${one.code}X`),
        `${compact}?s=${s[0]}${twin}`,
        `${compact}?s=${s.slice(0, -1)}${other}`,
        `${compact}?s=${s}=`,
        `${compact}?s=`,
        `${full}&s=${s}`,
        `${full}&%73=${s}`,
        full.replace(serial, 'X'),
      ];
      expect(await verdicts(page, refused)).to.deep.equal(refused.map(() => 'label-false'));
      const [foreign, told] = await check(page, full.replace('nguon.test', 'nguon.example'));
      expect([foreign, told.includes('http://nguon.example, not to http://nguon.test')]).to.deep.equal([
        'label-host',
        true,
      ]);
    });
  });

  it('says what it cannot check', async () => {
    await onBoth(async (page) => {
      const { compact, full } = one.label;
      const unknown = full.replace(/s=./, 's=Z');
      const texts = [
        compact,
        `http://nguon.test/${one.lot}`,
        unknown,
        '',
        'xin chào',
        '{"a":1}',
        'a.b.c',
        '/01/%zz/10/1/21/1',
      ];
      const expected = ['label-compact', 'label-none', 'key-unknown', ...Array<string>(5).fill('unreadable')];
      expect(await verdicts(page, texts)).to.deep.equal(expected);
      const [verdict, words] = await check(page, 'x'.repeat(1_000_000));
      expect([verdict, words]).to.deep.equal([
        'too-long',
        'Too long 1000000 characters. A passport has 100000 at most.',
      ]);
    });
  });

  it('reads the photo of a label, and says when there is no code in it', async () => {
    const photo = await shoot(one.label.full, { pixelsPerModule: 6, turn: 12, slant: 0.08 });
    const blank = await sharp({ create: { width: 200, height: 200, channels: 3, background: '#eee' } })
      .png()
      .toBuffer();
    await onBoth(async (page) => {
      for (const [buffer, verdict] of [
        [photo, 'label-ok'],
        [blank, 'photo-none'],
        [Buffer.from('x'), 'photo-none'],
      ] as const) {
        await page.locator('#photo').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer });
        await page.locator(`#answer [data-verdict=${verdict}]`).waitFor({ timeout: 10_000 });
      }
      expect(await page.locator('#input').inputValue()).to.equal(one.label.full);
    });
  });

  it('speaks every language without asking for one', async () => {
    await onBoth(async (page) => {
      await check(page, one.label.full);
      for (const [lang, word] of Object.entries({
        vi: 'Chữ ký trên tem đúng',
        zh: '标签签名正确',
        'zh-Hant': '標籤簽章正確',
        en: 'is right',
      })) {
        await page.locator(`#languages [lang=${lang}]`).click();
        await page.locator(`html[lang=${lang}]`).waitFor();
        await page.locator('#answer h1', { hasText: word }).waitFor();
      }
    });
  });

  it('shows the dates of keys that are retired or revoked', async () => {
    const { full } = one.label;
    const kid = keys().label.active().kid;
    const old = await verifier.saveFile();
    await rotateKey(world.dataDir, 'labels', new Date());
    const path = new URL(full).pathname;
    const ofNext = `http://nguon.test${path}?s=${makeFullSeal(path, keys().label.active())}`;
    await onBoth(async (page) => {
      const [verdict, words] = await check(page, full);
      expect([verdict, /signed from .* to /.test(words)]).to.deep.equal(['label-ok', true]);
      expect(await verdicts(page, [ofNext])).to.deep.equal(['label-ok']);
    });
    const older = await verifier.openPage(old);
    expect(await verdicts(older.page, [ofNext])).to.deep.equal(['label-ok']); // was published before it signed
    await older.context.close();
    const { token } = await save(world, one.lot);
    await revokeKeys(world.dataDir, { kids: [kid, keys().label.active().kid], because: 'bị lấy cắp', now: new Date() });
    await onBoth(async (page) => {
      for (const text of [full, token]) {
        const [verdict, words] = await check(page, text);
        expect([verdict, words.includes('bị lấy cắp')], text).to.deep.equal(['key-revoked', true]);
      }
      expect(await page.locator('#keys').textContent())
        .to.include('revoked')
        .and.include(kid);
    });
  });
});
