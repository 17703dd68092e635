import { expect } from 'chai';
import { describeFault } from '../../scripts/verify/report.js';
import { type Witness } from '../../scripts/verify/witness.js';
import { buildLedger, linesOf, now, randomFrom, seal } from '../support/ledger.js';
import { type Target } from '../support/tamper.js';
import { tampersOfFiles } from '../support/tampers-of-files.js';
import { tampersOfSigners } from '../support/tampers-of-signers.js';
import { verify } from '../support/verifying.js';

const rounds = 2000;
const tampers = { ...tampersOfFiles, ...tampersOfSigners };

describe(`${rounds} random tampers`, function () {
  this.timeout(120_000);
  const targets: (Target & { witness: Witness })[] = [];
  before(() => {
    for (let seed = 1; seed <= 24; seed++) {
      const random = randomFrom(seed);
      const ledger = buildLedger(random, seed === 24 ? 300 : 8 + Math.floor(random() * 30));
      const lines = linesOf(ledger);
      const seen = Math.ceil(ledger.rows.length * (0.3 + 0.7 * random()));
      const { witness } = verify(seal(linesOf({ ...ledger, rows: ledger.rows.slice(0, seen) })), { now });
      if (!witness) throw new Error(`the ledger ${seed} is not clean`);
      targets.push({ ledger, lines, bytes: seal(lines), seen, witness });
    }
  });

  it('are all found, and each is named by its event, its position or its lot', () => {
    const random = randomFrom(2026);
    const missed: string[] = [];
    const done = new Map<string, number>();
    const names = Object.keys(tampers);
    let made = 0;
    for (let round = 0; made < rounds; round++) {
      const target = targets[Math.floor(random() * (round % 20 === 0 ? 24 : 23))];
      const name = names[round % names.length] ?? '';
      const tampered = target && tampers[name]?.(target, random);
      if (!tampered || tampered.bytes.equals(target.bytes)) continue;
      made++;
      done.set(name, (done.get(name) ?? 0) + 1);
      const fault = verify(tampered.bytes, { now, witness: target.witness }).report.first();
      if (fault && tampered.isNamed(fault)) continue;
      missed.push(`${round} ${tampered.what}: ${fault ? describeFault(fault) : 'not found'}`);
    }
    expect(missed.join('\n')).to.equal('');
    expect([...done.keys()]).to.have.members(names);
  });

  it('are no false alarms: what was not touched is right, with and without a witness', () => {
    for (const { bytes, witness } of targets) {
      expect(verify(bytes, { now }).report.first()).to.equal(null);
      const { report, witness: next } = verify(bytes, { now, witness });
      expect(report.first()).to.equal(null);
      expect(verify(bytes, { now, witness: next }).report.first()).to.equal(null);
    }
  });
});
