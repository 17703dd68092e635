/** Looks at printed matter as a scanner does: a PDF as grey pixels, QR codes read from them. */
import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const wasmBinary = readFileSync(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasmBinary).buffer } });

/** Grey pixels, 0 is black. */
export interface Raster {
  width: number;
  height: number;
  pixels: Uint8Array;
  pixelsPerMillimetre: number;
}

/** Hook: skips a suite on a machine without poppler, which npm cannot install. CI has it, and counts a skip as a failure. */
export function skipWithoutPoppler(this: Mocha.Context): void {
  const { error } = spawnSync('pdftoppm', ['-v']);
  if (error) this.skip();
}

/** The pages of a PDF, by poppler. */
export async function rasterise(pdf: Buffer, dotsPerInch: number): Promise<Raster[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nguon-raster-'));
  try {
    await writeFile(join(folder, 'sheet.pdf'), pdf);
    const options = ['-gray', '-r', String(dotsPerInch), join(folder, 'sheet.pdf'), join(folder, 'page')];
    await promisify(execFile)('pdftoppm', options);
    const pages = (await readdir(folder)).filter((name) => name.endsWith('.pgm')).sort();
    return await Promise.all(
      pages.map(async (name) => readPgm(await readFile(join(folder, name)), dotsPerInch / 25.4)),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The words of a PDF as a reader copies them, by poppler. */
export function wordsIn(pdf: Buffer): string {
  return spawnSync('pdftotext', ['-layout', '-', '-'], { input: pdf, maxBuffer: 1 << 26 }).stdout.toString();
}

function readPgm(file: Buffer, pixelsPerMillimetre: number): Raster {
  const [head = '', width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 64)) ?? [];
  return { width: Number(width), height: Number(height), pixels: file.subarray(head.length), pixelsPerMillimetre };
}

/** Cuts out a rectangle given in millimetres. */
export function crop(page: Raster, box: { x: number; y: number; width: number; height: number }): Raster {
  const scale = page.pixelsPerMillimetre;
  const [left, top, width, height] = [box.x, box.y, box.width, box.height].map((value) =>
    Math.round(value * scale),
  ) as [number, number, number, number];
  const pixels = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const from = (top + row) * page.width + left;
    pixels.set(page.pixels.subarray(from, from + width), row * width);
  }
  return { width, height, pixels, pixelsPerMillimetre: scale };
}

/** Texts of all QR codes in the picture. */
export async function readQr({ width, height, pixels }: Raster): Promise<string[]> {
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  pixels.forEach((grey, index) => data.fill(grey, index * 4, index * 4 + 3));
  return textsOf({ width, height, data });
}

export async function readQrOfPng(png: Buffer): Promise<string[]> {
  return textsOf(new Uint8Array(png));
}

async function textsOf(input: unknown): Promise<string[]> {
  const found = await readBarcodes(input, { formats: ['QRCode'], tryHarder: true });
  return found.map((code) => code.text);
}
