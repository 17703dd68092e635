/** What the description of the API says of blank labels. */
import { z } from 'zod';
import { type Description } from '../http/describe.js';

const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;
const link = 'HTTPS://EXAMPLE.ORG/01/09521234000013/21/00008F3K01ZQ7XW4M2AB';
const tag = 'Labels' as const;

export const issueBlanksApi = {
  tag,
  summary: 'Issue blank labels',
  description: 'The next blanks of a product, to be printed ahead and bound to a lot later. They count as printed.',
  example: { count: 100 },
  answer: { schema: z.object({ eventID: z.string() }), example: { eventID } },
  refusals: ['no-net-content', 'label-limit'],
} satisfies Description & { example: object };

export const blanksApi = {
  tag,
  summary: 'List the links of blank labels',
  answer: {
    schema: z.object({
      items: z.array(
        z.object({
          index: z.int().meta({ description: 'Among the blanks of the product, from 0' }),
          serial: z.string(),
          compact: z.string(),
          full: z.string(),
          isVoid: z.boolean(),
          lot: z.string().nullable().meta({ description: 'Path of the lot that it is bound to' }),
        }),
      ),
      issued: z.int(),
    }),
    example: {
      items: [
        {
          index: 0,
          serial: '00008F3K01ZQ7XW4M2AB',
          compact: link,
          full: `${link}?s=0${'A'.repeat(86)}`,
          isVoid: false,
          lot: null,
        },
      ],
      issued: 100,
    },
  },
} satisfies Description;

export const voidBlanksApi = {
  tag,
  summary: 'Void blank labels',
  description: 'For good, of those that no lot has taken: whoever scans one reads that it was withdrawn.',
  example: { first: 7, last: 9, reason: 'In lệch', publicReason: 'Tem in hỏng' },
  answer: { schema: z.object({ eventID: z.string() }), example: { eventID } },
  refusals: ['label-not-issued', 'blank-bound', 'label-void', 'label-ranges'],
} satisfies Description & { example: object };

export const bindApi = {
  tag,
  summary: 'Bind blank labels to a lot',
  description: 'They become its next labels. First and last are numbers among the blanks of the product, or serials.',
  example: { first: 1, last: 100 },
  answer: {
    schema: z.object({ eventID: z.string(), lot: z.string() }),
    example: { eventID, lot: '01/09521234000013/10/L2410' },
  },
  refusals: [
    ...(['not-packed', 'lot-held', 'lot-recalled', 'label-limit', 'label-not-issued', 'label-ranges'] as const),
    ...(['blank-bound', 'label-void', 'blank-keys', 'key-withdrawn', 'event-before-lot'] as const),
  ],
} satisfies Description & { example: object };
