import { expect } from 'chai';
import fc from 'fast-check';
import { parseLabelLink } from '../../src/epcis/digital-link.js';
import { checkDigit, lotPath } from '../../src/epcis/identifiers.js';
import { DomainError } from '../../src/errors.js';
import { buildLabelUri } from '../../src/labels/seal.js';
import { pathOfLink } from '../../src/public/target.js';

const gtin = '09521234000013';
const key = `01/${gtin}`;
const publicUrl = 'https://nguon.example';

/** Why a link is malformed; null when it is not. */
const faultOf = (target: string): unknown => {
  try {
    parseLabelLink(target);
    return null;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'malformed-link') return error.params.reason;
    throw error;
  }
};

const set82 = [...'!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'];

describe('a label link', () => {
  it('names a product, its variant, a lot and a unit', () => {
    const nothing = {
      ...{ variant: undefined, lot: undefined, serial: undefined, thirdPartySerial: undefined },
      ...{ seals: [], attributes: {}, parameters: [] },
    };
    expect(parseLabelLink(`/${key}`)).to.deep.equal({ ...nothing, productKey: key });
    expect(parseLabelLink(`/${key}/22/2A/10/L-1/21/00A`)).to.deep.equal({
      ...nothing,
      productKey: key,
      variant: '2A',
      lot: 'L-1',
      serial: '00A',
    });
    expect(parseLabelLink(`/${key}/21/00A`)).to.include({ serial: '00A', lot: undefined });
    expect(parseLabelLink(`/${key}/22/2A/21/00A`)).to.include({ variant: '2A', serial: '00A' });
    const thirdPartySerial = 'A'.repeat(28);
    expect(parseLabelLink(`/${key}/235/${thirdPartySerial}`)).to.deep.equal({
      ...nothing,
      productKey: key,
      thirdPartySerial,
    });
    expect(parseLabelLink('/p/mien-dong/10/l1')).to.include({ productKey: 'p/MIEN-DONG', lot: 'L1' });
    expect(parseLabelLink('/P/MIEN-DONG')).to.include({ productKey: 'p/MIEN-DONG' });
  });

  it('reads a lot in any case, percent-encoded once, and a slash at the end', () => {
    expect(parseLabelLink(`/${key}/10/l1/`).lot).to.equal('L1');
    expect(parseLabelLink(`/${key}/10/%4C1%2F2`).lot).to.equal('L1/2');
    expect(parseLabelLink(`/${key}/10/%254C`).lot).to.equal('%4C');
    expect(parseLabelLink(`/${key}/10/%2E%2E/21/A`)).to.include({ lot: '..', serial: 'A' });
  });

  it('keeps every seal as it is written, and the attributes that GS1 knows', () => {
    const link = parseLabelLink(`/${key}?15=261130&s=0aB-_%41&3103=000500&lang=en&s=2&%73=3&99=x#s=4`);
    expect(link.seals).to.deep.equal(['0aB-_%41', '2', '3']);
    expect(link.attributes).to.deep.equal({ 15: '261130', 3103: '000500', 99: 'x' });
    expect(parseLabelLink(`/${key}?s=`).seals).to.deep.equal(['']);
    expect(parseLabelLink(`/${key}?`)).to.deep.include({ attributes: {}, parameters: [] });
  });

  it('keeps keys that are not all digits, whatever they say', () => {
    const { parameters, attributes } = parseLabelLink(`/${key}?linkType=gs1%3Apip&4g=1&a=%zz&b=x+y;c&a=%26`);
    expect(attributes).to.deep.equal({});
    expect(parameters).to.deep.equal([
      ['linkType', 'gs1:pip'],
      ['4g', '1'],
      ['a', '%zz'],
      ['b', 'x y'],
      ['c', ''],
      ['a', '&'],
    ]);
  });

  it('reads a plus as itself in the path, and as a space in the query', () => {
    expect(parseLabelLink(`/${key}/10/A+B`).lot).to.equal('A+B');
    expect(parseLabelLink(`/${key}?99=A%2BB`).attributes).to.deep.equal({ 99: 'A+B' });
    expect(faultOf(`/${key}?99=A+B`)).to.equal('attribute-value');
  });

  for (const [why, target, fault] of [
    ['a GTIN with a wrong check digit', '/01/09521234000014', 'check-digit'],
    ['a GTIN of 13 digits', '/01/9521234000013', 'gtin-length'],
    ['no GTIN', '/01/', 'gtin-length'],
    ['letters for a GTIN', '/01/0952123400001O', 'gtin-length'],
    ['another key', '/414/9521234000013', 'primary-key'],
    ['a name for an AI', `/gtin/${gtin}`, 'primary-key'],
    ['a product code with a space', '/p/MIEN%20DONG', 'product-code'],
    ['the serial before the lot', `/${key}/21/A/10/L1`, 'qualifier-order'],
    ['the lot before the variant', `/${key}/10/L1/22/A`, 'qualifier-order'],
    ['the serial before the variant', `/${key}/21/A/22/A`, 'qualifier-order'],
    ['a third party’s serial after the lot', `/${key}/10/L1/235/A`, 'qualifier-order'],
    ['the lot after a third party’s serial', `/${key}/235/A/10/L1`, 'qualifier-order'],
    ['the lot twice', `/${key}/10/L1/10/L2`, 'qualifier-twice'],
    ['an AI that is no qualifier', `/${key}/17/261130`, 'qualifier-unknown'],
    ['a word after it', `/${key}/10/L1/foo`, 'qualifier-unknown'],
    ['an AI without a value', `/${key}/10`, 'value-missing'],
    ['an empty value', `/${key}/10//21/A`, 'value-missing'],
    ['two slashes at the end', `/${key}//`, 'qualifier-unknown'],
    ['21 characters', `/${key}/10/${'A'.repeat(21)}`, 'value-too-long'],
    ['29 characters of a third party', `/${key}/235/${'A'.repeat(29)}`, 'value-too-long'],
    ['characters outside set 82', `/${key}/10/L%C3%B4`, 'value-characters'],
    ['a space', `/${key}/10/L%201`, 'value-characters'],
    ['a NUL', `/${key}/10/L%00`, 'value-characters'],
    ['broken percent-encoding', `/${key}/10/%zz`, 'percent-encoding'],
    ['half a character', `/${key}/10/%C3`, 'percent-encoding'],
    ['broken percent-encoding of an attribute', `/${key}?99=%zz`, 'percent-encoding'],
    ['a lot in the query', `/${key}?10=L1`, 'attribute-in-path'],
    ['a second GTIN in the query', `/${key}?01=${gtin}`, 'attribute-in-path'],
    ['an unknown key of digits', `/${key}?98765=1`, 'attribute-unknown'],
    ['an unknown key of encoded digits', `/${key}?%39%38%37=1`, 'attribute-unknown'],
    ['what excludes a GTIN', `/${key}?37=5`, 'attribute-unknown'],
    ['an attribute twice', `/${key}?17=261130&17=261130`, 'attribute-twice'],
    ['the net weight in two precisions', `/${key}?3102=005000&3103=050000`, 'attributes-exclude'],
    ['two kinds of origin', `/${key}?426=704&422=704`, 'attributes-exclude'],
    ['month 13', `/${key}?17=261330`, 'attribute-value'],
    ['a weight with letters', `/${key}?3103=00050A`, 'attribute-value'],
    ['no value', `/${key}?17`, 'attribute-value'],
  ] as const) {
    it(`is refused with ${why}: ${fault}`, () => expect(faultOf(target)).to.equal(fault));
  }

  it('never fails otherwise, whatever it is', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('/', '01', gtin, '10', '21', '%', '?', '&', '=', 's', 'p', '17', '3103', '%2F', '#', ';'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        for (const target of [pieces.join(''), `/${key}/${pieces.join('')}`, `/${key}?${pieces.join('')}`]) {
          expect(faultOf(target) ?? 'none').to.be.a('string');
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('takes every character of set 82 and no other, in the path and in the query', () => {
    for (let code = 0; code < 0x250; code++) {
      const character = String.fromCharCode(code);
      const isIn = set82.includes(character);
      const value = encodeURIComponent(`A${character}`);
      for (const ai of ['22', '10', '21', '235']) {
        expect(faultOf(`/${key}/${ai}/${value}`), `${ai} ${code}`).to.equal(isIn ? null : 'value-characters');
      }
      expect(faultOf(`/${key}?240=${value}`), `240 ${code}`).to.equal(isIn ? null : 'attribute-value');
    }
    expect(set82).to.have.length(82);
  });

  it('reads each character the same, percent-encoded or not', () => {
    const hex = (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
    const spelling = fc.array(fc.tuple(fc.constantFrom(...set82), fc.nat(2)), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(spelling, (letters) => {
        const spell = (mustEncode: RegExp) =>
          letters.map(([letter, way]) => {
            if (way === 0 && !mustEncode.test(letter)) return letter;
            return way === 1 ? hex(letter).toUpperCase() : hex(letter);
          });
        const value = letters.map(([letter]) => letter).join('');
        const inPath = spell(/[%/?]/).join('');
        expect(parseLabelLink(`/${key}/21/${inPath}`).serial).to.equal(value);
        expect(parseLabelLink(`/${key}?99=${spell(/[%&;+]/).join('')}`).attributes[99]).to.equal(value);
      }),
    );
  });

  it('reads back what was built', () => {
    const digits = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
    const keys = fc.oneof(
      digits(13).map((body) => `01/${body}${checkDigit(body)}`),
      fc.constantFrom('p/MIEN-DONG', 'p/1'),
    );
    const text = fc.string({ unit: fc.constantFrom(...set82), minLength: 1, maxLength: 20 });
    const seals = fc.option(fc.string({ unit: fc.constantFrom(...'aZ09-_'), minLength: 87, maxLength: 87 }));
    fc.assert(
      fc.property(keys, text, seals, (productKey, code, s) => {
        const [serial, lot] = ['0000ABCDEFGHJKMNPQRS', code.toUpperCase()];
        const more = s === null ? {} : { s };
        const uri = buildLabelUri({ publicUrl, lotPath: lotPath(productKey, lot), serial, ...more });
        const read = parseLabelLink(uri.slice(publicUrl.length));
        expect(read).to.deep.include({ productKey, lot, serial, seals: s === null ? [] : [s] });
      }),
    );
    fc.assert(
      fc.property(keys, fc.option(text), fc.option(text), fc.option(text), (productKey, ...texts) => {
        const [variant, lot, serial] = texts.map((each) => each ?? undefined);
        const link = { productKey, variant, lot: lot?.toUpperCase(), serial };
        const path = pathOfLink({ ...link, seals: [], attributes: {}, parameters: [] });
        expect(parseLabelLink(`/${path}`)).to.deep.include(link);
        expect(parseLabelLink(`/${path}/`)).to.deep.include(link);
      }),
    );
  });
});
