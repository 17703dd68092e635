/** The label stock that can be printed, as data: another sheet or a roll is another row. All lengths in millimetres. */

import { DomainError } from '../errors.js';
import { arrange } from './arrange.js';

/** GS1's smallest module of a QR code for point of sale (General Specifications, 5.12.3.1). */
export const smallestModule = 0.396;

/** Margin that every QR code needs on all sides, in modules (ISO/IEC 18004). */
export const quietModules = 4;

/** Side, quiet zone included, of the codes of a link: version 4 with the compact seal, 8 with the full one. */
export const compactModules = 41;
const fullModules = 57;

/** Measures of a sheet or roll, as its maker or a ruler gives them. */
export interface Stock {
  name: string;
  /** A roll is a page of one label. */
  page: { width: number; height: number };
  label: { width: number; height: number };
  columns: number;
  rows: number;
  /** From the page's top left corner to the first label's. */
  left: number;
  top: number;
  /** From one label's edge to the same edge of the next. */
  pitchX: number;
  pitchY: number;
  /** Of a thermal printer, whose modules are whole dots. */
  dotsPerInch?: number;
  /** What is printed stands on its right side: a roll that is fed with the short side of its labels first. */
  isTurned?: boolean;
}

export interface LabelTemplate extends Stock {
  /** Where the QR code stands in the label, its quiet zone included. */
  qr: { x: number; y: number; side: number };
  /** Where the text stands in the label, outside the quiet zone. On a turned one its lines run downwards. */
  text: { x: number; y: number; width: number; height: number };
  /** Points. Text shrinks from the large to the small size before it is cut. */
  nameSize: { large: number; small: number };
  bodySize: { large: number; small: number };
  /** Lines that only a roomy label has. */
  hasProducer: boolean;
  /** How much smaller the printer makes lengths, for which the drawing is made larger: 1 unless corrected. */
  enlargement?: number;
}

/** A sheet of A4: width and height of a label, columns and rows, left and top margin, pitches. */
const a4 = (measures: { label: Pair; grid: Pair; margin: Pair; pitch: Pair }) => ({
  page: { width: 210, height: 297 },
  label: { width: measures.label[0], height: measures.label[1] },
  ...{ columns: measures.grid[0], rows: measures.grid[1], left: measures.margin[0], top: measures.margin[1] },
  ...{ pitchX: measures.pitch[0], pitchY: measures.pitch[1] },
});
type Pair = [number, number];

/** A roll feeds one label after the other; the gap between them is the printer's to find. */
const roll = (width: number, height: number, dotsPerInch: number) => ({
  ...{ page: { width, height }, label: { width, height }, columns: 1, rows: 1 },
  ...{ left: 0, top: 0, pitchX: width, pitchY: height, dotsPerInch },
});

const stock = {
  L7160: a4({ label: [63.5, 38.1], grid: [3, 7], margin: [7.21, 15.15], pitch: [66.04, 38.1] }),
  L7159: a4({ label: [63.5, 33.9], grid: [3, 8], margin: [7.21, 12.9], pitch: [66.04, 33.9] }),
  L7161: a4({ label: [63.5, 46.6], grid: [3, 6], margin: [7.21, 8.7], pitch: [66.04, 46.6] }),
  L7163: a4({ label: [99.1, 38.1], grid: [2, 7], margin: [4.65, 15.15], pitch: [101.6, 38.1] }),
  L7654: a4({ label: [45.7, 25.4], grid: [4, 10], margin: [9.7, 21.5], pitch: [48.3, 25.4] }),
  L7651: a4({ label: [38.1, 21.2], grid: [5, 13], margin: [4.75, 10.7], pitch: [40.6, 21.2] }),
  L4732: a4({ label: [35.6, 16.9], grid: [5, 16], margin: [11, 13.3], pitch: [38.1, 16.9] }),
  'roll-50x30-203': roll(50, 30, 203),
  'roll-50x30-300': roll(50, 30, 300),
} satisfies Record<string, Omit<Stock, 'name'>>;

export type TemplateName = keyof typeof stock;

