import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  consistencyRanges,
  emptyRoot,
  foldNodes,
  inclusionRanges,
  leafHash,
  nodeHash,
  nodesOf,
  provesConsistency,
  provesInclusion,
  rootOf,
  type Range,
} from '../../src/ledger/merkle.js';

/** The eight leaves on which implementations of RFC 6962 agree, and the roots over the first 1, 2, … of them. */
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => leafHash(Buffer.from(hex, 'hex')),
);
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const proof = (all: Buffer[], ranges: Range[]) => ranges.map(({ start, end }) => rootOf(all.slice(start, end)));
const some = Array.from({ length: 300 }, (_, index) => leafHash(Buffer.from(String(index))));
const head = (size: number) => ({ size, root: rootOf(some.slice(0, size)) });
const size = fc.integer({ min: 1, max: some.length });
/** A number and one that is not smaller, both from 1. */
const twoSizes = fc.tuple(size, size).map((pair) => pair.sort((a, b) => a - b));

describe('the Merkle tree', () => {
  it('has the roots of RFC 6962', () => {
    expect(emptyRoot.toString('hex')).to.equal(createHash('sha256').update('').digest('hex'));
    expect(rootOf([])).to.equal(emptyRoot);
    expect(roots.map((_, at) => rootOf(leaves.slice(0, at + 1)).toString('hex'))).to.deep.equal(roots);
  });

  it('tells leaves from nodes', () => {
    const [left, right] = leaves as [Buffer, Buffer];
    expect(nodeHash(left, right)).to.not.deep.equal(leafHash(Buffer.concat([left, right])));
  });

  it('proves what RFC 6962 section 2.1.3 proves of a tree of seven', () => {
    const range = (start: number, end: number) => ({ start, end });
    expect(inclusionRanges(0, 7)).to.deep.equal([range(1, 2), range(2, 4), range(4, 7)]); // b, h, l
    expect(inclusionRanges(3, 7)).to.deep.equal([range(2, 3), range(0, 2), range(4, 7)]); // c, g, l
    expect(inclusionRanges(4, 7)).to.deep.equal([range(5, 6), range(6, 7), range(0, 4)]); // f, j, k
    expect(inclusionRanges(6, 7)).to.deep.equal([range(4, 6), range(0, 4)]); // i, k
    expect(consistencyRanges(3, 7)).to.deep.equal([range(2, 3), range(3, 4), range(0, 2), range(4, 7)]); // c, d, g, l
    expect(consistencyRanges(4, 7)).to.deep.equal([range(4, 7)]); // l
    expect(consistencyRanges(6, 7)).to.deep.equal([range(4, 6), range(6, 7), range(0, 4)]); // i, j, k
  });

  it('proves each entry of each tree, and nothing else', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (total, pick, other) => {
        const index = pick % total;
        const { root } = head(total);
        const hashes = proof(some, inclusionRanges(index, total));
        const leaf = some[index] as Buffer;
        expect(provesInclusion(leaf, index, total, hashes, root)).to.equal(true);
        expect(provesInclusion(leafHash(Buffer.from('x')), index, total, hashes, root)).to.equal(false);
        const wrong = other % (total + 1);
        if (wrong !== index) expect(provesInclusion(leaf, wrong, total, hashes, root)).to.equal(false);
        expect(provesInclusion(leaf, index, total, [...hashes, root], root)).to.equal(false);
        if (total > 1) expect(provesInclusion(leaf, index, total, hashes.slice(1), root)).to.equal(false);
      }),
      { numRuns: 50 },
    );
  });

  it('proves that each tree begins with each smaller one, and nothing else', () => {
    fc.assert(
      fc.property(twoSizes, ([small, great]) => {
        const hashes = proof(some, consistencyRanges(small, great));
        expect(provesConsistency(head(small), head(great), hashes)).to.equal(true);
        const forked = { size: small, root: leafHash(head(small).root) };
        expect(provesConsistency(forked, head(great), hashes)).to.equal(false);
        expect(provesConsistency(head(small), { size: great, root: emptyRoot }, hashes)).to.equal(false);
        expect(provesConsistency(head(small), head(great), [...hashes, emptyRoot])).to.equal(false);
        if (small < great) expect(provesConsistency(head(great), head(small), hashes)).to.equal(false);
        if (small < great) expect(provesConsistency(head(small), head(great), hashes.slice(1))).to.equal(false);
      }),
      { numRuns: 50 },
    );
    expect(provesConsistency(head(0), head(9), [])).to.equal(true);
  });

  it('makes up the ranges of a proof of complete subtrees', () => {
    fc.assert(
      fc.property(twoSizes, ([small, great]) => {
        for (const range of [...consistencyRanges(small, great), ...inclusionRanges(small - 1, great)]) {
          const parts = nodesOf(range).map(({ height, index }) =>
            rootOf(some.slice(index * 2 ** height, (index + 1) * 2 ** height)),
          );
          expect(foldNodes(parts)).to.deep.equal(rootOf(some.slice(range.start, range.end)));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('refuses to prove what cannot be', () => {
    for (const [index, total] of [
      [-1, 4],
      [4, 4],
      [0, 0],
    ] as const) {
      expect(() => inclusionRanges(index, total)).to.throw(RangeError);
    }
    for (const [old, total] of [
      [0, 4],
      [5, 4],
    ] as const) {
      expect(() => consistencyRanges(old, total)).to.throw(RangeError);
    }
  });

  it('counts beyond 32 bits', () => {
    const [index, total] = [2 ** 40 + 5, 2 ** 41 + 3];
    const siblings = inclusionRanges(index, total).map((range) => leafHash(Buffer.from(JSON.stringify(range))));
    const [leaf] = leaves as [Buffer];
    const root = siblings.reduce((hash, sibling, at) => {
      const { start } = inclusionRanges(index, total)[at] as Range;
      return start > index ? nodeHash(hash, sibling) : nodeHash(sibling, hash);
    }, leaf);
    expect(provesInclusion(leaf, index, total, siblings, root)).to.equal(true);
    expect(provesInclusion(leaf, index - 2 ** 32, total, siblings, root)).to.equal(false);
  });
});
