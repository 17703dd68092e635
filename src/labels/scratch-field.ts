/**
 * Where the second secret of a label is printed: in a frame at the foot of the text, over which the scratch field is
 * stuck. Stock without room for it has the codes in their list alone.
 */
import { spellSerial } from '../http/spelling.js';
import { linesIn, sizesFor } from './arrange.js';
import { capHeight, point, type LabelContent, type Measure, type TextLine } from './layout.js';
import { type LabelTemplate } from './templates.js';

type Box = LabelTemplate['text'];

/** Millimetres along and across the line of the code. */
const longest = 26;
const depth = 4.4;
const gap = 0.9;
const padding = 0.8;

/** What has to be left for the words. */
const leastText = 16.2;

const largestSize = 8;

/** Of the line that frames a scratch field, in millimetres. */
export const frameWidth = 0.2;

export interface Arranged {
  /** The template with what is left for the words. */
  template: LabelTemplate;
  /** Null where the label has no code, or the template no room. */
  field: { box: Box; line: TextLine } | null;
}

/** True when the words of a label leave room for a scratch field. */
export function holdsScratch(template: LabelTemplate): boolean {
  return linesIn(template).depth >= leastText + gap + depth;
}

/** The frame of a label's code and the code within, and what they leave for the words. */
export function arrangeScratch(template: LabelTemplate, { scratch }: LabelContent, measure: Measure): Arranged {
  if (scratch === undefined || !holdsScratch(template)) return { template, field: null };
  const code = spellSerial(scratch);
  const box = boxIn(template);
  const length = template.isTurned ? box.height : box.width;
  const width = measure(code, false);
  const size = Math.min(largestSize, (length - 2 * padding) / (width * point));
  const [start, rise] = [(length - width * size * point) / 2, (depth - capHeight * size * point) / 2];
  const place = template.isTurned
    ? { x: box.x + rise, baseline: box.y + start, isTurned: true }
    : { x: box.x + start, baseline: box.y + depth - rise };
  return { template: withoutField(template), field: { box, line: { text: code, size, isBold: false, ...place } } };
}

/** Its frame lies within the text's place, also where that is cut out to whole dots. */
function boxIn({ text, isTurned }: LabelTemplate): Box {
  const start = 1.5 * frameWidth;
  const length = Math.min((isTurned ? text.height : text.width) - 2 * start, longest);
  if (isTurned) return { x: text.x, y: text.y + start, width: depth, height: length };
  return { x: text.x + start, y: text.y + text.height - depth, width: length, height: depth };
}

function withoutField(template: LabelTemplate): LabelTemplate {
  const { text, isTurned } = template;
  const taken = depth + gap;
  const left = isTurned
    ? { ...text, x: text.x + taken, width: text.width - taken }
    : { ...text, height: text.height - taken };
  const { length, depth: lines } = linesIn({ ...template, text: left });
  return { ...template, text: left, ...sizesFor({ width: length, height: lines }) };
}
