/**
 * A QR code as PDF operators: filled paths of tiles. Within each tile the numbers have one digit and the same rows come
 * again, which saves a quarter of the file, and what can stand in a row of one is written once for all codes.
 */
import { type Bytes } from './bytes.js';
import { point } from './layout.js';
import { qrMatrix, type QrMatrix } from './qr.js';
import { getModuleSide, quietModules, type LabelTemplate } from './templates.js';

/** Modules that one path fills. */
const tile = { width: 5, height: 10 };

/** Writes operators that take the label's top left corner for the origin. @throws DomainError `label-too-small` */
export function writeCode(bytes: Bytes, template: LabelTemplate, uri: string): void {
  const matrix = qrMatrix(uri);
  const side = getModuleSide(template, matrix.size + 2 * quietModules);
  const at = (place: number) => short((place + quietModules * side) / point);
  const scale = short(side / point, 4);
  const place = `${scale} 0 0 ${scale} ${at(template.qr.x)} ${at(template.qr.y)}`;
  bytes.text(`q 0 g ${place} cm\n${findersOf(matrix.size)}`);
  writeTiles(bytes, matrix);
  bytes.text('Q\n');
}

/** A number as PDF writes it: no exponent, no zeros at its end. */
export function short(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

/** The three large squares alike in all codes, as few rectangles: half a hundred bytes less a label. */
const finder = [
  [0, 0, 7, 1],
  [0, 6, 7, 1],
  [0, 1, 1, 5],
  [6, 1, 1, 5],
  [2, 2, 3, 3],
] as const;
const finderSide = 7;

const findersOf = memoize((size) => {
  const far = size - finderSide;
  const corners = [
    [0, 0],
    [far, 0],
    [0, far],
  ] as const;
  return corners
    .flatMap(([left, top]) => finder.map(([x, y, width, height]) => rectangle(left + x, top + y, width, height)))
    .join('');
});

function memoize(make: (size: number) => string): (size: number) => string {
  const made = new Map<number, string>();
  return (size) => {
    const known = made.get(size) ?? make(size);
    made.set(size, known);
    return known;
  };
}

const rectangle = (x: number, y: number, width: number, height: number) => `${x} ${y} ${width} ${height} re\n`;

/** All that is dark beside the finders, line of tiles by line. */
function writeTiles(bytes: Bytes, matrix: QrMatrix): void {
  const [across, down] = [Math.ceil(matrix.size / tile.width), Math.ceil(matrix.size / tile.height)];
  const [low, high] = withoutFinders(matrix);
  const nextLine = Buffer.from(`f 1 0 0 1 -${(across - 1) * tile.width} ${tile.height} cm\n`);
  for (let line = 0; line < down; line++) {
    const top = line * tile.height;
    for (let column = 0; column < across; column++) {
      if (column > 0) bytes.append(nextTile);
      writeTile(bytes, { low, high, top, left: column * tile.width });
    }
    bytes.append(nextLine);
  }
}

const nextTile = Buffer.from(`f 1 0 0 1 ${tile.width} 0 cm\n`);

/** Words of the rows, the left ones and the right ones; one row more, which is light. */
function withoutFinders({ size, rows }: QrMatrix): [low: Int32Array, high: Int32Array] {
  const [low, high] = [new Int32Array(size + 1), new Int32Array(size + 1)];
  const [first, far] = [(1 << finderSide) - 1, size - finderSide];
  const lastHigh = far >= 32 ? -1 << (far - 32) : -1;
  const lastLow = far >= 32 ? 0 : -1 << far;
  for (let y = 0; y < size; y++) {
    const [isTop, isBottom] = [y < finderSide, y >= far];
    low[y] = (rows[2 * y] ?? 0) & ~(isTop || isBottom ? first : 0) & ~(isTop ? lastLow : 0);
    high[y] = (rows[2 * y + 1] ?? 0) & ~(isTop ? lastHigh : 0);
  }
  return [low, high];
}

interface Tile {
  low: Int32Array;
  high: Int32Array;
  left: number;
  top: number;
}

/**
 * What crosses the right edge covers the first module beyond it as well, and what crosses the lower edge is covered once
 * more in one piece, so that no viewer shows a seam.
 */
function writeTile(bytes: Bytes, { low, high, left, top }: Tile): void {
  let bits = 0;
  for (let y = 0; y < tile.height; y++) {
    bits = bitsAt(low[top + y] ?? 0, high[top + y] ?? 0, left);
    if (bits !== 0) bytes.append(rowsOf[y * patterns + bits] ?? nothing);
  }
  const below = top + tile.height;
  const crossing = bits & bitsAt(low[below] ?? 0, high[below] ?? 0, left);
  if (crossing !== 0) bytes.append(crossings[crossing] ?? nothing);
}

/** A module more than the tile is wide, the leftmost in the lowest bit. */
function bitsAt(low: number, high: number, left: number): number {
  if (left >= 32) return (high >>> (left - 32)) & (patterns - 1);
  const beyond = left > 32 - tile.width - 1 ? high << (32 - left) : 0;
  return ((low >>> left) | beyond) & (patterns - 1);
}

const nothing = new Uint8Array();
const patterns = 1 << (tile.width + 1);
const rowsOf = Array.from({ length: tile.height * patterns }, (_, at) =>
  rectanglesOf(at % patterns, Math.floor(at / patterns), 1),
);
const crossings = Array.from({ length: patterns }, (_, bits) => rectanglesOf(bits, tile.height - 1, 2));

function rectanglesOf(bits: number, y: number, height: number): Uint8Array {
  const isDark = (x: number) => ((bits >> x) & 1) === 1;
  let operators = '';
  for (let x = 0; x < tile.width; x++) {
    if (!isDark(x) || (x > 0 && isDark(x - 1))) continue;
    let end = x + 1;
    while (end <= tile.width && isDark(end)) end++;
    operators += rectangle(x, y, end - x, height);
  }
  return Buffer.from(operators);
}
