/**
 * A label as PDF operators, in points from its top left corner, y downwards. What a lot's labels have in common is laid
 * out and written once; of each further one only the serial and the code.
 */
import { spellSerial } from '../http/spelling.js';
import { linesIn } from './arrange.js';
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

const tolerance = 1e-6; // of floating point
const mostLots = 50;
const mostPlans = 8; // of a lot: serials of broad letters may need another layout

/** @returns a function that appends a label. It throws DomainError `label-too-small` */
export function labelWriter(template: LabelTemplate, fonts: Fonts): (label: LabelContent, bytes: Bytes) => void {
  const plans = new Map<string, Plan[]>();
  const text = textWriter(fonts);
  const plansOf = (label: LabelContent): Plan[] => {
    const name = JSON.stringify({ ...label, uri: '', serial: label.serial?.length });
    const known = plans.get(name) ?? [];
    if (known.length > 0) return known;
    if (plans.size === mostLots) plans.clear();
    plans.set(name, known);
    return known;
  };
  const newPlan = (label: LabelContent): Plan => {
    const serial = label.serial === undefined ? '' : spellSerial(label.serial);
    const lines = layOutText(template, label, (part, isBold) =>
      serial.includes(part) ? text.width(part) : fontOf(fonts, isBold).widthOfString(part, 1),
    );
    const serialLines = linesOfSerial(lines, label);
    const others = lines.slice(0, lines.length - serialLines.length);
    return { operators: Buffer.from(others.map(text.line).join('')), serial: serialLines };
  };
  const write = (plan: Plan, label: LabelContent, bytes: Bytes): boolean => {
    const words = text.serial(plan.serial, label, linesIn(template).length);
    if (words === null) return false;
    bytes.append(plan.operators);
    bytes.text(words);
    return true;
  };
  return (label, bytes) => {
    const known = plansOf(label);
    if (!known.some((plan) => write(plan, label, bytes))) {
      const plan = newPlan(label);
      if (known.length < mostPlans) known.push(plan);
      bytes.append(plan.operators);
      bytes.text(plan.serial.map(({ line }) => text.line(line)).join(''));
    }
    writeCode(bytes, template, label.uri);
  };
}

const fontOf = (fonts: Fonts, isBold: boolean) => (isBold ? fonts.bold : fonts.regular);

/** The last lines are the serial, in groups of four. */
function linesOfSerial(lines: TextLine[], { serial }: LabelContent): Plan['serial'] {
  const count = serial === undefined ? 0 : spellSerial(serial).split(' ').length;
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

  const widthOf = (part: string) => [...part].reduce((sum, letter) => sum + letterOf(letter).width, 0);

  return {
    /** Of a serial, in em. */
    width: widthOf,

    /** With kerning and marks in their place. */
    line(this: void, line: TextLine): string {
      const font = fontOf(fonts, line.isBold);
      const [glyphs, positions] = font.encode(line.text);
      return textOperators(font, line, spell(glyphs, positions, line.size));
    },

    /** Without kerning, so that no text has to be shaped; null when it would be too wide, in millimetres. */
    serial(this: void, lines: Plan['serial'], { serial }: LabelContent, room: number): string | null {
      const groups = serial === undefined ? [] : spellSerial(serial).split(' ');
      let operators = '';
      for (const { line, groups: count } of lines) {
        const part = groups.splice(0, count).join(' ');
        if (widthOf(part) * line.size * point > room + tolerance) return null;
        const glyphs = [...part].map((letter) => letterOf(letter).glyph);
        operators += textOperators(fonts.regular, line, `[<${glyphs.join('')}>]TJ`);
      }
      return operators;
    },
  };
}

function textOperators({ id }: EmbeddedFont, { x, baseline, size, isTurned }: TextLine, shown: string): string {
  const direction = isTurned ? '0 1 1 0' : '1 0 0 -1';
  return `BT /${id} ${size} Tf ${direction} ${short(x / point)} ${short(baseline / point)} Tm ${shown} ET\n`;
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
