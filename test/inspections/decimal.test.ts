import { expect } from 'chai';
import fc from 'fast-check';
import { compareDecimals, decimalText } from '../../src/inspections/decimal.js';
import { verdictOf } from '../../src/inspections/laboratory.js';

const decimals = fc
  .tuple(fc.boolean(), fc.nat(999_999), fc.stringMatching(/^\d{0,9}$/))
  .map(([minus, units, fraction]) => `${minus ? '-' : ''}${units}${fraction ? `.${fraction}` : ''}`);

describe('decimals of a laboratory', () => {
  it('are compared as the numbers that they are', () => {
    fc.assert(
      fc.property(decimals, decimals, (one, other) => {
        const exact = (text: string) =>
          BigInt(
            Math.sign(Number(text)) === 0
              ? 0
              : text.replace('.', '') + '0'.repeat(9 - (text.split('.')[1]?.length ?? 0)),
          );
        const [a, b] = [exact(one), exact(other)];
        expect(compareDecimals(one, other)).to.equal(a < b ? -1 : a > b ? 1 : 0);
        expect(compareDecimals(other, one) + compareDecimals(one, other)).to.equal(0);
      }),
    );
  });

  it('do not round as binary numbers do', () => {
    expect(compareDecimals('0.30000000001', '0.3')).to.equal(1);
    expect(compareDecimals('9007199254.000000001', '9007199254')).to.equal(1);
    expect(compareDecimals('-0.5', '0')).to.equal(-1);
    expect(compareDecimals('0.10', '0.1')).to.equal(0);
  });

  it('keep their digits, take a comma, and are asked again where a thousand may be meant', () => {
    expect(decimalText.parse('0,050')).to.equal('0.050');
    expect(decimalText.parse(1000)).to.equal('1000');
    for (const text of ['1.000', '12,500', '1.000.000', '-1.000']) {
      expect(decimalText.safeParse(text).error?.issues[0]?.message, text).to.equal('thousands-or-decimals');
    }
    for (const text of ['', 'x', '1e3', '< 0.1', '1.', '.5', '٣']) {
      expect(decimalText.safeParse(text).error?.issues[0]?.message, text).to.equal('not-a-number');
    }
    expect(decimalText.safeParse(1e-9).success).to.equal(false);
  });

  it('give a verdict: at most, at least, nothing at all', () => {
    const verdicts = [
      verdictOf('at-most', '20', '20'),
      verdictOf('at-most', '20.1', '20'),
      verdictOf('at-most', null, '20'),
      verdictOf('at-least', '85', '85'),
      verdictOf('at-least', '84.99', '85'),
      verdictOf('at-least', null, '85'),
      verdictOf('not-detected', null, null),
      verdictOf('not-detected', '0', null),
    ];
    expect(verdicts.map((verdict) => verdict === 'conformant')).to.deep.equal([
      true,
      false,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });
});
