/**
 * The fonts of everything printed: Be Vietnam Pro, which has every letter of Vietnamese, and for a label with Chinese
 * characters Noto Sans SC, which has both. A label is set in one family, so that its letters match.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { create, type Font } from 'fontkit';

const paths = {
  vietnamese: {
    regular: 'be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf',
    bold: 'be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf',
  },
  chinese: {
    regular: 'noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf',
    bold: 'noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf',
  },
};

export type Family = keyof typeof paths;
interface Files {
  regular: Buffer;
  bold: Buffer;
}

const read = (path: string) => readFileSync(fileURLToPath(import.meta.resolve(`@expo-google-fonts/${path}`)));
const files = new Map<Family, Files>();

/** Read when it is first asked for: the Chinese family has 21 MB. */
export function fontFilesOf(family: Family = 'vietnamese'): Files {
  const known = files.get(family);
  if (known) return known;
  const { regular, bold } = paths[family];
  const found = { regular: read(regular), bold: read(bold) };
  files.set(family, found);
  return found;
}

/** The family that has the letters of a label. */
export function familyOf(text: string): Family {
  return lettersMissing(text, 'vietnamese').length === 0 ? 'vietnamese' : 'chinese';
}

/** Characters of a text that its family lacks, each once. */
export function missingCharacters(text: string): string {
  return lettersMissing(text, familyOf(text)).join('');
}

function lettersMissing(text: string, family: Family): string[] {
  const font = fontOf(family, false);
  return [...new Set(text)].filter((letter) => !/\s/.test(letter) && !font.hasGlyphForCodePoint(codeOf(letter)));
}

const codeOf = (letter: string) => letter.codePointAt(0) ?? 0;

/** Width of a text in em. */
export function widthOf(text: string, isBold: boolean, family?: Family): number {
  const font = fontOf(family, isBold);
  return font.layout(text).advanceWidth / font.unitsPerEm;
}

/** The outlines of a text as SVG path data in font units: from the origin on the base line, y upwards. */
export function outlineOf(text: string, isBold: boolean, family?: Family): { path: string; unitsPerEm: number } {
  const font = fontOf(family, isBold);
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

const opened = new Map<Buffer, Font>();

/** Opened once: reading a font takes milliseconds. */
export function fontOf(family: Family | undefined, isBold: boolean): Font {
  const file = fontFilesOf(family)[isBold ? 'bold' : 'regular'];
  const font = opened.get(file) ?? create(file);
  opened.set(file, font);
  return font;
}
