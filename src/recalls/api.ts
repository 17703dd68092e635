/** What the description of the API says of recalls. */
import { z } from 'zod';
import { uom } from '../epcis/quantity.js';
import { instant } from '../epcis/time.js';
import { type Description, type Operation } from '../http/describe.js';
import { lotExample } from '../lots/answers.js';
import { lotAddress } from '../lots/lot.service.js';
import { roles } from '../policy.js';
import { listQuery } from './queries.js';
import { recallStates } from './recall.model.js';

const amounts = z.array(z.object({ quantity: z.number(), uom }));
const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;
const { lot } = lotExample;
const id = 'k7mh3k2a1b9qx7vb';
const tag = 'Inspection' as const;
const role = ['inspector' as const];

const started = z.object({
  recall: z.string().meta({ description: 'Identifier of the recall, by which it is followed' }),
  eventID: z.string().meta({ description: 'Of its first event; of many lots it has one for each 200' }),
  lots: z.array(z.string()),
});
const startedExample = { recall: id, eventID, lots: [lot, 'p/TINH-BOT-DONG/10/TB-0210'] };
const notice = { vi: 'Không dùng sản phẩm này. Hãy trả lại nơi bán.', en: 'Do not use this product. Take it back.' };

export const recallApi = {
  tag,
  summary: 'Recall lots',
  description: `With everything that was made from them. From its first event on no step takes any of these lots and every page of them says so; where there are many they are marked after the answer.`,
  example: { lots: [lot], reason: 'Phát hiện nấm mốc trong mẫu thử', notice },
  answer: { schema: started, example: startedExample },
  refusals: ['not-found' as const, 'wrong-state' as const],
} satisfies Description;

export const recallOfLotApi = {
  method: 'post',
  path: `/api${lotAddress}/recalls`,
  roles: role,
  tag,
  summary: 'Recall a lot',
  description: 'With everything that was made from it. Without a notice its pages say the usual sentence.',
  example: { reason: 'Phát hiện nấm mốc trong mẫu thử' },
  answer: {
    status: 201,
    isLocated: true,
    schema: started.extend({ lot: z.string() }),
    example: { ...startedExample, lot },
  },
  refusals: ['wrong-state' as const],
} satisfies Operation;

const holder = z.object({
  id: z.string(),
  name: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  address: z.string(),
  lots: z.int().meta({ description: 'Lots that it made, has, awaits or sold' }),
  onHand: amounts,
  awaits: amounts,
  sold: amounts,
});
const holderExample = {
  ...lotExample.organization,
  phone: '0206 385 0000',
  email: null,
  address: 'Thành Công, Cao Bằng',
  lots: 1,
  onHand: [{ quantity: 20.5, uom: 'KGM' as const }],
  awaits: [],
  sold: [],
};
const concerned = z.object({
  lots: z.array(z.object({ lot: z.string(), code: z.string() })),
  organizations: z.array(holder),
  ...{ onHand: amounts, inTransit: amounts, sold: amounts },
  labels: z.object({ issued: z.int(), applied: z.int(), sold: z.int() }),
  sets: z.array(z.string()).meta({ description: 'Paths of the gift sets and cases that one of the lots is or was in' }),
});
const concernedExample = {
  lots: [{ lot, code: lotExample.code }],
  organizations: [holderExample],
  ...{ onHand: holderExample.onHand, inTransit: [], sold: [] },
  labels: { issued: 120, applied: 100, sold: 40 },
  sets: [],
};

export const affectedApi = {
  method: 'get',
  path: `/api${lotAddress}/recalls`,
  roles: role,
  tag,
  summary: 'See what a recall of a lot concerns',
  description: 'The lots and whom to call, before a recall or after it. It changes nothing.',
  answer: {
    schema: concerned.extend({ recalledBy: z.string().nullable() }),
    example: { ...concernedExample, recalledBy: null },
  },
} satisfies Operation;

export const simulationApi = {
  method: 'get',
  path: '/api/recall-simulation',
  roles: role,
  tag,
  summary: 'See what a recall of several lots concerns',
  description: 'The lots and whom to call. It changes nothing.',
  answer: { schema: concerned, example: concernedExample },
} satisfies Operation;

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

export const acknowledgementApi = {
  tag,
  summary: 'Acknowledge a recall',
  description: 'Says that the own organisation knows of it. Said again, it changes nothing.',
  example: { note: 'Đã dừng bán tại cửa hàng' },
  answer,
  refusals: ['wrong-state' as const],
} satisfies Description;

export const reportApi = {
  tag,
  summary: 'Report what was recovered',
  description:
    'Of each lot, in all until now: taken back and kept, destroyed, sent back. A later report on a lot replaces an earlier one; together at most what the organisation had on hand, awaited and sold.',
  example: { lots: [{ lot, kept: 12.5, destroyed: 0, returned: 3 }] },
  answer,
  refusals: ['more-than-had' as const, 'too-many-decimals' as const, 'wrong-state' as const],
} satisfies Description;

export const closureApi = {
  tag,
  summary: 'Close a recall',
  description: 'With a concluding note. The lots stay recalled.',
  example: { note: 'Thu được 96 % số hàng đã bán' },
  answer,
  refusals: ['wrong-state' as const],
} satisfies Description;

export const liftingApi = {
  tag,
  summary: 'Lift a recall that was an error',
  description: 'Each of its events is declared an error; the lots are as they would be without it.',
  example: { note: 'Mẫu thử bị lẫn với lô khác' },
  answer,
  refusals: ['wrong-state' as const, 'depended-on' as const],
} satisfies Description;
