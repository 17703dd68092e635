import { expect } from 'chai';
import fc from 'fast-check';
import { buildLabel, issueLabels, open, verdictOf } from '../support/labelled.js';
import { someGtin } from '../support/builders.js';
import { startWorld, type World } from '../support/world.js';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Another character in one place. */
function change(text: string, place: number, step: number, alphabet: string): string {
  const at = place % text.length;
  const old = alphabet.indexOf(text.charAt(at));
  const other = alphabet[(old + 1 + (step % (alphabet.length - 1))) % alphabet.length];
  return text.slice(0, at) + other + text.slice(at + 1);
}

describe('a label that is not ours', () => {
  let world: World;
  let one: Awaited<ReturnType<typeof buildLabel>>;
  let s: string;
  const names = { vi: 'Miến dong Phia Đén', en: 'Phia Den noodles', zh: '粉丝' };
  before(async () => {
    world = await startWorld();
    one = await buildLabel(world, { names }, { lot: 'BIMAT-77' });
    s = new URL(one.label.full).searchParams.get('s') ?? '';
  });
  after(() => world.stop());

  /** 404, not genuine, and not a word of the lot. */
  async function expectRefused(link: string, language = 'vi') {
    const page = await open(world, link, language);
    expect([page.status, verdictOf(page)], link).to.deep.equal([404, 'not-genuine']);
    const told = page.text.replace(/href="\/report\?[^"]*"/, ''); // which repeats the reader's own address
    for (const secret of ['BIMAT', 'Phia', '粉丝', 'HTX Hoa', 'Vùng', '2026', one.label.serial]) {
      expect(told, secret).not.to.include(secret);
    }
    return page;
  }

  it('is refused after a change of any one character of its serial or its signature', async function () {
    this.timeout(60_000);
    const { serial, compact } = one.label;
    const lot = compact.slice(0, -serial.length);
    await fc.assert(
      fc.asyncProperty(fc.nat(19), fc.nat(86), fc.nat(), async (place, mark, step) => {
        await expectRefused(lot + change(serial, place, step, crockford));
        await expectRefused(`${compact}?s=${change(s, mark, step, mark === 0 ? crockford : base64url)}`);
      }),
      { numRuns: 40 },
    );
  });

  it('is told so in three languages', async () => {
    const link = `${one.label.compact}?s=${change(s, 40, 1, base64url)}`;
    const words = { vi: 'Không phải tem thật', en: 'Label not genuine', zh: '非正品标签' };
    for (const [language, word] of Object.entries(words)) {
      const { text } = await expectRefused(link, language);
      expect(text).to.include(word).and.include(`<html lang="${language}">`);
    }
  });

  it('is refused with every other spelling of the same signature', async () => {
    const bits = Buffer.from(s.slice(1), 'base64url');
    const spellings = [...base64url]
      .map((last) => s.slice(0, -1) + last)
      .filter((each) => each !== s && Buffer.from(each.slice(1), 'base64url').equals(bits));
    expect(spellings).to.have.length(15);
    const more = [`${s}%3D%3D`, `${s}==`, `${s}%20`, `%30${s.slice(1)}`, s.replace(/^./, ' $&'), s.toUpperCase(), ''];
    const standard = s.replace(/-/g, '%2B').replace(/_/g, '%2F');
    if (standard !== s) more.push(standard);
    for (const each of [...spellings, ...more]) await expectRefused(`${one.label.compact}?s=${each}`);
  });

  it('is refused with the mirrored signature (r, n − s)', async () => {
    const raw = Buffer.from(s.slice(1), 'base64url');
    const mirror = (order - BigInt(`0x${raw.toString('hex', 32)}`)).toString(16).padStart(64, '0');
    const twin = Buffer.concat([raw.subarray(0, 32), Buffer.from(mirror, 'hex')]).toString('base64url');
    await expectRefused(`${one.label.compact}?s=${s.charAt(0)}${twin}`);
  });

  it('is refused with two seals, be both of them right', async () => {
    await expectRefused(`${one.label.full}&s=${s}`);
    await expectRefused(`${one.label.full}&s=`);
    await expectRefused(`${one.label.full}&%73=${s}`);
  });

  it('is refused with serial or seal of another label, lot or product', async () => {
    const [second] = await issueLabels(world, one.lot);
    const other = await buildLabel(world);
    const sealOf = (link: string) => new URL(link).searchParams.get('s') ?? '';
    expect(verdictOf(await open(world, second?.full ?? ''))).to.equal('genuine');
    await expectRefused(`${one.label.compact}?s=${sealOf(second?.full ?? '')}`);
    await expectRefused(`${one.label.compact}?s=${sealOf(other.label.full)}`);
    await expectRefused(`/${one.lot}/21/${other.label.serial}`);
    await expectRefused(`/${other.lot}/21/${one.label.serial}?s=${s}`);
  });

  it('is refused when its serial was never issued, or cannot be one', async () => {
    const { lot } = one;
    for (const serial of ['ZZZZ0000000000000000', '0', 'X'.repeat(20), '%2E%2E', one.label.serial.slice(0, 19)]) {
      await expectRefused(`/${lot}/21/${serial}`);
    }
  });

  it('is refused under a lot that is not recorded, and without one', async () => {
    await expectRefused(`/${one.product.key}/10/NOWHERE/21/${one.label.serial}`);
    await expectRefused(`/${one.product.key}/21/${one.label.serial}`);
  });

  it('is genuine however it is typed: any case, O for 0, I and L for 1', async () => {
    const { serial, compact } = one.label;
    const lot = compact.slice(0, -serial.length);
    const typed = serial.replace(/0/g, 'O').replace(/1/g, 'l');
    expect(typed).not.to.equal(serial);
    for (const each of [typed, typed.toLowerCase(), serial.replace(/1/g, 'I'), serial.toLowerCase()]) {
      expect(verdictOf(await open(world, lot + each)), each).to.equal('genuine');
      expect(verdictOf(await open(world, `${lot}${each}?s=${s}`)), each).to.equal('genuine');
    }
    expect(verdictOf(await open(world, one.label.full.replace('BIMAT', 'bimat')))).to.equal('genuine');
  });
});

