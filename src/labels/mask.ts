/**
 * Which mask of a QR code is best: the one of least penalty by ISO/IEC 18004:2015, 7.8.3.1. Modules are bits, 32 of a
 * row in a word, so that one step looks at 32 columns.
 */

/** The modules of a code: two words a row, of which the lowest bit of the first is the leftmost module. */
export interface Pattern {
  size: number;
  rows: Int32Array;
  /** The same with rows and columns exchanged. */
  columns: Int32Array;
}

/** Modules of a side that two words hold. */
export const largestSize = 64;

/** @param isDark row by row, at most {@link largestSize} modules a side */
export function packModules(size: number, isDark: Uint8Array): Pattern {
  const [rows, columns] = [new Int32Array(2 * size), new Int32Array(2 * size)];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (isDark[y * size + x] === 0) continue;
      const [row, column] = [2 * y + (x >> 5), 2 * x + (y >> 5)];
      rows[row] = word(rows, row) | (1 << (x & 31));
      columns[column] = word(columns, column) | (1 << (y & 31));
    }
  }
  return { size, rows, columns };
}

/** The pattern with those modules exchanged that are dark in the other one. */
export function exchange({ size, rows, columns }: Pattern, other: Pattern): Pattern {
  return { size, rows: mix(rows, other.rows), columns: mix(columns, other.columns) };
}

function mix(words: Int32Array, others: Int32Array): Int32Array {
  const mixed = new Int32Array(words.length);
  for (let at = 0; at < mixed.length; at++) mixed[at] = word(words, at) ^ word(others, at);
  return mixed;
}

/** 3 points and more for stretches of one colour, 3 for a square, 40 for what looks like a finder, 10 for each 5 %. */
export function penaltyOf({ size, rows, columns }: Pattern): number {
  return linePoints(rows, size) + linePoints(columns, size) + squarePoints(rows, size) + balancePoints(rows, size);
}

/** What a stretch of lines showed, one entry a line, one bit a column. */
const cores = new Int32Array(largestSize);
const gaps = new Int32Array(largestSize);

/** Points of each column on its way down: stretches of five and more, and 1:1:3:1:1 beside four light modules. */
function linePoints(words: Int32Array, size: number): number {
  let points = 0;
  for (let half = 0; half < 2; half++) {
    const inside = insideOf(size, half);
    let [a, b, c, d, e, f] = [0, 0, 0, 0, 0, 0]; // the lines above, the nearest first
    let fiveBefore = 0;
    for (let y = 0; y < size; y++) {
      const now = word(words, 2 * y + half);
      const gap = (gaps[y] = ~(now | a | b | c) & inside);
      const core = (cores[y] = now & ~a & b & c & d & ~e & f);
      const five = y < 4 ? 0 : (now & a & b & c & d) | (gap & ~d);
      if (five !== 0) points += countBits(five) + 2 * countBits(five & ~fiveBefore);
      fiveBefore = five;
      if (y >= 10) {
        const after = word(cores, y - 4) & gap;
        const before = word(gaps, y - 7) & core;
        if (after !== 0) points += 40 * countBits(after);
        if (before !== 0) points += 40 * countBits(before);
      }
      [a, b, c, d, e, f] = [now, a, b, c, d, e];
    }
  }
  return points;
}

function squarePoints(rows: Int32Array, size: number): number {
  const [insideLow, insideHigh] = [size > 32 ? -1 : insideOf(size - 1, 0), insideOf(size - 1, 1)];
  let [squares, lowBefore, highBefore, likeLowBefore, likeHighBefore] = [0, 0, 0, 0, 0];
  for (let y = 0; y < size; y++) {
    const [low, high] = [word(rows, 2 * y), word(rows, 2 * y + 1)];
    const likeLow = ~(low ^ ((low >>> 1) | (high << 31))) & insideLow; // as the module on the right
    const likeHigh = ~(high ^ (high >>> 1)) & insideHigh;
    if (y > 0) {
      squares += countBits(likeLow & likeLowBefore & ~(low ^ lowBefore));
      squares += countBits(likeHigh & likeHighBefore & ~(high ^ highBefore));
    }
    [lowBefore, highBefore, likeLowBefore, likeHighBefore] = [low, high, likeLow, likeHigh];
  }
  return 3 * squares;
}

function balancePoints(rows: Int32Array, size: number): number {
  let dark = 0;
  for (let at = 0; at < 2 * size; at++) dark += countBits(word(rows, at));
  return 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
}

/** Bits of a word of a row that are modules. */
function insideOf(size: number, half: number): number {
  const bits = size - 32 * half;
  return bits >= 32 ? -1 : bits <= 0 ? 0 : (1 << bits) - 1;
}

function word(words: Int32Array, at: number): number {
  return words[at] ?? 0;
}

function countBits(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
