import { expect } from 'chai';
import { commitmentTo } from '../../src/ledger/commitment.js';
import { inclusionRanges, leafHash, rootOf } from '../../src/ledger/merkle.js';
import { checkProof } from '../../scripts/verify/proof.js';
import { buildLedger, noteOf, randomFrom } from '../support/ledger.js';

describe('the proof of an event as a file', () => {
  const random = randomFrom(7);
  const { rows, log } = buildLedger(random, 40);
  const commitments = rows.map(({ event, nonce }) => commitmentTo(event, nonce));
  const leaves = commitments.map(leafHash);
  const fileOf = (position: number, isOpen: boolean) => {
    const row = rows[position];
    const ranges = inclusionRanges(position, rows.length);
    const opening = { eventID: row?.event.eventID, nonce: row?.nonce.toString('hex'), event: row?.event };
    const proof = {
      format: 'nguon-proof/1',
      position,
      commitment: commitments[position]?.toString('hex'),
      hashes: ranges.map(({ start, end }) => rootOf(leaves.slice(start, end)).toString('hex')),
      checkpoint: noteOf(commitments, log),
      ...(isOpen && opening),
    };
    return Buffer.from(`${JSON.stringify(proof)}\n`);
  };

  it('is right for every entry, opened or not', () => {
    for (let position = 0; position < rows.length; position++) {
      for (const isOpen of [true, false]) {
        const verdict = checkProof(fileOf(position, isOpen), log.vkey);
        expect(verdict, JSON.stringify(verdict)).to.include({ isRight: true });
      }
    }
  });

  it('is wrong with any bit changed, and with a byte cut off or added', function () {
    this.timeout(60_000);
    for (const isOpen of [true, false]) {
      const file = fileOf(17, isOpen);
      for (let bit = 0; bit < file.length * 8; bit++) {
        const changed = Buffer.from(file);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(checkProof(changed, log.vkey).isRight, `bit ${bit}`).to.equal(false);
      }
      for (const length of [0, 1, file.length - 1]) {
        expect(checkProof(file.subarray(0, length), log.vkey).isRight).to.equal(false);
      }
      expect(checkProof(Buffer.concat([file, Buffer.from(' ')]), log.vkey).isRight).to.equal(false);
    }
  });

  it('is wrong under the key of another log', () => {
    expect(checkProof(fileOf(3, true), buildLedger(random, 1).log.vkey).isRight).to.equal(false);
  });
});
