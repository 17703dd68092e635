import { expect } from 'chai';
import fc from 'fast-check';
import { leafHash, rootOf, type Node } from '../../src/ledger/merkle.js';
import {
  edgePaths,
  grow,
  growBundles,
  hashOfNode,
  nextBundlePath,
  readEdge,
  readTilePath,
  rootOfEdge,
  tileOfNode,
  tilePath,
} from '../../src/ledger/tile.js';

const entries = Array.from({ length: 70_000 }, (_, index) => leafHash(Buffer.from(`entry ${index}`)));
const leaves = entries.map(leafHash);

/** Grows a log in steps of the given lengths, as the sequencer does: only what is stored is known to the next step. */
function growInSteps(steps: number[]) {
  const tiles = new Map<string, Buffer>();
  let size = 0;
  for (const step of steps) {
    const next = entries.slice(size, size + step);
    const bundles = growBundles(tiles.get(nextBundlePath(size)), size, next);
    const grown = grow(readEdge(size, tiles), size, next.map(leafHash));
    for (const [path, bytes] of [...bundles, ...grown.tiles]) {
      const old = tiles.get(path) ?? Buffer.alloc(0);
      expect(bytes.subarray(0, old.length).equals(old), `${path} changed`).to.equal(true);
      tiles.set(path, bytes);
    }
    size += next.length;
  }
  return { size, tiles, root: rootOfEdge(readEdge(size, tiles)) };
}

describe('the path of a tile', () => {
  it('is the one of the specification', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).to.equal('tile/0/x001/x234/067');
    expect(tilePath({ level: 3, index: 0, width: 7 })).to.equal('tile/3/000.p/7');
    expect(tilePath({ level: 'entries', index: 1000, width: 255 })).to.equal('tile/entries/x001/000.p/255');
  });

  it('is read as it is written', () => {
    const level = fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const));
    const tile = fc.record({ level, index: fc.nat(2 ** 31), width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(tile, (each) => {
        expect(readTilePath(tilePath(each))).to.deep.equal(each);
      }),
    );
  });

  it('is written in no other way', () => {
    const bad = 'tile/0/0 tile/0/00 tile/0/0000 tile/00/000 tile/64/000 tile/-1/000 tile/0/x000/001 tile/0/001/002';
    const worse =
      'tile/0/000.p/0 tile/0/000.p/256 tile/0/000.p/01 tile/0/000.p/ tile/0/000/ tile/0/x001 tile/Entries/000';
    const worst = '/tile/0/000 tile/0/000%20 tile/0/../000 tile/8/0/000 tile//000 tile/0/x999/x999/x999/x999/x999/999';
    for (const path of `${bad} ${worse} ${worst}`.split(' ')) expect(readTilePath(path), path).to.equal(null);
  });
});

describe('the growing tree', () => {
  let great: ReturnType<typeof growInSteps>;
  before(() => {
    great = growInSteps([70_000]);
  });

  it('has the tiles that the specification counts for 70,000 entries', () => {
    const { tiles, root } = great;
    const widths = (level: number) =>
      [...tiles].filter(([path]) => path.startsWith(`tile/${level}/`)).map(([, bytes]) => bytes.length / 32);
    expect(widths(0).filter((width) => width === 256)).to.have.length(273);
    expect(widths(0).at(-1)).to.equal(112);
    expect(widths(1)).to.deep.equal([256, 17]);
    expect(widths(2)).to.deep.equal([1]);
    expect(edgePaths(70_000)).to.deep.equal(['tile/0/273', 'tile/1/001', 'tile/2/000']);
    expect(root).to.deep.equal(rootOf(leaves));
  });

  it('has the root of RFC 6962, and tiles that only grow at their end, in whatever steps it grows', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 200, max: 700 })), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(steps, (lengths) => {
        const { size, tiles, root } = growInSteps(lengths);
        expect(root.equals(rootOf(leaves.slice(0, size)))).to.equal(true);
        expect([...tiles]).to.have.deep.members([...growInSteps(size > 0 ? [size] : []).tiles]);
      }),
      { numRuns: 20 },
    );
    expect(edgePaths(256)).to.deep.equal([undefined, 'tile/1/000']);
  });

  it('holds the hash of every complete subtree', () => {
    const { tiles } = great;
    const top = { height: 16, index: 0 };
    expect(hashOfNode(top, tiles.get(tileOfNode(top)))).to.deep.equal(rootOf(leaves.slice(0, 65_536)));
    const node = fc.integer({ min: 0, max: 11 }).chain((height): fc.Arbitrary<Node> => {
      const last = Math.floor(70_000 / 2 ** height) - 1;
      return fc.record({ height: fc.constant(height), index: fc.integer({ min: 0, max: last }) });
    });
    fc.assert(
      fc.property(node, (each) => {
        const span = 2 ** each.height;
        const expected = rootOf(leaves.slice(each.index * span, (each.index + 1) * span));
        expect(hashOfNode(each, tiles.get(tileOfNode(each))).equals(expected)).to.equal(true);
      }),
      { numRuns: 50 },
    );
  });

  it('grows on from a size although its tiles are longer already', () => {
    const { tiles } = growInSteps([300]);
    const again = growInSteps([290, 30]);
    const edge = readEdge(290, tiles);
    const next = entries.slice(290, 320);
    const grown = new Map([
      ...growBundles(tiles.get(nextBundlePath(290)), 290, next),
      ...grow(edge, 290, next.map(leafHash)).tiles,
    ]);
    for (const [path, bytes] of grown) expect(bytes.equals(again.tiles.get(path) as Buffer), path).to.equal(true);
    expect([...grown.keys()]).to.have.members(['tile/entries/001', 'tile/0/001']);
  });

  it('refuses to grow from tiles that are missing or too short', () => {
    const { tiles } = growInSteps([300]);
    expect(() => readEdge(300, new Map())).to.throw('tile/0/001');
    tiles.set('tile/0/001', Buffer.alloc(32));
    expect(() => readEdge(300, tiles)).to.throw('tile/0/001');
    expect(() => growBundles(tiles.get('tile/entries/001'), 301, [])).to.throw('tile/entries/001');
    expect(() => growBundles(undefined, 300, [])).to.throw('tile/entries/001');
  });
});

describe('a bundle', () => {
  it('has each entry behind its length, big-endian', () => {
    const [first, second] = entries as [Buffer, Buffer];
    const bundles = growBundles(undefined, 0, [first, second]);
    const expected = Buffer.concat([Buffer.from('0020', 'hex'), first, Buffer.from('0020', 'hex'), second]);
    expect([...bundles]).to.deep.equal([['tile/entries/000', expected]]);
  });
});
