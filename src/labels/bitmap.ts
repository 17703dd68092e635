/** Labels as the dots of a thermal printer: black and white only, a module of a code is a whole number of dots. */
import sharp from 'sharp';
import { type LabelContent } from './layout.js';
import { qrMatrix } from './qr.js';
import { textSvg } from './single.js';
import { getModuleSide, quietModules, type LabelTemplate } from './templates.js';

export interface Bitmap {
  /** Dots from the label's top left corner. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Row by row, eight dots a byte, the leftmost in the highest bit; 1 is black. */
  bits: Uint8Array;
}

/** Bytes of a row. */
export const rowBytes = ({ width }: Pick<Bitmap, 'width'>) => Math.ceil(width / 8);

/** The code of a label without its quiet zone. @throws DomainError `label-too-small` */
export function codeBitmap(template: LabelTemplate, uri: string): Bitmap {
  const { size, runs } = qrMatrix(uri);
  const dot = dotOf(template);
  const module = Math.round(getModuleSide(template, size + 2 * quietModules) / dot);
  const [x, y] = [template.qr.x, template.qr.y].map((at) => Math.round(at / dot) + quietModules * module) as Place;
  const bitmap = blank({ x, y, width: size * module, height: size * module });
  for (const run of runs) {
    for (let row = run.y * module; row < (run.y + 1) * module; row++) {
      for (let column = run.x * module; column < (run.x + run.length) * module; column++) setDot(bitmap, column, row);
    }
  }
  return bitmap;
}

type Place = [number, number];

/** The words of a label: the printer's own fonts lack letters of Vietnamese. */
export async function textBitmap(template: LabelTemplate, content: LabelContent): Promise<Bitmap> {
  const dot = dotOf(template);
  const dots = (millimetres: number) => Math.round(millimetres / dot);
  const place = inkOf(template);
  const [x, y, width, height] = [place.x, place.y, place.width, place.height].map(dots) as [
    number,
    number,
    number,
    number,
  ];
  const bitmap = blank({ x, y, width, height });
  const box = { x: x * dot, y: y * dot, width: width * dot, height: bitmap.height * dot };
  const { data, info } = await sharp(Buffer.from(textSvg(template, content, box, bitmap)))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let row = 0; row < bitmap.height; row++) {
    for (let column = 0; column < bitmap.width; column++) {
      if ((data[(row * info.width + column) * info.channels] ?? 255) < darkest) setDot(bitmap, column, row);
    }
  }
  return bitmap;
}

/** Of the first line stand marks above the text's box, of the last one tails below it. */
const roomForMarks = 1.4;
const roomForTails = 0.8;

function inkOf({ text, label, isTurned }: LabelTemplate): LabelTemplate['text'] {
  if (isTurned) {
    const [left, right] = [Math.min(text.x, roomForTails), Math.min(label.width - text.x - text.width, roomForMarks)];
    return { ...text, x: text.x - left, width: left + text.width + right };
  }
  const above = Math.min(text.y, roomForMarks);
  return { ...text, y: text.y - above, height: above + text.height + roomForTails };
}

/** Grey below which a dot is black: a little above the half, so that thin strokes stay whole. */
const darkest = 150;

/** Side of a printer's dot. */
export function dotOf({ dotsPerInch = 203 }: LabelTemplate): number {
  return 25.4 / dotsPerInch;
}

function blank(box: Omit<Bitmap, 'bits'>): Bitmap {
  return { ...box, bits: new Uint8Array(rowBytes(box) * box.height) };
}

function setDot(bitmap: Bitmap, column: number, row: number): void {
  const index = row * rowBytes(bitmap) + (column >> 3);
  bitmap.bits[index] = (bitmap.bits[index] ?? 0) | (0x80 >> (column & 7));
}
