/** The part of fontkit that is used here; the package brings no types. */
declare module 'fontkit' {
  export interface Font {
    unitsPerEm: number;
    layout(text: string): GlyphRun;
    hasGlyphForCodePoint(codePoint: number): boolean;
  }
  interface GlyphRun {
    /** Font units, as all lengths here; y points upwards. */
    advanceWidth: number;
    glyphs: { path: Path }[];
    positions: { xAdvance: number; xOffset: number; yOffset: number }[];
  }
  interface Path {
    translate(x: number, y: number): Path;
    toSVG(): string;
  }
  export function create(file: Buffer): Font;
}
