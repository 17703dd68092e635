/**
 * A label as PDF operators, in points from its top left corner, y downwards. What a lot's labels have in common is laid
 * out and written once; of each further one only the serial and the code.
 */
import { formatFor } from '../http/format.js';
import { type Bytes } from './bytes.js';
import { short, writeCode } from './code-operators.js';
import { layOutText, point, type LabelContent, type TextLine } from './layout.js';
import { type LabelTemplate } from './templates.js';

/** A font inside a document, as pdfkit has it. Lengths are in thousandths of an em. */
export interface EmbeddedFont {
  /** Its name in the pages' resources. */
  id: string;
  /** Its object in the document. */
  ref(): unknown;
  /** Takes the text's glyphs into the document. @returns four hexadecimal digits a glyph, and where each stands */
  encode(text: string): [glyphs: string[], positions: Position[]];
  widthOfString(text: string, size: number): number;
}

interface Position {
  advanceWidth: number;
  /** The same with kerning. */
  xAdvance: number;
  xOffset: number;
  yOffset: number;
}

export interface Fonts {
  regular: EmbeddedFont;
  bold: EmbeddedFont;
}

/** What labels of one lot share. */
interface Plan {
  operators: Uint8Array;
  serial: { line: TextLine; groups: number }[];
}

const format = formatFor('vi');
const mostPlans = 50;

/** @returns a function that appends a label. It throws DomainError `label-too-small` */
export function labelWriter(template: LabelTemplate, fonts: Fonts): (label: LabelContent, bytes: Bytes) => void {
  const plans = new Map<string, Plan>();
  const text = textWriter(fonts);
  const measure = (part: string, isBold: boolean) => fontOf(fonts, isBold).widthOfString(part, 1);
  const planOf = (label: LabelContent): Plan => {
    const name = JSON.stringify({ ...label, uri: '', serial: label.serial?.length });
    const known = plans.get(name);
    if (known) return known;
    if (plans.size === mostPlans) plans.clear();
    const lines = layOutText(template, label, measure);
    const serialLines = linesOfSerial(lines, label);
    const others = lines.slice(0, lines.length - serialLines.length);
    const plan = { operators: Buffer.from(others.map(text.line).join('')), serial: serialLines };
    plans.set(name, plan);
    return plan;
  };
  return (label, bytes) => {
    const { operators, serial } = planOf(label);
    const words = text.serial(serial, label, template.text.width);
    if (words !== null) bytes.append(operators);
    bytes.text(words ?? layOutText(template, label, measure).map(text.line).join(''));
    writeCode(bytes, template, label.uri);
  };
}

const fontOf = (fonts: Fonts, isBold: boolean) => (isBold ? fonts.bold : fonts.regular);

/** The last lines are the serial, in groups of four. */
function linesOfSerial(lines: TextLine[], { serial }: LabelContent): Plan['serial'] {
  const count = serial === undefined ? 0 : format.serial(serial).split(' ').length;
  const found: Plan['serial'] = [];
  for (let left = count, at = lines.length - 1; left > 0; at--) {
    const line = lines[at];
    if (!line) throw new Error('a layout without the serial');
    const groups = line.text.split(' ').length;
    found.unshift({ line, groups });
    left -= groups;
  }
  return found;
}

function textWriter(fonts: Fonts) {
  const letters = new Map<string, { glyph: string; width: number }>();
  const letterOf = (letter: string) => {
    const known = letters.get(letter);
    if (known) return known;
    const [[glyph = ''], [position]] = fonts.regular.encode(letter);
    const found = { glyph, width: (position?.advanceWidth ?? 0) / 1000 };
    letters.set(letter, found);
    return found;
  };

  return {
    /** With kerning and marks in their place. */
    line(this: void, line: TextLine): string {
      const font = fontOf(fonts, line.isBold);
      const [glyphs, positions] = font.encode(line.text);
      return textOperators(font, line, spell(glyphs, positions, line.size));
    },

    /** Without kerning, so that no text has to be shaped; null when it would be too wide, in millimetres. */
    serial(this: void, lines: Plan['serial'], { serial }: LabelContent, room: number): string | null {
      const groups = serial === undefined ? [] : format.serial(serial).split(' ');
      let operators = '';
      for (const { line, groups: count } of lines) {
        const spelled = [...groups.splice(0, count).join(' ')].map(letterOf);
        const width = spelled.reduce((sum, letter) => sum + letter.width, 0);
        if (width * line.size * point > room) return null;
        operators += textOperators(fonts.regular, line, `[<${spelled.map(({ glyph }) => glyph).join('')}>]TJ`);
      }
      return operators;
    },
  };
}

function textOperators({ id }: EmbeddedFont, { x, baseline, size }: TextLine, shown: string): string {
  return `BT /${id} ${size} Tf 1 0 0 -1 ${short(x / point)} ${short(baseline / point)} Tm ${shown} ET\n`;
}

/** Glyphs as strings, between them how far each is moved from where it would stand by itself. */
function spell(glyphs: string[], positions: Position[], size: number): string {
  let [shown, rise, lag] = ['[', 0, 0];
  for (const [index, glyph] of glyphs.entries()) {
    const { advanceWidth = 0, xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    if (yOffset !== rise) shown += `]TJ ${short((yOffset / 1000) * size)} Ts [`;
    const shift = short(lag - xOffset);
    shown += `${shift === 0 ? '' : shift}<${glyph}>`;
    rise = yOffset;
    lag = advanceWidth + xOffset - xAdvance;
  }
  return `${shown.replaceAll('><', '')}]TJ`;
}
