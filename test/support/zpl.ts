/** A thermal printer of our own: the graphic fields of ZPL as pixels. It knows the commands that labels use, no others. */
import { expect } from 'chai';
import { type Raster } from './raster.js';

/** One raster a format (`^XA` … `^XZ`). Throws on a command that it does not know. */
export function printZpl(zpl: string, dotsPerInch: number): Raster[] {
  const formats = zpl.match(/\^XA[\s\S]*?\^XZ/g) ?? [];
  expect(formats.join('\n').trim()).to.equal(zpl.trim());
  return formats.map((format) => printFormat(format, dotsPerInch));
}

function printFormat(format: string, dotsPerInch: number): Raster {
  const [, width, height] = /^\^XA\^PW(\d+)\^LL(\d+)\^LH0,0/.exec(format) ?? [];
  const page: Raster = {
    ...{ width: Number(width), height: Number(height), pixelsPerMillimetre: dotsPerInch / 25.4 },
    pixels: new Uint8Array(Number(width) * Number(height)).fill(255),
  };
  const field = /\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS\s*/g;
  for (const [, x, y, total, count, perRow, data = ''] of format.matchAll(field)) {
    const rows = unpack(data, Number(perRow));
    expect(rows.length * Number(perRow))
      .to.equal(Number(total))
      .and.equal(Number(count));
    rows.forEach((row, down) => paint(page, row, { x: Number(x), y: Number(y) + down }));
  }
  expect(format.replace(field, '')).to.match(/^\^XA\^PW\d+\^LL\d+\^LH0,0\s*\^XZ$/);
  return page;
}

/** Rows of hexadecimal digits, from the abbreviations of the ZPL II manual. */
function unpack(data: string, bytesPerRow: number): string[] {
  const digits = bytesPerRow * 2;
  const rows: string[] = [];
  let [row, repeats] = ['', 0];
  for (const letter of data) {
    if (/[G-Y]/.test(letter)) repeats += letter.charCodeAt(0) - 'F'.charCodeAt(0);
    else if (/[g-z]/.test(letter)) repeats += 20 * (letter.charCodeAt(0) - 'f'.charCodeAt(0));
    else if (letter === ',') row = row.padEnd(digits, '0');
    else if (letter === '!') row = row.padEnd(digits, 'F');
    else if (letter === ':') row = rows.at(-1) ?? '';
    else {
      expect(letter).to.match(/[0-9A-F]/);
      row += letter.repeat(repeats || 1);
      repeats = 0;
    }
    expect(row.length).to.be.at.most(digits);
    if (row.length === digits) {
      rows.push(row);
      row = '';
    }
  }
  expect(row).to.equal('');
  return rows;
}

function paint(page: Raster, row: string, at: { x: number; y: number }): void {
  [...row].forEach((digit, place) => {
    for (let bit = 0; bit < 4; bit++) {
      if (!((parseInt(digit, 16) >> (3 - bit)) & 1)) continue;
      const x = at.x + place * 4 + bit;
      if (x < page.width && at.y < page.height) page.pixels[at.y * page.width + x] = 0;
    }
  });
}
