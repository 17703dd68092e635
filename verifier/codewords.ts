/** From the modules of a QR code to its text (ISO/IEC 18004), level M, versions 1 to 15: all that labels carry. */

import { text, utf8 } from './bytes.js';

/** Of a module, by column and row from the top left: 1 is dark. */
export type Bit = (x: number, y: number) => number;

const blocksOf = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10]; // from version 1
const checksOf = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24]; // codewords a block
export const largestVersion = blocksOf.length;

export const range = (count: number) => [...Array(count).keys()];
const numberOf = (bits: number[]) => bits.reduce((value, bit) => 2 * value + bit, 0);

/** Each mask with the format information that names it, level M. A module is turned where the mask gives 0. */
const masks: [format: number, mask: Bit][] = [
  [0x5412, (x, y) => (x + y) % 2],
  [0x5125, (_, y) => y % 2],
  [0x5e7c, (x) => x % 3],
  [0x5b4b, (x, y) => (x + y) % 3],
  [0x45f9, (x, y) => (Math.floor(x / 3) + (y >> 1)) % 2],
  [0x40ce, (x, y) => ((x * y) % 2) + ((x * y) % 3)],
  [0x4f97, (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2],
  [0x4aa0, (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2],
];

/** The mask that the format information names, or undefined where neither copy is readable or the level is not M. */
function maskOf(bit: Bit, size: number): Bit | undefined {
  const copies = [
    range(15).map((i) => (i < 6 ? bit(8, i) : i < 8 ? bit(8, i + 1) : i < 9 ? bit(7, 8) : bit(14 - i, 8))),
    range(15).map((i) => (i < 8 ? bit(size - 1 - i, 8) : bit(8, size - 15 + i))),
  ];
  const isNear = (copy: number[], format: number) => copy.filter((each, i) => each !== ((format >> i) & 1)).length <= 3;
  return masks.find(([format]) => copies.some((copy) => isNear(copy, format)))?.[1];
}

/** The codewords in their order on the symbol; none where the mask is not readable. */
function codewords(bit: Bit, version: number): number[] {
  const size = 17 + 4 * version;
  const steps = Math.floor(version / 7) + 1;
  const gap = Math.ceil((size - 13) / steps / 2) * 2;
  const lines = version < 2 ? [] : [6, ...range(steps).map((at) => size - 7 - gap * at)]; // of alignment patterns
  const isCorner = (u: number, v: number) => Math.min(u, v) === 6 && (u === v || Math.max(u, v) === size - 7);
  const isPattern = (x: number, y: number) =>
    (Math.min(x, y) < 9 && (Math.max(x, y) < 9 || Math.max(x, y) > size - 9)) ||
    x === 6 ||
    y === 6 ||
    (version > 6 && Math.min(x, y) < 6 && Math.max(x, y) > size - 12) ||
    lines.some((u) => lines.some((v) => Math.abs(x - u) < 3 && Math.abs(y - v) < 3 && !isCorner(u, v)));
  const mask = maskOf(bit, size);
  const bits: number[] = [];
  for (let right = size - 1; mask && right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (const at of range(2 * size)) {
      const [x, y] = [right - (at % 2), (right + 1) & 2 ? at >> 1 : size - 1 - (at >> 1)];
      if (!isPattern(x, y)) bits.push(bit(x, y) ^ (mask(x, y) ? 0 : 1));
    }
  }
  return range(bits.length >> 3).map((at) => numberOf(bits.slice(8 * at, 8 * at + 8)));
}

// Reed-Solomon over GF(256), polynomial 0x11d. Coefficients stand from the lowest; one that is absent is zero.
const powers = [1];
for (const i of range(254)) powers.push((powers[i] << 1) ^ (powers[i] > 127 ? 0x11d : 0));
const power = (exponent: number) => powers[((exponent % 255) + 255) % 255];
const log = (value: number) => powers.indexOf(value);
const times = (a: number, b: number) => (a && b ? power(log(a) + log(b)) : 0);
const over = (a: number, b: number) => times(a, power(-log(b)));
const valueAt = (x: number, coefficients: number[]) =>
  coefficients.reduceRight((value, each) => times(value, x) ^ each, 0);
const ofProduct = (a: number[], b: number[], n: number) =>
  range(n + 1).reduce((sum, i) => sum ^ times(a[i], b[n - i]), 0);

/** Mends a block in place (Berlekamp-Massey, Forney); false where it has more faults than its checks can mend. */
function mend(block: number[], checks: number): boolean {
  const syndromes = () => range(checks).map((i) => block.reduce((value, each) => times(value, power(i)) ^ each, 0));
  const found = syndromes();
  let [locator, old, degree, gap, scale] = [[1], [1], 0, 1, 1];
  for (const n of range(checks)) {
    const fault = ofProduct(locator, found, n);
    const next = range(checks + 1).map((i) => locator[i] ^ times(old[i - gap], over(fault, scale)));
    if (fault && 2 * degree <= n) [old, degree, gap, scale] = [locator, n + 1 - degree, 0, fault];
    locator = next;
    gap++;
  }
  const values = range(checks).map((n) => ofProduct(locator, found, n));
  const slope = locator.map((each, i) => (i % 2 ? each : 0));
  for (const at of range(block.length)) {
    const x = power(at + 1 - block.length);
    if (!valueAt(x, locator)) block[at] ^= over(valueAt(x, values), valueAt(x, slope));
  }
  return syndromes().every((each) => each === 0);
}

/** The data of the blocks, mended, in their order: codewords of all of them take turns on the symbol. */
function dataOf(words: number[], version: number): number[] | null {
  const [count, checks] = [blocksOf[version - 1], checksOf[version - 1]];
  const longer = words.length % count; // the last ones have a codeword more
  const even = words.length - longer - count * checks;
  const blockOf = (at: number) =>
    at < even ? at % count : at < even + longer ? at - even + count - longer : (at - even - longer) % count;
  const blocks = range(count).map((block) => words.filter((_, at) => blockOf(at) === block));
  return blocks.every((block) => mend(block, checks)) ? blocks.flatMap((block) => block.slice(0, -checks)) : null;
}

function textOf(data: number[], version: number): string | null {
  const bits = data.flatMap((byte) => range(8).map((at) => (byte >> (7 - at)) & 1));
  const take = (count: number) => numberOf(bits.splice(0, count));
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  const wide = version > 9 ? 2 : 0;
  const bytes: number[] = [];
  while (bits.length >= 4) {
    const mode = take(4);
    if (mode === 0) break;
    if (mode === 4) for (let left = take(8 + 4 * wide); left > 0; left--) bytes.push(take(8));
    else if (mode === 2) {
      for (let left = take(9 + wide); left > 0; left -= 2) {
        const pair = take(left > 1 ? 11 : 6);
        bytes.push(...utf8((left > 1 ? letters[Math.floor(pair / 45)] : '') + letters[pair % 45]));
      }
    } else if (mode === 1) {
      for (let left = take(10 + wide); left > 0; left -= 3) {
        const digits = Math.min(3, left);
        bytes.push(...utf8(String(take(3 * digits + 1)).padStart(digits, '0')));
      }
    } else return null;
  }
  return text(Uint8Array.from(bytes));
}

/** Text of a symbol; null or empty where none is readable. */
export function readModules(bit: Bit, version: number): string | null {
  const data = dataOf(codewords(bit, version), version);
  return data && textOf(data, version);
}