/** A sheet is known by its number, a roll by its measures. */
function nameOf(id: string, { label, dotsPerInch }: Omit<Stock, 'name'>): string {
  return dotsPerInch ? `${label.width} × ${label.height} mm (${dotsPerInch} dpi)` : id;
}

export const templates = Object.fromEntries(
  Object.entries(stock).map(([name, measures]) => [name, arrange({ name: nameOf(name, measures), ...measures })]),
) as Record<TemplateName, LabelTemplate>;

/** Sold beside the others, but no code that phones read has room on it: asked for, it is refused with that reason. */
export const refusedTemplates = {
  L4731: arrange({
    name: 'L4731',
    ...a4({ label: [25.4, 10], grid: [7, 27], margin: [8.6, 13.5], pitch: [27.9, 10] }),
  }),
} satisfies Record<string, LabelTemplate>;

/** Labels of one sheet. */
export function labelsPerPage(template: Stock): number {
  return template.columns * template.rows;
}

/** Top left corner of a label on its page. @param position 0 is the first; left to right, then down */
export function labelOrigin(template: Stock, position: number): { x: number; y: number } {
  const [column, row] = [position % template.columns, Math.floor(position / template.columns)];
  return { x: template.left + column * template.pitchX, y: template.top + row * template.pitchY };
}

/**
 * Side that a module of a code of so many modules, quiet zone included, has on paper: as large as its place on the label
 * allows, whole dots on a thermal printer.
 */
export function moduleSide({ qr, enlargement = 1, dotsPerInch }: LabelTemplate, modules: number): number {
  const side = qr.side / modules / enlargement;
  if (dotsPerInch === undefined) return side;
  const dot = 25.4 / dotsPerInch;
  return Math.floor(side / dot + 1e-6) * dot;
}

const tolerance = 1e-9; // of floating point, not of printing

function holds(template: LabelTemplate, modules: number): boolean {
  return moduleSide(template, modules) >= smallestModule - tolerance;
}

/**
 * Side of a module in the drawing.
 * @throws DomainError `label-too-small`: a code that phones cannot read is refused, never shrunk
 */
export function getModuleSide(template: LabelTemplate, modules: number): number {
  if (holds(template, modules)) return moduleSide(template, modules) * (template.enlargement ?? 1);
  const needed = neededSide(modules, template.dotsPerInch);
  const available = Math.floor(template.qr.side * 10) / 10;
  const fits = fittingTemplates(modules).join(', ');
  throw new DomainError('label-too-small', { template: template.name, needed, available, fits });
}

/** Side of the smallest code of so many modules that is printed, rounded up to a tenth of a millimetre. */
export function neededSide(modules: number, dotsPerInch?: number): number {
  const dot = dotsPerInch && 25.4 / dotsPerInch;
  const side = dot ? Math.ceil(smallestModule / dot) * dot : smallestModule;
  return Math.ceil(modules * side * 10 - tolerance) / 10;
}

/** Names of the stock that can hold a code of so many modules. */
function fittingTemplates(modules: number): string[] {
  return Object.values(templates).flatMap((template) => (holds(template, modules) ? [template.name] : []));
}

/** What a template cannot do, or does with nothing to spare. */
export function limitOf(template: LabelTemplate): 'no-code' | 'compact-only' | 'tight' | null {
  if (!holds(template, compactModules)) return 'no-code';
  if (!holds(template, fullModules)) return 'compact-only';
  const spare = Math.min(template.label.width, template.label.height) - neededSide(fullModules, template.dotsPerInch);
  return spare < 2 ? 'tight' : null;
}

/**
 * A thermal label whose code takes whole dots and stands in the middle of its place, on a dot; another stays as it is.
 * @param modules of every code that is printed on it, quiet zone included
 */
export function fitToDots(template: LabelTemplate, modules: number): LabelTemplate {
  const { dotsPerInch, qr } = template;
  if (dotsPerInch === undefined) return template;
  const dot = 25.4 / dotsPerInch;
  const side = moduleSide(template, modules) * modules;
  const onDot = (place: number) => Math.round(place / dot) * dot;
  return { ...template, qr: { side, x: onDot(qr.x + (qr.side - side) / 2), y: onDot(qr.y + (qr.side - side) / 2) } };
}
