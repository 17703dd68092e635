import { expect } from 'chai';
import fc from 'fast-check';
import {
  checkDigit,
  gln,
  gtin,
  hasCheckDigit,
  lotCode,
  lotPath,
  lotPathOfUri,
  productCode,
  productKey,
  readLotPath,
  readProductKey,
  uriOfPath,
} from '../../src/epcis/identifiers.js';

/** Figure 7.11-1 of the GS1 General Specifications, written out. */
const set82 = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ...'abcdefghijklmnopqrstuvwxyz',
  ...'0123456789',
  ...'!"%&\'()*+,-./:;<=>?_',
];
const namespace = 'http://nguon.test';
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const someGtin = digits(13).map((body) => body + checkDigit(body));
const someCode = fc
  .string({ unit: fc.constantFrom(...set82), minLength: 1, maxLength: 20 })
  .filter((code) => code !== '.' && code !== '..');
const someKey = fc.oneof(
  someGtin.map((digits) => `01/${digits}`),
  fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{0,19}$/).map((code) => `p/${code}`),
);

describe('GS1 keys', () => {
  it('end in the check digit of the General Specifications', () => {
    // GS1's own examples: section 7.9.1 and the demonstration prefix 952
    const known = ['6291041500213', '9521234543213', '09521234543213', '4006381333931', '036000291452', '96385074'];
    for (const key of known) expect(hasCheckDigit(key), key).to.equal(true);
    expect(checkDigit('629104150021')).to.equal('3');
    expect(checkDigit('37610425002123456')).to.equal('9'); // GS1's example of an SSCC: weights count from the right
    expect(hasCheckDigit('0')).to.equal(false);
    expect(hasCheckDigit('629104150021x')).to.equal(false);
  });

  it('show every change of one digit, and most swaps of two', () => {
    const change = fc.record({ key: someGtin, place: fc.nat(13), by: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(change, ({ key, place, by }) => {
        const changed = (Number(key[place]) + by) % 10;
        expect(hasCheckDigit(key.slice(0, place) + String(changed) + key.slice(place + 1))).to.equal(false);
      }),
    );
    expect(hasCheckDigit('6291041500213')).to.equal(true);
    expect(hasCheckDigit('6291041500231')).to.equal(false);
  });

  it('of products are kept as fourteen digits, whatever their length', () => {
    expect(gtin.parse(' 96385074 ')).to.equal('00000096385074');
    expect(gtin.parse('036000291452')).to.equal('00036000291452');
    expect(gtin.parse('4006381333931')).to.equal('04006381333931');
    expect(gtin.parse('09521234543213')).to.equal('09521234543213');
    const faultOf = (text: string) => gtin.safeParse(text).error?.issues.map(({ message }) => message);
    expect(faultOf('4006381333932')).to.deep.equal(['wrong-check-digit']);
    for (const text of ['', '1234', '123456789', '12345678901', '123456789012345', '４００６３８１３３３９３１']) {
      expect(faultOf(text), text).to.include('not-a-gtin');
    }
    expect(gln.parse('9521234543213')).to.equal('9521234543213');
    expect(gln.safeParse('09521234543213').success).to.equal(false);
  });

  it('of our own are upper case', () => {
    expect(productCode.parse(' mien-dong-1 ')).to.equal('MIEN-DONG-1');
    for (const code of ['', '-A', 'A B', 'A/B', 'A.B', 'MIẾN', 'A'.repeat(21)]) {
      expect(productCode.safeParse(code).success, code).to.equal(false);
    }
    expect(productKey({ gtin: '09521234543213' })).to.equal('01/09521234543213');
    expect(productKey({ gtin: null, productCode: 'MIEN' })).to.equal('p/MIEN');
  });
});

describe('a lot code', () => {
  it('takes each of the 82 characters and no other of Unicode', () => {
    expect(set82).to.have.length(82);
    const taken = Array.from({ length: 0x3000 }, (_, point) => String.fromCodePoint(point)).filter(
      (character) => lotCode.safeParse(`A${character}A`).success,
    );
    expect(taken).to.have.members(set82);
    for (const character of set82.filter((each) => each !== '.'))
      expect(lotCode.safeParse(character).success).to.equal(true);
  });

  it('is one to twenty characters long', () => {
    expect(lotCode.parse('a'.repeat(20))).to.equal('A'.repeat(20));
    const faultOf = (code: string) => lotCode.safeParse(code).error?.issues[0]?.message;
    expect(faultOf('A'.repeat(21))).to.equal('lot-too-long');
    expect(faultOf(' ')).to.equal('required');
    expect(faultOf('lô 1')).to.equal('lot-characters');
  });

  it('does not lead elsewhere as a part of an address', () => {
    for (const code of ['.', '..']) expect(lotCode.safeParse(code).success, code).to.equal(false);
    fc.assert(
      fc.property(someKey, someCode, (key, code) => {
        const path = lotPath(key, lotCode.parse(code));
        expect(new URL(`/lots/${path}?a#b`, namespace).pathname).to.equal(`/lots/${path}`);
        expect(path.split('/')).to.have.length(4);
      }),
    );
  });
});

describe('the path of a lot', () => {
  it('is read back as it was made, with all characters and in any case', () => {
    const casing = fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
      (text: string) => text.toLowerCase(),
    );
    fc.assert(
      fc.property(someKey, someCode, casing, (key, typed, spell) => {
        const code = lotCode.parse(typed);
        expect(code).to.equal(typed.toUpperCase());
        expect(readLotPath(spell(lotPath(key, code)))).to.deep.equal({ productKey: key, code });
      }),
      { numRuns: 500 },
    );
  });

  it('has one spelling, and is decoded once', () => {
    const key = 'p/MIEN';
    expect(lotPath(key, 'A%2F')).to.equal('p/MIEN/10/A%252F');
    expect(readLotPath('p/MIEN/10/A%252F')?.code).to.equal('A%2F');
    expect(lotPathOfUri(`${namespace}/p/mien/10/%4c1`, namespace)).to.equal('p/MIEN/10/L1');
  });

  it('is nothing else', () => {
    const others = [
      '',
      '/',
      'p/MIEN',
      'p/MIEN/10/',
      'p/MIEN/21/L1',
      'p/MIEN/10/L1/21/5',
      '/p/MIEN/10/L1',
      'q/MIEN/10/L1',
    ];
    const broken = [
      '01/09521234543214/10/L1',
      '01/9521234543213/10/L1',
      'p/MIẾN/10/L1',
      'p/MIEN/10/%',
      'p/MIEN/10/%ZZ',
    ];
    const hostile = [
      'p/MIEN/10/..',
      'p/MIEN/10/%2E%2e',
      'p/MIEN/10/%00',
      'p/MIEN/10/L%C3%B4',
      'p/$ne/10/L1',
      '__proto__/x/10/y',
    ];
    for (const path of [...others, ...broken, ...hostile]) expect(readLotPath(path), path).to.equal(null);
    expect(readProductKey('01', '09521234543213')).to.equal('01/09521234543213');
    expect(readProductKey('P', 'mien')).to.equal('p/MIEN');
    expect(readProductKey('02', '09521234543213')).to.equal(null);
  });

  it('and its URI stand for each other', () => {
    fc.assert(
      fc.property(someKey, someCode, (key, typed) => {
        const path = lotPath(key, lotCode.parse(typed));
        const uri = uriOfPath(path, namespace);
        expect(uri.startsWith(key.startsWith('01/') ? 'https://id.gs1.org/01/' : `${namespace}/p/`)).to.equal(true);
        expect(lotPathOfUri(uri, namespace)).to.equal(path);
      }),
    );
  });

  it('is read from a link on any host where it has a GTIN, and only from ours where it has not', () => {
    const [withGtin, without] = ['01/09521234543213/10/L1', 'p/MIEN/10/L1'];
    expect(lotPathOfUri(`https://shop.example/${withGtin}`, namespace)).to.equal(withGtin);
    expect(lotPathOfUri(`${namespace}/${withGtin}`, namespace)).to.equal(withGtin);
    expect(lotPathOfUri(`https://shop.example/${without}`, namespace)).to.equal(null);
    for (const uri of [
      `https://id.gs1.org/${withGtin}/21/5`,
      `https://id.gs1.org/${withGtin}?s=x`,
      withGtin,
      'urn:x',
    ]) {
      expect(lotPathOfUri(uri, namespace), uri).to.equal(null);
    }
    expect(lotPathOfUri(`${namespace}.evil.test/${without}`, namespace)).to.equal(null);
  });
});
