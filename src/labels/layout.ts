/**
 * What stands where on a label: pure arithmetic over a template, shared by the printed sheet and the single label.
 * Text shrinks, then is cut with an ellipsis; it never leaves its box and no line overlaps another.
 */
import type { Locale } from '../http/i18n.js';
import { spellDay, spellSerial } from '../http/spelling.js';
import { cut, evenLines, halve, partsOf, wrap } from './line-breaks.js';
import type { LabelTemplate } from './templates.js';

export interface LabelContent {
  /** The link in the QR code. */
  uri: string;
  productName: string;
  /** Lot code, decoded. */
  lot: string;
  serial?: string;
  /** Local dates, YYYY-MM-DD. */
  packedOn?: string;
  expiresOn?: string;
  producer?: string;
  /** Words before the values, in the language of the label: Lô, NSX, HSD. */
  captions: { lot: string; packedOn: string; expiresOn: string };
  /** Of the words above and the dates; Vietnamese unless given. */
  language?: Locale;
}

export interface TextLine {
  text: string;
  /** Millimetres from the label's top left corner to where the base line begins. */
  x: number;
  baseline: number;
  /** Points. */
  size: number;
  isBold: boolean;
  /** It runs downwards. */
  isTurned?: boolean;
}

/** All words of a label that its font must have; the rest are digits and capitals. */
export function wordsOf({ productName, producer = '', captions }: Omit<LabelContent, 'uri'>): string {
  return [productName, producer, ...Object.values(captions)].join(' ');
}

/** Width of a text in em. */
export type Measure = (text: string, isBold: boolean) => number;

/** Millimetres in a point. */
export const point = 25.4 / 72;

const leading = 1.22;
const nameLeading = 1.32; // a mark below meets two marks on the capital of the next line: Ậ over Ẫ
const capHeight = 0.74;
const sizeStep = 0.25;

interface Draft {
  names: string[];
  nameSize: number;
  producer: string[];
  facts: string[];
  serial: string[];
  size: number;
  /** A date stands on the line below its word: smaller letters are better. */
  breaksDates: boolean;
}

/** The lines of text of a label: name, producer, lot and dates from the top, serial at the foot. */
export function layOutText(template: LabelTemplate, content: LabelContent, measure: Measure): TextLine[] {
  const { text, isTurned } = template;
  if (!isTurned) return layOutUpright(template, content, measure);
  const box = { x: 0, y: 0, width: text.height, height: text.width };
  return layOutUpright({ ...template, text: box }, content, measure).map(({ x, baseline, ...line }) => {
    return { ...line, x: text.x + text.width - baseline, baseline: text.y + x, isTurned };
  });
}

function layOutUpright(template: LabelTemplate, content: LabelContent, measure: Measure): TextLine[] {
  let draft: Draft | undefined;
  for (const choice of choicesOf(template, content)) {
    const name = fitName(template, content.productName, choice, measure);
    for (const size of sizes(template.bodySize)) {
      draft = { ...name, ...bodyLines(template, content, { size, hasProducer: choice.hasProducer, measure }) };
      const isShrinkable = draft.breaksDates && size > template.bodySize.small;
      if (!isShrinkable && heightOf(draft) <= template.text.height) return place(template, draft);
    }
  }
  return draft ? place(template, draft) : [];
}

interface Choice {
  hasProducer: boolean;
  nameLines: number;
  nameSizes: number[];
}

/** What is given up in turn when a label is full: a large name, the producer, the name's second line. */
function choicesOf(template: LabelTemplate, content: LabelContent): Choice[] {
  const hasProducer = template.hasProducer && content.producer !== undefined;
  const large = { nameLines: 2, nameSizes: sizes(template.nameSize) };
  const small = { nameLines: 2, nameSizes: [template.nameSize.small] };
  return [
    { ...large, hasProducer },
    { ...small, hasProducer },
    ...(hasProducer ? [{ ...small, hasProducer: false }] : []),
    { ...small, nameLines: 1, hasProducer: false },
  ];
}

function fitName(template: LabelTemplate, name: string, { nameLines, nameSizes }: Choice, measure: Measure) {
  const bold = (text: string) => measure(text, true);
  const parts = partsOf(name);
  for (const nameSize of nameSizes) {
    const names = wrap(parts, '', template.text.width / (nameSize * point), bold);
    if (names && names.length <= nameLines) return { names: names[1] ? halve(parts, '', bold) : names, nameSize };
  }
  const nameSize = template.nameSize.small;
  return { names: cut(name, nameLines, template.text.width / (nameSize * point), bold), nameSize };
}

function bodyLines(
  { text }: LabelTemplate,
  content: LabelContent,
  { size, hasProducer, measure }: { size: number; hasProducer: boolean; measure: Measure },
): Omit<Draft, 'names' | 'nameSize'> {
  const width = text.width / (size * point);
  const regular = (part: string) => measure(part, false);
  const { captions, lot, packedOn, expiresOn, serial, producer } = content;
  const dates = [
    ...(packedOn ? [[captions.packedOn, packedOn] as const] : []),
    ...(expiresOn ? [[captions.expiresOn, expiresOn] as const] : []),
  ].map(([caption, date]) => dateLines(`${caption}:`, spellDay(content.language ?? 'vi', date), width, regular));
  return {
    size,
    breaksDates: dates.some((lines) => lines.length > 1),
    producer: hasProducer && producer ? cut(producer, 2, width, regular) : [],
    facts: [...lotLines(`${captions.lot}: ${lot}`, width, regular), ...dates.flat()],
    serial: serial ? evenLines(spellSerial(serial).split(' '), ' ', width, regular) : [],
  };
}

/** Down to the last base line, with half a line between the parts. */
function heightOf(draft: Draft): number {
  const body = draft.producer.length + draft.facts.length + draft.serial.length;
  const lines = (body - 1 + 0.5) * leading + capHeight;
  return (draft.names.length * draft.nameSize * nameLeading + lines * draft.size) * point;
}

function place({ text }: LabelTemplate, draft: Draft): TextLine[] {
  const lines: TextLine[] = [];
  let top = text.y;
  const add = (texts: string[], size: number, isBold: boolean) => {
    for (const each of texts) {
      lines.push({ text: each, x: text.x, baseline: top + capHeight * size * point, size, isBold });
      top += size * (isBold ? nameLeading : leading) * point;
    }
  };
  add(draft.names, draft.nameSize, true);
  add(draft.producer, draft.size, false);
  top += 0.25 * draft.size * leading * point;
  add(draft.facts, draft.size, false);
  const serialHeight = (draft.serial.length - 1) * draft.size * leading * point + capHeight * draft.size * point;
  top = Math.max(top, text.y + text.height - serialHeight);
  add(draft.serial, draft.size, false);
  return lines;
}

function dateLines(caption: string, date: string, width: number, measure: (text: string) => number): string[] {
  const line = `${caption} ${date}`;
  return measure(line) <= width ? [line] : [caption, date];
}

/** Breaks a lot code after one of its own separators where that gives two lines, else anywhere. */
function lotLines(text: string, width: number, measure: (text: string) => number): string[] {
  if (measure(text) <= width) return [text];
  const halves = halve(text.match(/[^-./_]+[-./_]*|[-./_]+/g) ?? [], '', measure);
  return halves.every((line) => measure(line) <= width) ? halves : evenLines([...text], '', width, measure);
}

function sizes({ large, small }: { large: number; small: number }): number[] {
  return Array.from({ length: Math.floor((large - small) / sizeStep) + 1 }, (_, step) => large - step * sizeStep);
}
