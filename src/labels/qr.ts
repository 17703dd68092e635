/** QR codes (ISO/IEC 18004) of label links, error correction M. */
import { create, type QRCodeSegment } from 'qrcode';
import { quietModules } from './templates.js';

export interface QrMatrix {
  /** Modules of a side, without the quiet zone. */
  size: number;
  /** Dark stretches of the rows, in modules from the code's top left corner. */
  runs: { x: number; y: number; length: number }[];
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

export function qrMatrix(uri: string): QrMatrix {
  const { size, data } = create(segmentsOf(uri), { errorCorrectionLevel: 'M' }).modules;
  const runs: QrMatrix['runs'] = [];
  for (let y = 0; y < size; y++) {
    for (let x = 0, start = 0; x <= size; x++) {
      if (x < size && data[y * size + x]) continue;
      if (x > start) runs.push({ x: start, y, length: x - start });
      start = x + 1;
    }
  }
  return { size, runs };
}

/** Side of the code with its quiet zone, in modules. */
export function qrModules(uri: string): number {
  return qrMatrix(uri).size + 2 * quietModules;
}

/** Path data of the dark modules, one unit a module, the quiet zone left free. */
export function qrPathData(matrix: QrMatrix): string {
  const at = (place: number) => place + quietModules;
  return matrix.runs.map(({ x, y, length }) => `M${at(x)} ${at(y)}h${length}v1h-${length}z`).join('');
}
