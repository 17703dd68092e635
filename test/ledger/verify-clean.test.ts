import { expect } from 'chai';
import fc from 'fast-check';
import { describeReport } from '../../scripts/verify/report.js';
import { buildLedger, linesOf, now, randomFrom, seal } from '../support/ledger.js';
import { verify } from '../support/verifying.js';

describe('a ledger that nobody touched', function () {
  this.timeout(60_000);

  it('is right, whatever was recorded, and grows past what was seen of it', () => {
    const chain = fc.record({
      seed: fc.nat(),
      count: fc.integer({ min: 1, max: 60 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(chain, ({ seed, count, share }) => {
        const ledger = buildLedger(randomFrom(seed), count);
        const rows = ledger.rows.slice(0, Math.round(share * ledger.rows.length));
        const before = verify(seal(linesOf({ ...ledger, rows })), { now });
        const after = verify(seal(linesOf(ledger)), { now, vkey: ledger.log.vkey, witness: before.witness });
        for (const { report } of [before, after]) expect(report.first()).to.equal(null);
        expect(after.report.counted('events')).to.equal(ledger.rows.length);
        expect(after.witness?.size).to.equal(ledger.rows.length);
      }),
      { numRuns: 60 },
    );
  });

  it('is told in one line for each kind of check', () => {
    const { report } = verify(seal(linesOf(buildLedger(randomFrom(1), 30))), { now });
    const lines = describeReport(report);
    expect(lines.at(-1)).to.equal('All is as it was recorded.');
    expect(
      lines.slice(0, -1).every((line) => /^ok {4}[a-z]+ +\d+ /.test(line)),
      lines.join('\n'),
    ).to.equal(true);
  });

  it('is wrong under another key of the log, and when its keys are not those that were published', () => {
    const [one, other] = [buildLedger(randomFrom(1), 9), buildLedger(randomFrom(2), 9)];
    const bytes = seal(linesOf(one));
    expect(verify(bytes, { now, vkey: other.log.vkey }).report.first()).to.include({ check: 'checkpoint' });
    const jwks = verify(seal(linesOf(other)), { now }).header?.jwks;
    expect(verify(bytes, { now, jwks }).report.first()).to.include({ check: 'keys' });
  });
});
