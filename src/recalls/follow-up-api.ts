/** What the description of the API says of following a recall. */
import { z } from 'zod';
import { instant } from '../epcis/time.js';
import { actsOn, type Description, type Operation } from '../http/describe.js';
import { roles } from '../policy.js';
import { amounts, holder, id, lot, notice, tag } from './api.js';
import { listQuery } from './queries.js';
import { recallStates } from './recall.model.js';

const ending = z.object({ at: instant, note: z.string() }).nullable();
const one = z.object({
  id: z.string(),
  isMock: z.boolean(),
  state: z.enum(recallStates),
  roots: z.array(z.string()).meta({ description: 'Lots that the inspector named; not told to holders' }),
  reason: z.string(),
  notice: z.object({ vi: z.string(), en: z.string().optional(), zh: z.string().optional() }).nullable(),
  startedAt: instant,
  listedAt: instant.nullable().meta({ description: 'When all lots and holders were found' }),
  markedAt: instant.nullable().meta({ description: 'When every lot was marked; null of a mock recall' }),
  ...{ lots: z.int(), holders: z.int(), acknowledged: z.int() },
  ...{ closure: ending, lifting: ending },
});
const oneExample = {
  ...{ id, isMock: false, state: 'open' as const, roots: [lot], reason: 'Phát hiện nấm mốc trong mẫu thử', notice },
  ...{
    startedAt: '2026-11-24T02:00:00.000Z',
    listedAt: '2026-11-24T02:00:01.000Z',
    markedAt: '2026-11-24T02:00:09.000Z',
  },
  ...{ lots: 2, holders: 3, acknowledged: 1, closure: null, lifting: null },
};
const answer = { schema: one, example: oneExample };

export const mockApi = {
  tag,
  summary: 'Exercise a recall',
  description: 'The same lists, and the same questions if asked for; no event, no lot is marked, nothing is public.',
  example: { lots: [lot], reason: 'Diễn tập quý IV', asksHolders: true },
  answer,
  refusals: ['not-found' as const],
} satisfies Description;

export const listApi = {
  method: 'get',
  path: '/api/recalls',
  roles,
  tag,
  summary: 'List recalls',
  description: 'The latest first; of a producer those that concern own goods.',
  query: listQuery,
  answer: {
    schema: z.object({ items: z.array(one), more: z.boolean() }),
    example: { items: [oneExample], more: false },
  },
} satisfies Operation;

const entry = z.object({
  organization: z.string(),
  kind: z.enum(['acknowledgement', 'report']),
  at: instant,
  lots: z.array(z.object({ lot: z.string(), kept: z.number(), destroyed: z.number(), returned: z.number() })),
  note: z.string().nullable(),
});

export const oneApi = {
  method: 'get',
  path: '/api/recalls/:id',
  roles,
  tag,
  summary: 'Follow a recall',
  description: 'A producer reads what the own organisation said of it, an authority all.',
  answer: {
    schema: one.extend({
      effect: z.object({ toFind: amounts, kept: amounts, destroyed: amounts, returned: amounts }).optional(),
      organizations: z.array(holder.extend({ acknowledgedAt: instant.nullable() })).optional(),
      entries: z.array(entry),
    }),
    example: { ...oneExample, entries: [] },
  },
} satisfies Operation;

const act = actsOn(tag, answer);

export const acknowledgementApi = act({
  summary: 'Acknowledge a recall',
  description: 'Says that the own organisation knows of it. Said again, it changes nothing.',
  example: { note: 'Đã dừng bán tại cửa hàng' },
});

export const reportApi = act(
  {
    summary: 'Report what was recovered',
    description:
      'Of each lot, in all until now: taken back and kept, destroyed, sent back. A later report on a lot replaces an earlier one; together at most what the organisation had on hand, awaited and sold.',
    example: { lots: [{ lot, kept: 12.5, destroyed: 0, returned: 3 }] },
  },
  'more-than-had',
  'too-many-decimals',
);

export const closureApi = act({
  summary: 'Close a recall',
  description: 'With a concluding note. The lots stay recalled.',
  example: { note: 'Thu được 96 % số hàng đã bán' },
});

export const liftingApi = act(
  {
    summary: 'Lift a recall that was an error',
    description: 'Each of its events is declared an error; the lots are as they would be without it.',
    example: { note: 'Mẫu thử bị lẫn với lô khác' },
  },
  'depended-on',
);