describe('a link that leads no further', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('shows the product of a lot that is not recorded, with a notice', async () => {
    const { product, lot } = await buildLabel(world, { names: { vi: 'Miến dong Phia Đén' } });
    const words = { vi: 'Lô này chưa được ghi nhận', en: 'This lot is not recorded', zh: '该批次未登记' };
    for (const [language, word] of Object.entries(words)) {
      const page = await open(world, `/${product.key}/10/NOWHERE%22%3Cb%3E`, language);
      expect([page.status, verdictOf(page)]).to.deep.equal([200, 'unknown']);
      expect(page.text).to.include(word).and.include('Miến dong Phia Đén').and.include('NOWHERE&#34;&lt;B&gt;');
      expect(page.text).not.to.include(lot);
    }
    const plain = await open(world, `/${product.key}`);
    expect([plain.status, verdictOf(plain)]).to.deep.equal([200, null]);
    expect(plain.text).to.include('Miến dong Phia Đén').and.not.include(words.vi);
  });

  it('shows a product with a code of our own, in any case', async () => {
    const { label, product } = await buildLabel(world, { productCode: 'MIEN-1', gtin: undefined });
    expect(product.key).to.equal('p/MIEN-1');
    expect(verdictOf(await open(world, label.full))).to.equal('genuine');
    for (const path of ['/p/mien-1', '/P/MIEN-1/']) expect((await open(world, path)).status, path).to.equal(200);
  });

  it('is 404 for an unknown product, with or without lot and serial', async () => {
    const gtin = someGtin();
    for (const rest of ['', '/10/L1', '/10/L1/21/0000ABCDEFGHJKMNPQRS']) {
      const page = await open(world, `/01/${gtin}${rest}`, 'en');
      expect([page.status, verdictOf(page)]).to.deep.equal([404, 'unknown']);
      expect(page.text).to.include('Nothing known');
    }
    const json = await world.stranger.get(`/01/${gtin}`).set('Accept', 'application/json');
    expect([json.status, json.body.code]).to.deep.equal([404, 'not-found']);
  });

  it('is 400 for what is no GS1 Digital Link, in the reader’s language', async () => {
    const words = { vi: 'Mã không đúng cấu trúc', en: 'GS1 Digital Link', zh: 'GS1 Digital Link' };
    for (const [language, word] of Object.entries(words)) {
      for (const path of [
        '/01/09521234000014',
        '/01/1',
        '/01/',
        '/01/09521234000013/10/%zz',
        '/01/09521234000013/21',
      ]) {
        const page = await open(world, path, language);
        expect(page.status, path).to.equal(400);
        expect(page.type).to.equal('text/html');
        expect(page.text).to.include(word).and.include(`<html lang="${language}">`);
      }
    }
  });
});
