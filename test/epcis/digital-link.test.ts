import { expect } from 'chai';
import fc from 'fast-check';
import { parseLabelLink } from '../../src/epcis/digital-link.js';
import { checkDigit, lotPath } from '../../src/epcis/identifiers.js';
import { DomainError } from '../../src/errors.js';
import { buildLabelUri } from '../../src/labels/seal.js';

const gtin = '09521234000013';
const key = `01/${gtin}`;
const publicUrl = 'https://nguon.example';

const codeOf = (target: string) => {
  try {
    return parseLabelLink(target) && 'none';
  } catch (error) {
    return error instanceof DomainError ? error.code : error;
  }
};

describe('a label link', () => {
  it('names a product, its variant, a lot and a unit', () => {
    const nothing = { variant: undefined, lot: undefined, serial: undefined, seals: [], attributes: {} };
    expect(parseLabelLink(`/${key}`)).to.deep.equal({ ...nothing, productKey: key });
    expect(parseLabelLink(`/${key}/22/2A/10/L-1/21/00A`)).to.deep.equal({
      ...nothing,
      productKey: key,
      variant: '2A',
      lot: 'L-1',
      serial: '00A',
    });
    expect(parseLabelLink(`/${key}/21/00A`)).to.include({ serial: '00A', lot: undefined });
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
  });

  for (const [why, target] of [
    ['a GTIN with a wrong check digit', '/01/09521234000014'],
    ['a GTIN of 13 digits', '/01/9521234000013'],
    ['no GTIN', '/01/'],
    ['letters for a GTIN', '/01/0952123400001O'],
    ['another key', '/414/9521234000013'],
    ['a name for an AI', `/gtin/${gtin}`],
    ['the serial before the lot', `/${key}/21/A/10/L1`],
    ['the lot before the variant', `/${key}/10/L1/22/A`],
    ['the lot twice', `/${key}/10/L1/10/L2`],
    ['an AI that is no qualifier', `/${key}/17/261130`],
    ['an AI without a value', `/${key}/10`],
    ['an empty value', `/${key}/10//21/A`],
    ['two slashes at the end', `/${key}//`],
    ['21 characters', `/${key}/10/${'A'.repeat(21)}`],
    ['characters outside set 82', `/${key}/10/L%C3%B4`],
    ['a space', `/${key}/10/L%201`],
    ['broken percent-encoding', `/${key}/10/%zz`],
    ['half a character', `/${key}/10/%C3`],
    ['a lot in the query', `/${key}?10=L1`],
    ['an unknown key of digits', `/${key}?98765=1`],
    ['an attribute twice', `/${key}?17=261130&17=261130`],
    ['month 13', `/${key}?17=261330`],
    ['a weight with letters', `/${key}?3103=00050A`],
    ['no value', `/${key}?17`],
  ] as const) {
    it(`is refused with ${why}`, () => expect(codeOf(target)).to.equal('malformed-link'));
  }

  it('never fails otherwise, whatever it is', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('/', '01', gtin, '10', '21', '%', '?', '&', '=', 's', 'p'));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        expect(['none', 'malformed-link']).to.include(codeOf(`/${pieces.join('')}`));
      }),
    );
  });

  it('reads back what was built', () => {
    const set82 = [...'!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_'];
    const digits = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
    const keys = fc.oneof(
      digits(13).map((body) => `01/${body}${checkDigit(body)}`),
      fc.constantFrom('p/MIEN-DONG', 'p/1'),
    );
    const lots = fc.string({ unit: fc.constantFrom(...set82), minLength: 1, maxLength: 20 });
    const seals = fc.option(fc.string({ unit: fc.constantFrom(...'aZ09-_'), minLength: 87, maxLength: 87 }));
    fc.assert(
      fc.property(keys, lots, seals, (productKey, lot, s) => {
        const serial = '0000ABCDEFGHJKMNPQRS';
        const more = s === null ? {} : { s };
        const uri = buildLabelUri({ publicUrl, lotPath: lotPath(productKey, lot), serial, ...more });
        const read = parseLabelLink(uri.slice(publicUrl.length));
        expect(read).to.deep.include({ productKey, lot, serial, seals: s === null ? [] : [s] });
      }),
    );
  });
});
