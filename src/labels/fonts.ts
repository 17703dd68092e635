/** Be Vietnam Pro, the font of everything printed: it has every letter of Vietnamese. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

const read = (file: string) =>
  readFileSync(fileURLToPath(import.meta.resolve(`@expo-google-fonts/be-vietnam-pro/${file}`)));

export const fontFiles = {
  regular: read('400Regular/BeVietnamPro_400Regular.ttf'),
  bold: read('700Bold/BeVietnamPro_700Bold.ttf'),
};

/** Width of a text in em. */
export function widthOf(text: string, isBold: boolean): number {
  const font = fontOf(isBold);
  return font.layout(text).advanceWidth / font.unitsPerEm;
}

/** The outlines of a text as SVG path data in font units: from the origin on the base line, y upwards. */
export function outlineOf(text: string, isBold: boolean): { path: string; unitsPerEm: number } {
  const font = fontOf(isBold);
  const { glyphs, positions } = font.layout(text);
  let x = 0;
  const path = glyphs.map(({ path: shape }, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    const drawn = shape.translate(x + xOffset, yOffset).toSVG();
    x += xAdvance;
    return drawn;
  });
  return { path: path.join(''), unitsPerEm: font.unitsPerEm };
}

const opened = new Map<boolean, Font>();

function fontOf(isBold: boolean): Font {
  const font = opened.get(isBold) ?? create(isBold ? fontFiles.bold : fontFiles.regular);
  opened.set(isBold, font);
  return font;
}
