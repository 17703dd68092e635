/** Books for programs, and what their description says. */
import { z } from 'zod';
import { fromThousandths, uom } from '../epcis/quantity.js';
import { type Description } from '../http/describe.js';
import { steps } from '../events/step.js';
import { differenceKinds } from './differences.js';
import { flowsIn, flowsOut } from './book.js';
import { type Book } from './mass-balance.service.js';

const flows = ['opening', ...flowsIn, ...flowsOut, 'closing'] as const;
const amounts = z.partialRecord(uom, z.number());
const ratio = z.number().meta({ description: 'Output over input, as mass where it is known' });

const bookAnswer = z.object({
  accounts: z.array(
    z.object({ product: z.string(), uom, ...Object.fromEntries(flows.map((flow) => [flow, z.number()])) }),
  ),
  steps: z.array(
    z.object({ step: z.enum(steps).nullable(), events: z.int(), taken: amounts, given: amounts, lost: amounts }),
  ),
  yields: z.array(
    z.object({
      eventID: z.string(),
      lot: z.string(),
      product: z.string(),
      ratio,
      range: z.object({ min: z.number(), max: z.number() }).nullable(),
      usual: z.object({ median: z.number(), min: z.number(), max: z.number(), count: z.int() }).nullable(),
      fault: z.enum(['out-of-range', 'unusual']).nullable(),
    }),
  ),
  differences: z.array(
    z.object({
      kind: z.enum(differenceKinds),
      lot: z.string().meta({ description: 'Path of the lot, or key of the product of a stock' }),
      eventID: z.string().nullable(),
      quantity: z.number(),
      uom: uom.nullable(),
    }),
  ),
});

export function presentBook({ accounts, steps, yields, differences }: Book): z.output<typeof bookAnswer> {
  return {
    accounts: accounts.map(({ product, uom, ...account }) => ({
      product,
      uom,
      ...Object.fromEntries(flows.map((flow) => [flow, fromThousandths(account[flow])])),
    })),
    steps,
    yields: yields.map(({ entry, ...each }) => ({ eventID: entry.event.eventID, ...each })),
    differences: differences.map(({ kind, lot, eventID, quantity, uom }) => ({ kind, lot, eventID, quantity, uom })),
  };
}

const example: z.output<typeof bookAnswer> = {
  accounts: [
    {
      ...{ product: 'p/TINH-BOT-DONG', uom: 'KGM', opening: 0, made: 30, received: 0, used: 20 },
      ...{ shipped: 0, sold: 5, destroyed: 0, lost: 0, closing: 5 },
    },
  ],
  steps: [{ step: 'transforming', events: 1, taken: { KGM: 150 }, given: { KGM: 30 }, lost: { KGM: 120 } }],
  yields: [
    {
      eventID: `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`,
      ...{ lot: 'p/TINH-BOT-DONG/10/TB-0210', product: 'p/TINH-BOT-DONG', ratio: 0.2 },
      ...{ range: { min: 0.15, max: 0.25 }, usual: null, fault: null },
    },
  ],
  differences: [],
};

const book = { tag: 'Inspection' as const, answer: { schema: bookAnswer, example } };

export const bookApi = {
  ...book,
  summary: 'Read the mass balance',
  description:
    'Of an organisation, a product, a period, product by product: opening + made + received = used + shipped + sold + ' +
    'destroyed + lost + closing. Of a producer only the own.',
  refusals: ['too-many-events' as const],
} satisfies Description;

export const lotBookApi = { ...book, summary: "Read a lot's mass balance" } satisfies Description;
