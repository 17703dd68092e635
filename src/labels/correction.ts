/** Correction of a printer that shifts or scales what it prints: pure arithmetic over a template. */
import { labelOrigin, labelsPerPage, quietModules, type LabelTemplate, type Stock } from './templates.js';

export interface Correction {
  /** Millimetres by which the print is moved to the right and down. */
  offsetX: number;
  offsetY: number;
  /** What a ruler shows for the rulers of the check page, in millimetres; absent: their true length. */
  rulerX?: number | null;
  rulerY?: number | null;
}

const longestRuler = 100;
const leastQuietOf = 65; // modules of the largest code of a label, version 10, whose quiet zone is the narrowest

/** True lengths of the rulers on the check page of a stock. */
export function rulersOf({ page }: Stock): { x: number; y: number } {
  const length = (side: number) => Math.min(longestRuler, Math.floor((side - 8) / 10) * 10);
  return { x: length(page.width), y: length(page.height) };
}

/**
 * The template as it must be drawn so that the printer puts every edge where the stock has it. A code stays square, so
 * it is drawn for the direction that needs less.
 */
export function correctTemplate(template: LabelTemplate, correction: Correction): LabelTemplate {
  const { x: rulerX, y: rulerY } = rulersOf(template);
  const scale = { x: rulerX / (correction.rulerX ?? rulerX), y: rulerY / (correction.rulerY ?? rulerY) };
  const least = Math.min(scale.x, scale.y);
  const points = ({ large, small }: LabelTemplate['nameSize']) => ({ large: large * least, small: small * least });
  const { label, qr, text } = template;
  return {
    ...template,
    label: { width: label.width * scale.x, height: label.height * scale.y },
    left: template.left * scale.x + correction.offsetX,
    top: template.top * scale.y + correction.offsetY,
    pitchX: template.pitchX * scale.x,
    pitchY: template.pitchY * scale.y,
    qr: { x: qr.x * scale.x, y: qr.y * scale.y, side: qr.side * least },
    text: { x: text.x * scale.x, y: text.y * scale.y, width: text.width * scale.x, height: text.height * scale.y },
    nameSize: points(template.nameSize),
    bodySize: points(template.bodySize),
    enlargement: Math.max(scale.x, scale.y),
  };
}

/**
 * By how much ink leaves the page, in millimetres; negative while it stays inside. Of a code's place the quiet zone may
 * leave it: what is cut off is white.
 */
export function overhang(template: LabelTemplate): { x: number; y: number } {
  const [first, last] = [labelOrigin(template, 0), labelOrigin(template, labelsPerPage(template) - 1)];
  const { page, qr, text } = template;
  const quiet = (qr.side * quietModules) / leastQuietOf;
  const [start, end] = [
    { x: Math.min(qr.x + quiet, text.x), y: Math.min(qr.y + quiet, text.y) },
    {
      x: Math.max(qr.x + qr.side - quiet, text.x + text.width),
      y: Math.max(qr.y + qr.side - quiet, text.y + text.height),
    },
  ];
  return {
    x: Math.max(-first.x - start.x, last.x + end.x - page.width),
    y: Math.max(-first.y - start.y, last.y + end.y - page.height),
  };
}
