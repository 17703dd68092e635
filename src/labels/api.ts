/** What the description of the API says of labels. */
import { z } from 'zod';
import { type Description } from '../http/describe.js';

const index = z.int().meta({ description: 'Index of the unit in its lot, from 0' });
const link = 'HTTPS://EXAMPLE.ORG/01/09521234000013/10/L2410/21/00008F3K01ZQ7XW4M2AB';

export const issueApi = {
  tag: 'Labels',
  summary: 'Issue labels',
  description: 'The next serial numbers of a packed lot, as one event whatever their number.',
  example: { count: 100 },
  answer: {
    schema: z.object({ from: index, count: z.int(), eventID: z.string() }),
    example: { from: 0, count: 100, eventID: `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0` },
  },
  refusals: ['not-packed', 'lot-held', 'lot-recalled', 'label-limit', 'event-in-future', 'event-before-lot'],
} satisfies Description;

export const linksApi = {
  tag: 'Labels',
  summary: 'List the links of issued labels',
  description: 'For whoever prints with a machine of their own.',
  answer: {
    schema: z.object({
      items: z.array(
        z.object({
          index,
          serial: z.string(),
          compact: z.string().meta({ description: 'Link with the seal that the server checks' }),
          scratch: z.string().optional().meta({ description: 'The second code, where the label has one' }),
          full: z.string().meta({ description: 'Link with the signature that anyone checks' }),
        }),
      ),
      issued: z.int().meta({ description: 'Labels issued so far' }),
    }),
    example: {
      items: [{ index: 0, serial: '00008F3K01ZQ7XW4M2AB', compact: link, full: `${link}?s=0${'A'.repeat(86)}` }],
      issued: 100,
    },
  },
  refusals: ['key-withdrawn'],
} satisfies Description;

const print = z.string().meta({ description: 'Name of the print' });
const name = 'd2'.repeat(32);

export const sheetApi = {
  tag: 'Labels',
  summary: 'Follow a print',
  description:
    'How far a sheet is drawn. `GET /lots/…/labels/sheet.pdf` with the same query draws it and sends it, with `Range`.',
  answer: {
    schema: z.object({
      print,
      state: z.enum(['none', 'drawing', 'ready', 'failed']),
      drawn: z.int().meta({ description: 'Labels drawn so far' }),
      count: z.int(),
    }),
    example: { print: name, state: 'drawing', drawn: 3100, count: 10_000 },
  },
  refusals: ['label-too-small', 'name-not-translated', 'letters-missing', 'key-withdrawn'],
} satisfies Description;

export const stopApi = {
  tag: 'Labels',
  summary: 'Stop a print',
  description: 'What is finished stays.',
  example: { print: name },
  answer: {
    schema: z.object({ isStopped: z.boolean().meta({ description: 'False when it was not being drawn' }) }),
    example: { isStopped: true },
  },
} satisfies Description & { example: object };
