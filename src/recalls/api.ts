/** What the description of the API says of recalls. */
import { z } from 'zod';
import { uom } from '../epcis/quantity.js';
import { type Description, type Operation } from '../http/describe.js';
import { listedLot, lotExample } from '../lots/answers.js';
import { lotAddress } from '../lots/lot.service.js';

const amounts = z.array(z.object({ quantity: z.number(), uom }));
const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;
const { lot } = lotExample;

export const recallApi = {
  tag: 'Inspection' as const,
  summary: 'Recall a lot',
  description: 'For good, with everything that was made from it.',
  example: { reason: 'Phát hiện nấm mốc trong mẫu thử' },
  answer: {
    schema: z.object({ eventID: z.string(), lot: z.string(), lots: z.array(z.string()) }),
    example: { eventID, lot, lots: [lot, 'p/TINH-BOT-DONG/10/TB-0210'] },
  },
  refusals: ['wrong-state' as const],
} satisfies Description;

export const affectedApi = {
  method: 'get',
  path: `/api${lotAddress}/recalls`,
  roles: ['inspector'],
  tag: 'Inspection',
  summary: 'See what a recall concerns',
  description: 'The lots and whom to call, before a recall or after it. It changes nothing.',
  answer: {
    schema: z.object({
      recalledBy: z.string().nullable(),
      lots: z.array(listedLot),
      organizations: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          phone: z.string().nullable(),
          email: z.string().nullable(),
          lots: z.int().meta({ description: 'Lots that it made, has or awaits' }),
          onHand: amounts,
          awaits: amounts,
        }),
      ),
      onHand: amounts,
      inTransit: amounts,
      sold: amounts,
    }),
    example: {
      recalledBy: null,
      lots: [lotExample],
      organizations: [
        {
          ...lotExample.organization,
          phone: '0206 385 0000',
          email: null,
          lots: 1,
          onHand: [{ quantity: 20.5, uom: 'KGM' }],
          awaits: [],
        },
      ],
      onHand: [{ quantity: 20.5, uom: 'KGM' }],
      inTransit: [],
      sold: [],
    },
  },
} satisfies Operation;
