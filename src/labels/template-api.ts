/** What the description of the API says of label stock. */
import { z } from 'zod';
import { type Description } from '../http/describe.js';

const millimetres = z.number().meta({ description: 'Millimetres' });
const measures = {
  name: z.string(),
  pageWidth: millimetres,
  pageHeight: millimetres,
  labelWidth: millimetres,
  labelHeight: millimetres,
  columns: z.int(),
  rows: z.int(),
  left: millimetres.meta({ description: 'Millimetres from the left edge of the page to the first label' }),
  top: millimetres.meta({ description: 'Millimetres from the top edge of the page to the first label' }),
  pitchX: millimetres.meta({ description: 'Millimetres from label to label, across' }),
  pitchY: millimetres.meta({ description: 'Millimetres from label to label, down' }),
  dotsPerInch: z.int().optional().meta({ description: 'Only of a thermal printer' }),
  isTurned: z.boolean().optional().meta({ description: 'Printed with a quarter turn' }),
};
const id = z.string().meta({ description: 'Value of `template` where labels are printed' });
const template = z.object({ id, ...measures });

const example = {
  ...{ name: 'Decal 24', pageWidth: 210, pageHeight: 297, labelWidth: 64, labelHeight: 33.5, columns: 3, rows: 8 },
  ...{ left: 7, top: 13, pitchX: 66, pitchY: 34 },
};
const answer = { schema: template, example: { id: '7k2m9q4t1v8x3z6b', ...example } };

export const templatesApi = {
  tag: 'Labels',
  summary: 'List label stock',
  description: 'Stock that is sold everywhere, and that of the own organisation.',
  answer: { schema: z.object({ items: z.array(template) }), example: { items: [answer.example] } },
} satisfies Description;

export const newTemplateApi = {
  tag: 'Labels',
  summary: 'Register label stock of your own',
  description:
    'Every fault of the measures is told beside its field: labels off the page, overlaps, no room for a code.',
  example,
  answer,
} satisfies Description;

export const replaceTemplateApi = {
  tag: 'Labels',
  summary: 'Replace label stock of your own',
  params: { template: id },
  example,
  answer,
  refusals: ['not-found'],
} satisfies Description;

export const correctionApi = {
  tag: 'Labels',
  summary: 'Correct the printer for a label stock',
  description:
    'Rulers are those of the check page (`/label-templates/{template}/check.pdf`), as they are measured on paper. ' +
    'Thermal printers cannot be scaled.',
  params: { template: id },
  example: { offsetX: 0.4, offsetY: -0.2, rulerX: 99.6, rulerY: 100 },
  answer: {
    schema: z.object({
      offsetX: millimetres,
      offsetY: millimetres,
      rulerX: millimetres.optional(),
      rulerY: millimetres.optional(),
    }),
    example: { offsetX: 0.4, offsetY: -0.2, rulerX: 99.6, rulerY: 100 },
  },
  refusals: ['not-found'],
} satisfies Description;
