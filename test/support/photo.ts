/** Pictures of QR codes as a phone takes them: turned, slanted, blurred, grey on grey, with a stain. */
import sharp from 'sharp';
import { qrMatrix, qrModules, qrPathData } from '../../src/labels/qr.js';

export interface Shot {
  pixelsPerModule: number;
  /** Degrees. */
  turn?: number;
  /** Shear, 0.2 is much. */
  slant?: number;
  /** Side of a stain in the middle, in modules. */
  stain?: number;
}

/** A PNG of a code on a lighter ground. */
export function shoot(text: string, { pixelsPerModule, turn = 0, slant = 0, stain = 0 }: Shot): Promise<Buffer> {
  const size = qrModules(text);
  const side = size * pixelsPerModule;
  const at = (size - stain) / 2;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 ${size} ${size}">` +
    `<rect width="100%" height="100%" fill="#ddd"/><path fill="#222" d="${qrPathData(qrMatrix(text))}"/>` +
    `<rect x="${at}" y="${at}" width="${stain}" height="${stain}" fill="#555"/></svg>`;
  return sharp(Buffer.from(svg))
    .affine([1, slant, slant / 2, 1], { background: '#ddd' })
    .toBuffer()
    .then((slanted) =>
      sharp(slanted)
        .rotate(turn, { background: '#ddd' })
        .extend({ top: 60, left: 90, bottom: 40, right: 50, background: '#bbb' })
        .blur(Math.max(0.3, pixelsPerModule / 6))
        .png()
        .toBuffer(),
    );
}

export async function pixelsOf(png: Buffer): Promise<{ data: Buffer; width: number; height: number }> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}
