import { expect } from 'chai';
import fc from 'fast-check';
import {
  decimalsOfUnit,
  fromThousandths,
  isUom,
  quantity,
  toThousandths,
  uom,
  type Uom,
} from '../../src/epcis/quantity.js';

const units = Object.keys(decimalsOfUnit) as Uom[];
const largest = 1_000_000_000_000;
const thousandths = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 0, max: largest }));

describe('a quantity', () => {
  const faultOf = (value: unknown) => quantity.safeParse(value).error?.issues[0]?.message;

  it('comes back from thousandths exactly, up to the largest', () => {
    fc.assert(
      fc.property(thousandths, (whole) => {
        expect(toThousandths(fromThousandths(whole), 'KGM')).to.equal(whole);
        expect(toThousandths(Number(JSON.stringify(fromThousandths(whole))), 'LTR')).to.equal(whole);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the sum of its parts, however it is divided', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 500, size: 'max' });
    fc.assert(
      fc.property(parts, (shares) => {
        const whole = shares.reduce((sum, share) => sum + share, 0);
        const typed = shares.map((share) => fromThousandths(share)); // as people and programs send them
        const sum = typed.reduce((total, value) => total + toThousandths(value, 'KGM'), 0);
        expect(sum).to.equal(whole);
        expect(fromThousandths(sum)).to.equal(whole / 1000);
      }),
    );
    const tenths = Array.from({ length: 10 }, () => toThousandths(0.1, 'KGM')).reduce((sum, part) => sum + part, 0);
    expect(fromThousandths(tenths)).to.equal(1); // 0.1 added ten times is 0.9999999999999999
  });

  it('has no more decimals than its unit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...units), fc.integer({ min: 0, max: 10_000_000 }), (unit, count) => {
        const step = 10 ** -decimalsOfUnit[unit];
        const allowed = Number((count * step).toFixed(decimalsOfUnit[unit]));
        expect(toThousandths(allowed, unit)).to.equal(Math.round(count * step * 1000));
        const tooFine = Number((count * step + step / 10).toFixed(decimalsOfUnit[unit] + 1));
        expect(() => toThousandths(tooFine, unit, 'quantity'))
          .to.throw(/^too-many-decimals/)
          .with.property('field', 'quantity');
      }),
    );
    expect(() => toThousandths(1.0005, 'KGM')).to.throw(/^too-many-decimals/);
    expect(() => toThousandths(1e-9, 'KGM')).to.throw(/^too-many-decimals/);
    expect(() => toThousandths(0.1 + 0.2, 'KGM')).to.throw(/^too-many-decimals/); // 0.30000000000000004 is not 0.3
  });

  it('is neither negative nor larger than sums can hold exactly', () => {
    for (const value of [-0.001, -1, 1_000_000_000.001, 1e18, Infinity, -Infinity, NaN]) {
      expect(() => toThousandths(value, 'KGM'), String(value)).to.throw(/^invalid-request/);
    }
    expect(toThousandths(1_000_000_000, 'KGM') * 9000).to.be.below(Number.MAX_SAFE_INTEGER);
  });

  it('is read from a number or from a text with a point or a comma', () => {
    const read = (value: unknown) => quantity.parse(value);
    for (const value of [120.5, '120.5', '120,5', ' 120,50 ', '+120.5']) expect(read(value)).to.equal(120.5);
    expect(read('0,001')).to.equal(0.001);
    expect(read('1000000000')).to.equal(1_000_000_000);
  });

  it('is nothing else', () => {
    const texts = [
      '',
      ' ',
      'x',
      '1e3',
      '0x10',
      '1 000',
      '1.000,5',
      '1,000.5',
      ',5',
      '5,',
      '1_0',
      '一',
      '١٢',
      'Infinity',
      'NaN',
    ];
    for (const value of [...texts, null, true, {}, [], [1], NaN, Infinity, undefined]) {
      expect(faultOf(value), JSON.stringify(value)).to.equal('not-a-number');
    }
    for (const value of [0, -0, '0', '-1', -0.5, '-0']) expect(faultOf(value), String(value)).to.equal('not-positive');
    for (const value of [1_000_000_000.5, '1000000001', 1e300]) expect(faultOf(value)).to.equal('too-large');
  });

  it('is asked for again when a thousand may be meant', () => {
    for (const text of ['1.000', '1,250', '12.500', '1.000.000']) {
      expect(faultOf(text), text).to.equal('thousands-or-decimals');
    }
    for (const [text, value] of [
      ['0,125', 0.125],
      ['1,5', 1.5],
      ['1000', 1000],
      ['12,25', 12.25],
    ] as const) {
      expect(quantity.parse(text)).to.equal(value);
    }
  });

  it('has a unit that we know', () => {
    for (const unit of units) expect(uom.parse(unit)).to.equal(unit);
    for (const unit of ['kgm', 'KG', '', 'toString', '__proto__', 'constructor', undefined, 5]) {
      expect(isUom(unit), String(unit)).to.equal(false);
      expect(uom.safeParse(unit).success, String(unit)).to.equal(false);
    }
  });
});
