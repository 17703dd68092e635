/** Label stock as pages show it: its name with measures, what it cannot do, the drawing of a page. */
import { type Request } from 'express';
import { rulersOf, type Correction } from './correction.js';
import { type OwnTemplate } from './own-template.model.js';
import { type TemplateChoice } from './template.service.js';
import {
  compactModules,
  labelOrigin,
  labelsPerPage,
  limitOf,
  moduleSide,
  neededSide,
  smallestModule,
  templates,
  type LabelTemplate,
} from './templates.js';

type Words = Pick<Express.Locals, 't' | 'format'>;

/** Module of the compact code under which a print is tried before the lot. */
const comfortableModule = smallestModule * 1.05;

/** @param words of the reader, as {@link localsOf} gives them */
export function describeTemplate({ id, template, isOwn }: TemplateChoice, { t, format }: Words) {
  const { name, label, dotsPerInch } = template;
  const count = labelsPerPage(template);
  const size = { width: format.number(label.width), height: format.number(label.height) };
  const title =
    isOwn && count === 1
      ? t('labels.stock-own', { name, ...size })
      : dotsPerInch && !isOwn
        ? t('labels.stock-roll', { ...size, dpi: dotsPerInch })
        : t('labels.stock-sheet', { name, count, ...size });
  const limit = limitOf(template);
  return {
    ...{ id, name, isOwn, title, count, size, limit },
    isThermal: dotsPerInch !== undefined,
    isSmallest: limit === 'compact-only' && moduleSide(template, compactModules) < comfortableModule,
    needed: format.number(neededSide(compactModules, dotsPerInch)),
    fits: Object.values(templates)
      .map((each) => each.name)
      .join(', '),
  };
}

export function localsOf(req: Request): Words {
  return req.res?.locals as Express.Locals;
}

/** A page in millimetres as path data: edges of the labels, places of the codes. */
export function drawnSheet(template: LabelTemplate) {
  const { page, label, qr, columns, rows } = template;
  const origins = Array.from({ length: labelsPerPage(template) }, (_, position) => labelOrigin(template, position));
  const rectangle = (x: number, y: number, width: number, height: number) =>
    `M${x.toFixed(2)} ${y.toFixed(2)}h${width}v${height}h-${width}z`;
  return {
    ...{ width: page.width, height: page.height, columns, rows },
    labels: origins.map(({ x, y }) => rectangle(x, y, label.width, label.height)).join(''),
    codes: origins.map(({ x, y }) => rectangle(x + qr.x, y + qr.y, qr.side, qr.side)).join(''),
  };
}

/** What the check page says. */
export function checkWords({ t, format }: Words, template: LabelTemplate, correction: Correction): string[] {
  const { x, y } = rulersOf(template);
  const [offsetX, offsetY] = [format.number(correction.offsetX), format.number(correction.offsetY)];
  return [
    t('labels.check-words.print'),
    t('labels.check-words.rulers', { x, y }),
    t('labels.check-words.edges', { offsetX, offsetY }),
  ];
}

/** Measures of a template for a program, flat as they are sent. */
export function presentTemplate({ id, template }: TemplateChoice) {
  const { name, page, label, columns, rows, left, top, pitchX, pitchY, dotsPerInch, isTurned } = template;
  return {
    ...{ id, name, pageWidth: page.width, pageHeight: page.height },
    ...{ labelWidth: label.width, labelHeight: label.height },
    ...{ columns, rows, left, top, pitchX, pitchY, dotsPerInch },
    ...(isTurned && { isTurned }),
  };
}

export function presentOwn(own: OwnTemplate) {
  return { id: own._id, ...typedTemplate(own) };
}

/** What the form of an own template begins with. */
export function typedTemplate(own: OwnTemplate) {
  const { name, pageWidth, pageHeight, labelWidth, labelHeight, columns, rows, left, top, pitchX, pitchY } = own;
  return {
    ...{ name, pageWidth, pageHeight, labelWidth, labelHeight, columns, rows, left, top, pitchX, pitchY },
    ...(own.dotsPerInch && { dotsPerInch: own.dotsPerInch }),
    ...(own.isTurned && { isTurned: true }),
  };
}

export function presentCorrection({ offsetX, offsetY, rulerX, rulerY }: Correction) {
  return { offsetX, offsetY, ...(rulerX && { rulerX }), ...(rulerY && { rulerY }) };
}
