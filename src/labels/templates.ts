/** The label stock that can be printed, as data: another sheet or a roll is another row. All lengths in millimetres. */

import { DomainError } from '../errors.js';

/** GS1's smallest module of a QR code for point of sale (General Specifications, 5.12.3.1). */
export const smallestModule = 0.396;

/** Margin that every QR code needs on all sides, in modules (ISO/IEC 18004). */
export const quietModules = 4;

export interface LabelTemplate {
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
  /** Where the QR code stands in the label, its quiet zone included. */
  qr: { x: number; y: number; side: number };
  /** Where the text stands in the label, outside the quiet zone. */
  text: { x: number; y: number; width: number; height: number };
  /** Points. Text shrinks from the large to the small size before it is cut. */
  nameSize: { large: number; small: number };
  bodySize: { large: number; small: number };
  /** Lines that only a roomy label has. */
  hasProducer: boolean;
}

const a4 = { width: 210, height: 297 };

export const templates = {
  L7160: {
    name: 'L7160',
    page: a4,
    label: { width: 63.5, height: 38.1 },
    columns: 3,
    rows: 7,
    left: 7.21,
    top: 15.15,
    pitchX: 66.04,
    pitchY: 38.1,
    qr: { x: 1.2, y: 2.8, side: 32.5 },
    text: { x: 33.7, y: 4.9, width: 27.6, height: 28.3 },
    nameSize: { large: 10, small: 8 },
    bodySize: { large: 7.5, small: 5 },
    hasProducer: true,
  },
  L7651: {
    name: 'L7651',
    page: a4,
    label: { width: 38.1, height: 21.2 },
    columns: 5,
    rows: 13,
    left: 4.75,
    top: 10.7,
    pitchX: 40.6,
    pitchY: 21.2,
    qr: { x: 0.2, y: 1.1, side: 19 },
    text: { x: 19.2, y: 1.7, width: 17.7, height: 17.8 },
    nameSize: { large: 6.5, small: 5 },
    bodySize: { large: 5.5, small: 4.5 },
    hasProducer: false,
  },
} as const satisfies Record<string, LabelTemplate>;

export type TemplateName = keyof typeof templates;

/** Labels of one sheet. */
export function labelsPerPage(template: LabelTemplate): number {
  return template.columns * template.rows;
}

/** Top left corner of a label on its page. @param position 0 is the first; left to right, then down */
export function labelOrigin(template: LabelTemplate, position: number): { x: number; y: number } {
  const [column, row] = [position % template.columns, Math.floor(position / template.columns)];
  return { x: template.left + column * template.pitchX, y: template.top + row * template.pitchY };
}

/** Side of a module when a code of so many modules, quiet zone included, fills its place on the label. */
export function moduleSide(template: LabelTemplate, modules: number): number {
  return template.qr.side / modules;
}

/** @throws DomainError `label-too-small`: a code that phones cannot read is refused, never shrunk */
export function getModuleSide(template: LabelTemplate, modules: number): number {
  const side = moduleSide(template, modules);
  if (side >= smallestModule) return side;
  const needed = Math.ceil(modules * smallestModule * 10) / 10;
  throw new DomainError('label-too-small', { template: template.name, needed, available: template.qr.side });
}
