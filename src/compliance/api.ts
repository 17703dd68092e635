/** What the description of the API says of the completeness of a lot. */
import { z } from 'zod';
import { day } from '../epcis/time.js';
import { type Description } from '../http/describe.js';
import { rowStates } from './check.js';
import { subjectKinds } from './finding.js';
import { markets, sources } from './sources.js';

const translated = z.object({ vi: z.string(), en: z.string().nullish(), zh: z.string().nullish() });

const value = z
  .union([
    z.strictObject({ text: z.string() }),
    z.strictObject({ word: z.enum(['photo', 'point', 'polygon', 'delivery-note', 'database-record']) }),
    z.strictObject({ names: translated }),
    z.strictObject({ day }),
    z.strictObject({ time: z.string(), offset: z.string() }),
    z.strictObject({ quantity: z.number(), uom: z.string() }),
    z.strictObject({ number: z.number() }),
  ])
  .nullable()
  .meta({ description: 'Null where it is missing, and where the reader may not know it' });

const told = {
  part: z.string().meta({ description: 'What it is of the record', examples: ['tax-number'] }),
  record: z.object({
    kind: z.enum(subjectKinds),
    id: z.string(),
    name: z.union([
      z.null(),
      z.strictObject({ text: z.string() }),
      z.strictObject({ names: translated }),
      z.strictObject({ step: z.string(), code: z.string() }),
    ]),
  }),
  keeper: z.object({ id: z.string(), name: z.string() }).nullable().meta({ description: 'Who keeps the record' }),
  value,
};

const row = z.object({
  id: z.string(),
  article: z.string(),
  item: z.string().meta({ description: 'What is asked for, in the language of the request' }),
  state: z.enum(rowStates),
  unless: z.string().optional().meta({ description: 'Why it is not asked of this lot' }),
  present: z.array(z.object(told)),
  missing: z.array(
    z.object({
      ...told,
      by: z.object({ role: z.enum(['producer', 'admin']).nullable(), form: z.string().nullable() }),
    }),
  ),
});

export const checkApi = {
  tag: 'Lots',
  summary: 'Check what a lot lacks for a market',
  description:
    'Source by source what the rules of a market ask for: what is there, what is missing, and who must add it, over ' +
    'the lot and all that it was made of. The sources could be read only in part, as each says.',
  answer: {
    schema: z.object({
      lot: z.string(),
      market: z.enum(markets),
      sources: z.array(
        z.object({
          id: z.enum(sources.map(({ id }) => id)),
          title: z.string(),
          readIn: z.enum(['part', 'full']),
          readOn: day,
          readAt: z.string(),
          complete: z.number(),
          asked: z.number(),
          rows: z.array(row),
        }),
      ),
    }),
  },
  refusals: ['not-found', 'query-too-large'],
} satisfies Description;
