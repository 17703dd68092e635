/** The page that checks labels and passports: served, and from a file on a disk, with no request in either case. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import sharp from 'sharp';
import { revokeKeys, rotateKey } from '../../src/auth/change-keys.js';
import { keys } from '../../src/auth/keys.js';
import { makeFullSeal } from '../../src/labels/seal.js';
import { Products } from '../../src/registry/product.model.js';
import { launchChromium } from '../support/chromium.js';
import { buildLabel } from '../support/labelled.js';
import { forge, partsOf, save, sequenceAll, tampered } from '../support/passports.js';
import { shoot } from '../support/photo.js';
import { startWorld, type World } from '../support/world.js';

const ocop = { stars: 4, decisionNumber: '123/QĐ-UBND', issuedOn: '2020-01-01', expiresOn: '2099-12-31' };
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('the page that checks without us', () => {
  let world: World;
  let one: Awaited<ReturnType<typeof buildLabel>>;
  let browser: Browser;
  let server: Server;
  let folder: string;
  let address: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nguon-verify-'));
    [world, browser] = await Promise.all([startWorld(), launchChromium()]);
    one = await buildLabel(world, { ocop, names: { vi: 'Miến dong gói', en: 'Noodles' } });
    await sequenceAll();
    server = createServer(world.app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(async () => {
    await browser?.close();
    server?.close();
    await world?.stop();
    await rm(folder, { recursive: true });
  });

  /** Saves the page of now as one file. */
  async function saveFile(): Promise<string> {
    const { text, headers } = await world.stranger.get('/verify.html').set('Accept-Language', 'en');
    expect(headers['content-disposition']).to.include('nguon-verify.html');
    const path = join(folder, `${Math.random()}.html`);
    await writeFile(path, text);
    return pathToFileURL(path).href;
  }

  /** What the page asked for after it was open, and what went wrong in it. */
  interface Watched {
    page: Page;
    context: BrowserContext;
    faults: string[];
  }

  async function openPage(url: string, script?: string): Promise<Watched> {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 360, height: 640 } });
    const page = await context.newPage();
    if (script) await page.addInitScript(script);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(url, { waitUntil: 'networkidle' });
    await context.setOffline(true);
    page.on('request', (request) => faults.push(request.url()));
    return { page, context, faults };
  }

  /** Name of the verdict, and all that the answer says. */
  async function check(page: Page, text: string): Promise<[verdict: string | null, words: string]> {
    await page.evaluate("document.getElementById('answer').replaceChildren()");
    await page.locator('#input').fill(text);
    await page.locator('#check').click();
    const band = page.locator('#answer [data-verdict]');
    await band.waitFor();
    const words = (await page.locator('#answer').textContent()) ?? '';
    return [await band.getAttribute('data-verdict'), words.replace(/\s+/g, ' ').trim()];
  }

  const verdicts = async (page: Page, texts: string[]) => {
    const found = [];
    for (const text of texts) found.push((await check(page, text))[0]);
    return found;
  };

  const sealOf = (link: string) => new URL(link).searchParams.get('s') ?? '';

  /** Opens the page as it is served and as a file; each must do the same, ask for nothing and complain of nothing. */
  async function onBoth(work: (page: Page) => Promise<void>): Promise<void> {
    for (const url of [`${address}/verify`, await saveFile()]) {
      const { page, context, faults } = await openPage(url);
      await work(page);
      expect(faults, url).to.deep.equal([]);
      await context.close();
    }
  }

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
    const { page, context, faults } = await openPage(await saveFile(), without);
    const { token } = await save(world, one.lot);
    const [verdict, words] = await check(page, token);
    expect([verdict, words.includes('This browser lacks Ed25519')]).to.deep.equal(['passport-ok', true]);
    const broken = forge(token, ({ claims }) => (claims.log.commitment = '00'.repeat(32)));
    expect((await check(page, broken))[0]).to.equal('passport-log');
    expect(faults).to.deep.equal([]);
    await context.close();
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

  it('speaks three languages without asking for one', async () => {
    await onBoth(async (page) => {
      await check(page, one.label.full);
      for (const [lang, word] of Object.entries({ vi: 'Chữ ký trên tem đúng', zh: '标签签名正确', en: 'is right' })) {
        await page.locator(`#languages [lang=${lang}]`).click();
        await page.locator(`html[lang=${lang}]`).waitFor();
        await page.locator('#answer h1', { hasText: word }).waitFor();
      }
    });
  });

  it('shows the dates of keys that are retired or revoked', async () => {
    const { full } = one.label;
    const kid = keys().label.active().kid;
    const old = await saveFile();
    await rotateKey(world.dataDir, 'labels', new Date());
    const path = new URL(full).pathname;
    const ofNext = `http://nguon.test${path}?s=${makeFullSeal(path, keys().label.active())}`;
    await onBoth(async (page) => {
      const [verdict, words] = await check(page, full);
      expect([verdict, /signed from .* to /.test(words)]).to.deep.equal(['label-ok', true]);
      expect(await verdicts(page, [ofNext])).to.deep.equal(['label-ok']);
    });
    const older = await openPage(old);
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

/** The same note under a signature of another length of time: one bit is not the same. */
function resigned(checkpoint: string): string {
  const [text = '', signature = ''] = Buffer.from(checkpoint, 'base64')
    .toString()
    .split(/(?<= )(?=\S+\n$)/);
  const bytes = Buffer.from(signature, 'base64');
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  return Buffer.from(`${text}${bytes.toString('base64')}\n`).toString('base64');
}
