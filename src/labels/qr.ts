/** QR codes (ISO/IEC 18004) of label links, error correction M. */
import { create, type QRCodeSegment } from 'qrcode';
import { DomainError } from '../errors.js';
import { exchange, largestSize, packModules, penaltyOf, type Pattern } from './mask.js';
import { quietModules } from './templates.js';

export interface QrMatrix {
  /** Modules of a side, without the quiet zone. */
  size: number;
  /** Dark stretches of the rows, in modules from the code's top left corner. */
  readonly runs: { x: number; y: number; length: number }[];
  /** The same as bits, see {@link Pattern}. */
  rows: Int32Array;
}

/**
 * Scheme, host and signature need the byte mode; the digits and capitals between take 5.5 bits a character in
 * alphanumeric mode, which saves a version or two.
 */
function segmentsOf(uri: string): QRCodeSegment[] {
  const [, head = '', middle = '', tail = ''] = /^(.*?)([0-9A-Z $%*+./:-]*)(\?s=.*)?$/s.exec(uri) ?? [];
  return [
    ...(head ? [{ data: Buffer.from(head), mode: 'byte' } as const] : []),
    ...(middle ? [{ data: middle, mode: 'alphanumeric' } as const] : []),
    ...(tail ? [{ data: Buffer.from(tail), mode: 'byte' } as const] : []),
  ];
}

/** @throws DomainError `link-too-long` for a code beyond version 11 */
export function qrMatrix(uri: string): QrMatrix {
  const segments = segmentsOf(uri);
  const { size, data } = create(segments, { errorCorrectionLevel: 'M', maskPattern: 0 }).modules;
  if (size > largestSize) throw new DomainError('link-too-long', { length: uri.length });
  const pattern = packModules(size, data);
  let [best, least] = [pattern, penaltyOf(pattern)];
  for (const change of otherMasks(size, segments)) {
    const masked = exchange(pattern, change);
    const penalty = penaltyOf(masked);
    if (penalty < least) [best, least] = [masked, penalty];
  }
  const { rows } = best;
  return {
    size,
    rows,
    get runs() {
      return runsOf(best);
    },
  };
}

const changes = new Map<number, Pattern[]>();

/**
 * What tells the masks 1 to 7 from mask 0, format information included: it depends on the size alone, so that the first
 * code of a size shows it for all.
 */
function otherMasks(size: number, segments: QRCodeSegment[]): Pattern[] {
  const known = changes.get(size);
  if (known) return known;
  const [first, ...others] = ([0, 1, 2, 3, 4, 5, 6, 7] as const).map((maskPattern) =>
    packModules(size, create(segments, { errorCorrectionLevel: 'M', maskPattern }).modules.data),
  );
  const found = others.map((other) => exchange(other, first as Pattern));
  changes.set(size, found);
  return found;
}

/** Of each word of a row, the places where a dark stretch begins and where it ends. */
function runsOf({ size, rows }: Pattern): QrMatrix['runs'] {
  const runs: QrMatrix['runs'] = [];
  for (let y = 0, ended = 0; y < size; y++) {
    const [low, high] = [rows[2 * y] ?? 0, rows[2 * y + 1] ?? 0];
    let [starts, ends] = [low & ~(low << 1), low & ~((low >>> 1) | (high << 31))];
    for (const offset of [0, 32]) {
      if (offset === 32) [starts, ends] = [high & ~((high << 1) | (low >>> 31)), high & ~(high >>> 1)];
      for (; starts !== 0; starts &= starts - 1) runs.push({ x: offset + lowestBit(starts), y, length: 0 });
      for (; ends !== 0; ends &= ends - 1) {
        const run = runs[ended++];
        if (run) run.length = offset + lowestBit(ends) + 1 - run.x;
      }
    }
  }
  return runs;
}

const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits);

/** Side of the code with its quiet zone, in modules. */
export function qrModules(uri: string): number {
  return qrMatrix(uri).size + 2 * quietModules;
}

/** Path data of the dark modules, one unit a module, the quiet zone left free. */
export function qrPathData(matrix: QrMatrix): string {
  const at = (place: number) => place + quietModules;
  return matrix.runs.map(({ x, y, length }) => `M${at(x)} ${at(y)}h${length}v1h-${length}z`).join('');
}
