/** A producer's own label stock as it may be sent: every fault of its measures is told beside its field. */
import { z } from 'zod';
import { checkAlways } from '../http/check-always.js';
import { decimal, line, tick, whole } from '../registry/fields.js';
import { arrange, holdsText } from './arrange.js';
import { limitOf, type LabelTemplate, type Stock } from './templates.js';

/** A length in millimetres, hundredths kept: nobody measures finer. */
const length = (maximum: number) =>
  decimal
    .pipe(z.number().positive('not-positive').max(maximum))
    .transform((value) => Math.round(value * 100) / 100)
    .meta({ description: 'Millimetres' });
const margin = decimal
  .pipe(z.number().min(0, 'not-negative').max(500))
  .transform((value) => Math.round(value * 100) / 100)
  .meta({ description: 'Millimetres from the page’s edge to the first label' });
const count = (maximum: number) => whole.pipe(z.number().positive('not-positive').max(maximum));

/** Printers whose dots decide how large a module is; a form sends their resolution as text. */
export const thermalResolutions = [203, 300] as const;

export const ownTemplateInput = z
  .strictObject({
    name: line(40),
    pageWidth: length(1000),
    pageHeight: length(1000),
    labelWidth: length(500),
    labelHeight: length(500),
    columns: count(40),
    rows: count(100),
    left: margin,
    top: margin,
    pitchX: length(500).optional().meta({ description: 'Millimetres from label to label; needed for several columns' }),
    pitchY: length(500).optional().meta({ description: 'Millimetres from label to label; needed for several rows' }),
    dotsPerInch: z
      .preprocess(
        (value) => (typeof value === 'string' ? Number(value) : value),
        z.literal(thermalResolutions, 'bad-choice'),
      )
      .optional()
      .meta({ description: 'Only of a thermal printer' }),
    isTurned: tick.optional().meta({ description: 'Print with a quarter turn, for labels that are fed sideways' }),
  })
  .check(
    checkAlways(({ value, issues }) => {
      for (const [field, kind] of faultsOf(value)) {
        issues.push({ code: 'custom', message: kind, path: [field], input: value[field] });
      }
    }),
  );
export type OwnTemplateInput = z.output<typeof ownTemplateInput>;

type Fault = [field: keyof OwnTemplateInput, kind: string];

/** Faults between fields. A field that is at fault itself takes part in none. */
function faultsOf(input: OwnTemplateInput): Fault[] {
  return [
    ...gridFaults(input, { count: 'columns', start: 'left', size: 'labelWidth', pitch: 'pitchX', page: 'pageWidth' }),
    ...gridFaults(input, { count: 'rows', start: 'top', size: 'labelHeight', pitch: 'pitchY', page: 'pageHeight' }),
    ...labelFaults(input),
  ];
}

type Direction = Record<'count' | 'start' | 'size' | 'pitch' | 'page', keyof OwnTemplateInput>;

function gridFaults(input: OwnTemplateInput, names: Direction): Fault[] {
  const [count, start, size, page] = (['count', 'start', 'size', 'page'] as const).map((name) =>
    numberOf(input[names[name]]),
  ) as [number, number, number, number];
  const sent = input[names.pitch];
  if (sent === undefined && count > 1) return [[names.pitch, 'required']];
  const pitch = sent === undefined ? size : numberOf(sent);
  const end = start + (count - 1) * pitch + size;
  return [
    ...(count > 1 && pitch < size ? [[names.pitch, 'labels-overlap'] satisfies Fault] : []),
    ...(page > 0 && end > page + 0.005
      ? [[start + size > page ? names.size : names.count, 'outside-page'] satisfies Fault]
      : []),
  ];
}

/** A label on which no code or no words have room: told at the side that is too short for them. */
function labelFaults(input: OwnTemplateInput): Fault[] {
  const [labelWidth, labelHeight] = [numberOf(input.labelWidth), numberOf(input.labelHeight)];
  if (!(labelWidth > 0 && labelHeight > 0)) return [];
  const dotsPerInch = thermalResolutions.find((resolution) => resolution === input.dotsPerInch);
  const isTurned = tick.safeParse(input.isTurned).data;
  const template = templateOf({ ...placeholder, labelWidth, labelHeight, dotsPerInch, isTurned });
  const short = labelHeight < labelWidth ? 'labelHeight' : 'labelWidth';
  return limitOf(template) === 'no-code' || !holdsText(template) ? [[short, 'holds-no-code']] : [];
}

/** A number as it will be read, NaN when it is none; comparisons with NaN are false, so that it adds no fault. */
function numberOf(value: unknown): number {
  return decimal.safeParse(value).data ?? Number.NaN;
}

const placeholder = { name: '', pageWidth: 0, pageHeight: 0, columns: 1, rows: 1, left: 0, top: 0 };

/** The template of own stock, arranged like any other. */
export function templateOf(
  input: Omit<OwnTemplateInput, 'dotsPerInch' | 'isTurned'> & {
    dotsPerInch?: number | null;
    isTurned?: boolean | null;
  },
): LabelTemplate {
  const { labelWidth, labelHeight, pageWidth, pageHeight, pitchX, pitchY, dotsPerInch, isTurned, ...others } = input;
  const stock: Stock = {
    ...{ name: others.name, columns: others.columns, rows: others.rows, left: others.left, top: others.top },
    page: { width: pageWidth, height: pageHeight },
    label: { width: labelWidth, height: labelHeight },
    ...{ pitchX: pitchX ?? labelWidth, pitchY: pitchY ?? labelHeight },
    ...(dotsPerInch && { dotsPerInch }),
    ...(isTurned && { isTurned }),
  };
  return arrange(stock);
}
