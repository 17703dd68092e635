/** Where code and text stand on a label of a size: the same rule for every stock, so that a sheet needs its measures only. */
import type { LabelTemplate, Stock } from './templates.js';

type Box = LabelTemplate['text'];

/** A larger code helps nobody: phones read it from where they also see the words. */
const largestCode = 32.5;

/** Room that the words of the fullest label need beside or under its code. */
const narrowestText = 17.7;
const lowestText = 14.5;
const gap = 0.8; // for the marks of the first line, between a code and the text below it
const freeText = 17; // above it no size of letters is given up

/** Marks of capitals stand above the box of the text; digits, which are its last line, end at its foot. */
const lowMargins = { top: 1.5, bottom: 0.9 };

/** Code and text of a stock: side by side, or the text below where that gives the larger code; by the turned label. */
export function arrange(stock: Stock): LabelTemplate {
  if (!stock.isTurned) return arrangeUpright(stock);
  const { width, height } = stock.label;
  const { qr, text, ...others } = arrangeUpright({ ...stock, label: { width: height, height: width } });
  const turn = (box: { x: number; y: number }, down: number) => ({ x: round(width - box.y - down), y: box.x });
  return {
    ...{ ...others, label: stock.label },
    qr: { ...turn(qr, qr.side), side: qr.side },
    text: { ...turn(text, text.height), width: text.height, height: text.width },
  };
}

function arrangeUpright(stock: Stock): LabelTemplate {
  const { width, height } = stock.label;
  const isRoomy = height >= 33 && width >= 60;
  const edge = isRoomy ? 1.2 : 0.2;
  const side = isRoomy ? 2.2 : 1.2;
  const { top, bottom } = height < 20 ? lowMargins : height < 30 ? { top: 1.7, bottom: 1.7 } : { top: 4, bottom: 4 };
  const beside = round(Math.min(height - 0.6, width - edge - side - narrowestText, largestCode));
  const above = round(Math.min(width - 0.6, height - 0.3 - gap - side - freeText, largestCode));
  if (beside >= above) {
    const qr = { x: edge, y: round((height - beside) / 2), side: beside };
    const x = round(edge + beside);
    const text = { x, y: top, width: round(width - x - side), height: round(height - top - bottom) };
    return { ...stock, qr, ...texts(text) };
  }
  const qr = { x: round((width - above) / 2), y: 0.3, side: above };
  const y = round(qr.y + above + gap);
  const text = { x: side, y, width: round(width - 2 * side), height: round(height - y - side) };
  return { ...stock, qr, ...texts(text) };
}

/** To a thousandth of a millimetre, so that the measures of a template are those that anyone works out. */
function round(millimetres: number): number {
  return Math.round(millimetres * 1000) / 1000;
}

/** Points that a text box of this size has room for. */
function texts(text: Box): Pick<LabelTemplate, 'text' | 'nameSize' | 'bodySize' | 'hasProducer'> {
  const hasProducer = text.width >= 25 && text.height >= 20;
  if (hasProducer) return { text, hasProducer, nameSize: { large: 10, small: 8 }, bodySize: { large: 7.5, small: 5 } };
  if (text.height >= 21.5) {
    return { text, hasProducer, nameSize: { large: 8, small: 6.5 }, bodySize: { large: 6.5, small: 5.5 } };
  }
  const small = text.height < freeText ? 4.5 : 5;
  return { text, hasProducer, nameSize: { large: 6.5, small }, bodySize: { large: 5.5, small: 4.5 } };
}

/** Along the lines of the text, and across them. */
export function linesIn({ text, isTurned }: LabelTemplate): { length: number; depth: number } {
  return isTurned ? { length: text.height, depth: text.width } : { length: text.width, depth: text.height };
}

/** True when the words of the fullest label have room beside or under the code. */
export function holdsText(template: LabelTemplate): boolean {
  const { length, depth } = linesIn(template);
  return length >= narrowestText && depth >= lowestText;
}
