/** What the description of the API says of lots. */
import { z } from 'zod';
import { type Description } from '../http/describe.js';
import { listedLot, lotExample, presentedLot } from '../lots/answers.js';

export const listApi = {
  tag: 'Lots',
  summary: 'Find lots',
  description: "By code, path, label link, GTIN or a product's name; all of them without a search, the latest first.",
  answer: {
    schema: z.object({ items: z.array(listedLot), more: z.boolean() }),
    example: { items: [lotExample], more: false },
  },
} satisfies Description;

const { lastEventTime, ...identity } = lotExample;

export const lotApi = {
  tag: 'Lots',
  summary: 'Read a lot',
  description:
    'Its balance, where it came from and what was made of it. ' +
    'Always: produced = on hand + in transit + consumed + sold + destroyed + lost.',
  answer: {
    schema: presentedLot,
    example: {
      ...identity,
      produced: 120.5,
      onHand: [{ organization: identity.organization.id, quantity: 20.5 }],
      inTransit: [],
      consumed: 100,
      sold: 0,
      destroyed: 0,
      lost: 0,
      heldBy: null,
      recalledBy: null,
      parents: [],
      children: ['p/TINH-BOT-DONG/10/TB-0210'],
      sets: [],
      moreSets: false,
      events: [
        { type: 'ObjectEvent', eventID: `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`, eventTime: lastEventTime },
      ],
      moreEvents: false,
    },
  },
} satisfies Description;
