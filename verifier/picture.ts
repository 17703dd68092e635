/** Reads the code in a picture file. */
import { readQr } from './photo.js';

/** What some browsers have and their types lack: https://wicg.github.io/shape-detection-api/ */
declare class BarcodeDetector {
  constructor(options: { formats: string[] });
  detect(picture: ImageBitmap): Promise<{ rawValue: string }[]>;
}

/** Text of the code in a picture file, or null: by the browser's own reader where it has one. */
export async function readPicture(file: File): Promise<string | null> {
  const picture = await createImageBitmap(file);
  if ('BarcodeDetector' in globalThis) {
    const [code] = await new BarcodeDetector({ formats: ['qr_code'] }).detect(picture).catch(() => []);
    if (code) return code.rawValue;
  }
  for (const most of [800, 1600]) {
    const scale = Math.min(1, most / Math.max(picture.width, picture.height));
    const [width, height] = [picture.width, picture.height].map((side) => Math.max(1, Math.round(side * scale)));
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d')!;
    context.drawImage(picture, 0, 0, width, height);
    const text = readQr(context.getImageData(0, 0, width, height));
    if (text || scale === 1) return text;
  }
  return null;
}
