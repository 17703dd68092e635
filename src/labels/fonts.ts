/**
 * Be Vietnam Pro, the font of everything printed: it has every letter of Vietnamese. A text with Chinese characters is
 * set in Noto Sans SC where that package is installed; without it such a text is refused, never printed as boxes.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

const read = (file: string) => readFileSync(fileURLToPath(import.meta.resolve(`@expo-google-fonts/${file}`)));

export const fontFiles = {
  regular: read('be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf'),
  bold: read('be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf'),
};

const chineseFiles = {
  regular: 'noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
  bold: 'noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
};

type Weight = keyof typeof fontFiles;
export type Face = Weight | `chinese-${Weight}`;

/** The file of a face; null when its package is not installed. */
export function fontFile(face: Face): Buffer | null {
  if (face === 'regular' || face === 'bold') return fontFiles[face];
  try {
    return read(chineseFiles[face === 'chinese-bold' ? 'bold' : 'regular']);
  } catch {
    return null;
  }
}

/** The face in which a text is set: one for all of it, so that its letters match. */
export function faceOf(text: string, isBold: boolean): Face {
  const weight = isBold ? 'bold' : 'regular';
  const lacks = (letter: string) => !isIn(openFace(weight), letter);
  return [...text].some(lacks) && openFace(`chinese-${weight}`) ? `chinese-${weight}` : weight;
}

/** Characters of a text that no font of ours has, each once. */
export function missingCharacters(text: string): string {
  const faces = (['regular', 'bold', 'chinese-regular'] as const).map(openFace);
  return [...new Set(text)].filter((letter) => !faces.some((font) => isIn(font, letter))).join('');
}

function isIn(font: Font | null, letter: string): boolean {
  return /\s/.test(letter) || (font?.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0) ?? false);
}

/** Width of a text in em. */
export function widthOf(text: string, isBold: boolean): number {
  const font = fontOf(text, isBold);
  return font.layout(text).advanceWidth / font.unitsPerEm;
}

/** The outlines of a text as SVG path data in font units: from the origin on the base line, y upwards. */
export function outlineOf(text: string, isBold: boolean): { path: string; unitsPerEm: number } {
  const font = fontOf(text, isBold);
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

const opened = new Map<Face, Font | null>();

function fontOf(text: string, isBold: boolean): Font {
  const font = openFace(faceOf(text, isBold));
  if (!font) throw new Error('a font of the labels is missing');
  return font;
}

function openFace(face: Face): Font | null {
  const known = opened.get(face);
  if (known !== undefined) return known;
  const file = fontFile(face);
  const font = file && create(file);
  opened.set(face, font);
  return font;
}
