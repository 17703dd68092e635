/**
 * Labels in ZPL II, the language of thermal printers. Code and words go as bitmaps (`^GFA`): printers would choose a
 * larger version of the code, and their fonts lack letters of Vietnamese. What is printed is what was tested.
 */
import { Readable } from 'node:stream';
import { codeBitmap, dotOf, rowBytes, textBitmap, type Bitmap } from './bitmap.js';
import { type LabelContent } from './layout.js';
import { labelOrigin, labelsPerPage, type LabelTemplate } from './templates.js';

/**
 * One format (`^XA` … `^XZ`) a page, made as it is read.
 * @param startAt first free label of the first page; 1 is the top left
 */
export function drawZpl(template: LabelTemplate, labels: Iterable<LabelContent>, startAt = 1): Readable {
  return Readable.from(formats(template, labels, startAt - 1), { objectMode: false });
}

async function* formats(
  template: LabelTemplate,
  labels: Iterable<LabelContent>,
  firstPosition: number,
): AsyncGenerator<string> {
  const dots = (millimetres: number) => Math.round(millimetres / dotOf(template));
  const { width, height } = template.page;
  const start = `^XA^PW${dots(width)}^LL${dots(height)}^LH0,0\n`;
  let position = firstPosition;
  yield start;
  for (const label of labels) {
    if (position === labelsPerPage(template)) {
      yield `^XZ\n${start}`;
      position = 0;
    }
    const origin = labelOrigin(template, position++);
    for (const bitmap of [codeBitmap(template, label.uri), await textBitmap(template, label)]) {
      yield graphicField(bitmap, { x: dots(origin.x), y: dots(origin.y) });
    }
  }
  yield '^XZ\n';
}

/** What lies above or left of the page's corner is white: a field cannot begin there. */
function graphicField(bitmap: Bitmap, origin: { x: number; y: number }): string {
  const [x, y] = [Math.max(0, origin.x + bitmap.x), Math.max(0, origin.y + bitmap.y)];
  const { length } = bitmap.bits;
  return `^FO${x},${y}^GFA,${length},${length},${rowBytes(bitmap)},${compress(bitmap)}^FS\n`;
}

/**
 * Hexadecimal with the abbreviations of the ZPL II manual: letters that count repeats, `,` for a row that ends in white,
 * `!` in black, `:` for the row above once more.
 */
function compress(bitmap: Bitmap): string {
  const size = rowBytes(bitmap);
  const rows: string[] = [];
  let above = '';
  for (let row = 0; row < bitmap.height; row++) {
    const digits = Buffer.from(bitmap.bits.subarray(row * size, (row + 1) * size))
      .toString('hex')
      .toUpperCase();
    rows.push(digits === above ? ':' : compressRow(digits));
    above = digits;
  }
  return rows.join('');
}

function compressRow(digits: string): string {
  const [, kept = '', ending = ''] = /^(.*?)(0*|F*)$/.exec(digits) ?? [];
  const closing = ending === '' ? '' : ending.startsWith('0') ? ',' : '!';
  return kept.replace(/(.)\1+/g, (run) => countLetters(run.length) + run.charAt(0)) + closing;
}

/** `z` is 400 and each letter before it 20 less, down to `g`; `Y` is 19 and each letter before it one less, to `G`. */
function countLetters(count: number): string {
  const [many, few] = [Math.floor(count / 20), count % 20];
  const letter = (first: string, steps: number) => String.fromCharCode(first.charCodeAt(0) + steps - 1);
  return 'z'.repeat(Math.floor(many / 20)) + (many % 20 ? letter('g', many % 20) : '') + (few ? letter('G', few) : '');
}
