import { expect } from 'chai';
import fc from 'fast-check';
import { create, type QRCodeMaskPattern } from 'qrcode';
import { exchange, packModules, penaltyOf } from '../../src/labels/mask.js';
import { qrMatrix } from '../../src/labels/qr.js';
import { links } from '../support/label-links.js';

type Grid = boolean[][];

/** ISO/IEC 18004:2015, 7.8.3.1, table 11, as it is written: row by row, module by module. */
function penaltyByTheBook(grid: Grid): number {
  const size = grid.length;
  const columns = grid.map((_, x) => grid.map((row) => row[x] as boolean));
  let points = 0;
  for (const line of [...grid, ...columns]) {
    const text = line.map((dark) => (dark ? '1' : '0')).join('');
    for (const [stretch] of text.matchAll(/1{5,}|0{5,}/g)) points += 3 + stretch.length - 5;
    for (let at = 0; at + 11 <= size; at++) {
      if (['10111010000', '00001011101'].includes(text.slice(at, at + 11))) points += 40;
    }
  }
  for (let y = 0; y + 1 < size; y++) {
    for (let x = 0; x + 1 < size; x++) {
      if (new Set([grid[y]?.[x], grid[y]?.[x + 1], grid[y + 1]?.[x], grid[y + 1]?.[x + 1]]).size === 1) points += 3;
    }
  }
  const percent = (100 * grid.flat().filter(Boolean).length) / size ** 2;
  const below = Math.floor(percent / 5) * 5;
  return points + 10 * Math.min(Math.abs(below - 50) / 5, Math.abs(below + 5 - 50) / 5);
}

const gridOf = (size: number, data: ArrayLike<number>): Grid =>
  Array.from({ length: size }, (_, y) => Array.from({ length: size }, (_, x) => Boolean(data[y * size + x])));

describe('the mask of a QR code', () => {
  it('has the penalty that the standard counts, whatever the modules', () => {
    const modules = fc.integer({ min: 21, max: 64 }).chain((size) =>
      fc.record({
        size: fc.constant(size),
        data: fc.array(fc.constantFrom(0, 0, 1, 1, 1), { minLength: size * size, maxLength: size * size }),
        stripes: fc.integer({ min: 1, max: 9 }),
      }),
    );
    fc.assert(
      fc.property(modules, ({ size, data, stripes }) => {
        const patterned = data.map((dark, at) => (at % stripes === 0 ? dark : Math.floor(at / 7) % 2));
        for (const each of [data, patterned]) {
          const packed = packModules(size, Uint8Array.from(each));
          expect(penaltyOf(packed)).to.equal(penaltyByTheBook(gridOf(size, each)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is the best of the eight on labels with either seal', () => {
    for (let index = 0; index < 40; index++) {
      for (const uri of Object.values(links('CB20261015-GAONEP-01', index)).filter((link) =>
        link.startsWith('https:'),
      )) {
        const { size, runs } = qrMatrix(uri);
        const data = new Uint8Array(size * size);
        for (const { x, y, length } of runs) data.fill(1, y * size + x, y * size + x + length);
        const [, head = '', middle = '', tail = ''] = /^(https:..[a-z.]+)([^?]*)(.*)$/.exec(uri) ?? [];
        const segments = [
          { data: Buffer.from(head), mode: 'byte' as const },
          { data: middle, mode: 'alphanumeric' as const },
          ...(tail ? [{ data: Buffer.from(tail), mode: 'byte' as const }] : []),
        ];
        const all = Array.from({ length: 8 }, (_, mask) => {
          const options = { errorCorrectionLevel: 'M', maskPattern: mask as QRCodeMaskPattern } as const;
          return gridOf(size, create(segments, options).modules.data);
        });
        const chosen = gridOf(size, data);
        expect(all.map((grid) => JSON.stringify(grid))).to.include(JSON.stringify(chosen));
        expect(penaltyByTheBook(chosen)).to.equal(Math.min(...all.map(penaltyByTheBook)));
      }
    }
  });

  it('exchanges what is dark in another pattern', () => {
    const [one, other] = [
      packModules(33, new Uint8Array(1089).fill(1)),
      packModules(33, new Uint8Array(1089).fill(1, 40)),
    ];
    expect(exchange(one, other)).to.deep.equal(packModules(33, new Uint8Array(1089).fill(1, 0, 40)));
  });
});
