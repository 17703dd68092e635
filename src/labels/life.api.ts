/** What the description of the API says of the life of labels. */
import { z } from 'zod';
import { type Description } from '../http/describe.js';

const count = z.int();
const stepped = z.object({
  eventID: z.string(),
  lot: z.string(),
  from: count.meta({ description: 'Index of the first label in its lot, from 0' }),
  count,
});
const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;
const lot = '01/09521234000013/10/L2410';
const answer = { schema: stepped, example: { eventID, lot, from: 0, count: 100 } };
const tag = 'Labels' as const;
const every = [
  ...(['label-not-issued', 'label-sold', 'label-void', 'label-ranges', 'event-in-future', 'event-before-lot'] as const),
];

export const printApi = {
  tag,
  answer,
  summary: 'Record a print',
  description: 'Labels that were printed before are counted as reprints, and need a reason.',
  example: { template: 'L7160' as const, first: 1, last: 100 },
  refusals: [...every, 'label-reason', 'label-too-small', 'key-withdrawn', 'lot-held', 'lot-recalled'],
} satisfies Description & { example: object };

export const applicationApi = {
  tag,
  answer,
  summary: 'Record that labels were applied to packages',
  example: { first: 1, last: 100 },
  refusals: [...every, 'label-not-printed', 'label-applied', 'lot-held', 'lot-recalled'],
} satisfies Description & { example: object };

export const voidApi = {
  tag,
  answer,
  summary: 'Void labels',
  description: 'For good: whoever scans one reads that it was withdrawn, and the public reason where there is one.',
  example: { first: 7, last: 9, reason: 'In lệch', publicReason: 'Tem in hỏng' },
  refusals: [...every],
} satisfies Description & { example: object };

const counts = {
  total: count,
  issued: count.meta({ description: 'Not printed yet' }),
  printed: count.meta({ description: 'Printed and not applied yet' }),
  applied: count.meta({ description: 'Applied and not sold yet' }),
  sold: count,
  void: count,
  reprints: count.meta({ description: "Prints beyond each label's first" }),
};
const someCounts = { total: 100, issued: 0, printed: 7, applied: 60, sold: 30, void: 3, reprints: 2 };

export const runsApi = {
  tag,
  summary: 'List the print runs of a lot',
  description: 'The newest first, with what became of their labels: the five states add up to the total.',
  answer: {
    schema: z.object({
      runs: z.array(z.object({ from: count, count, eventID: z.string(), eventTime: z.string(), ...counts })),
      older: z.object(counts).nullable().meta({ description: 'All runs before the fifty newest' }),
      total: z.object(counts),
    }),
    example: {
      runs: [{ from: 0, count: 100, eventID, eventTime: '2026-10-02T08:30:00+07:00', ...someCounts }],
      older: null,
      total: someCounts,
    },
  },
} satisfies Description;
