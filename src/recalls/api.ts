/** What the description of the API says of recalls. */
import { z } from 'zod';
import { uom } from '../epcis/quantity.js';
import { type Description, type Operation } from '../http/describe.js';
import { lotExample } from '../lots/answers.js';
import { lotAddress } from '../lots/lot.service.js';

export const amounts = z.array(z.object({ quantity: z.number(), uom }));
const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;
export const { lot } = lotExample;
export const id = 'k7mh3k2a1b9qx7vb';
export const tag = 'Inspection' as const;
const role = ['inspector' as const];

const started = z.object({
  recall: z.string().meta({ description: 'Identifier of the recall, by which it is followed' }),
  eventID: z.string().meta({ description: 'Of its first event; of many lots it has one for each 200' }),
  lots: z.array(z.string()),
});
const startedExample = { recall: id, eventID, lots: [lot, 'p/TINH-BOT-DONG/10/TB-0210'] };
export const notice = {
  vi: 'Không dùng sản phẩm này. Hãy trả lại nơi bán.',
  en: 'Do not use this product. Take it back.',
};

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

export const holder = z.object({
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
  refusals: ['not-found' as const],
} satisfies Operation;
