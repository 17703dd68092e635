/** What the description of the API says of the steps. */
import { z } from 'zod';
import { type ProblemCode } from '../errors.js';

const recorded = z.object({
  eventID: z.string().meta({ description: 'EPCIS event hash ID (CBV 2.0)' }),
  lots: z.array(z.string()).meta({ description: 'Paths of the lots that the event changed' }),
  lot: z.string().meta({ description: 'Path of the lot that was made or moved, the first of several' }),
});
const shipped = recorded.extend({
  shipment: z.string().meta({ description: 'URI of the shipment: the receiver names it' }),
});

const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;
const raw = '01/09521234000013/10/L2410';
const packed = 'p/MIEN-DONG-500/10/MD-0211';
const done = (lot: string, ...others: string[]) => ({ eventID, lots: [lot, ...others], lot });

const correcting = ['depended-on', 'not-correctable', 'already-corrected'] as const;
const every = ['not-found', 'too-many-decimals', 'event-in-future', 'wrong-unit', ...correcting] as const;
const making = [...every, 'lot-exists'] as const;
const taking = [...every, 'event-before-lot', 'lot-held', 'insufficient-quantity'] as const;
const using = [...taking, 'lot-recalled', 'lot-expired'] as const;
const transforming = [...using, 'lot-exists', 'lot-in-itself', 'yield-out-of-range'] as const;

/** The steps that take or make a lot of the actor's organisation. */
const step = <E>(summary: string, refusals: readonly ProblemCode[], example: E, lot: string, ...others: string[]) => ({
  tag: 'Work' as const,
  summary,
  refusals,
  example,
  answer: { schema: recorded, example: done(lot, ...others) },
});

const eventTime = '2026-10-02T08:30:00+07:00';
const someId = (digit: string) => digit.repeat(16);
const [product, zone, facility, buyer] = ['1', '2', '3', '4'].map(someId) as [string, string, string, string];
const parcel = 'https://example.org/shipments/0123456789abcdef';

export const stepApi = {
  harvest: step(
    'Record a harvest',
    [...making, 'zone-not-valid'],
    { product, zone, lot: 'L2410', quantity: 120.5, eventTime, note: 'Sau mưa' },
    raw,
  ),
  process: step(
    'Record processing',
    transforming,
    {
      inputs: [{ lot: raw, quantity: 100 }],
      outputs: [{ product, lot: 'TB-0210', quantity: 18 }],
      facility,
      eventTime,
    },
    'p/TINH-BOT-DONG/10/TB-0210',
    raw,
  ),
  pack: step(
    'Record packing',
    [...transforming, 'no-net-content', 'packed-too-much'],
    { input: { lot: raw, quantity: 50 }, product, lot: 'MD-0211', units: 100, facility, eventTime },
    packed,
    raw,
  ),
  ship: {
    ...step('Record a shipment', using, { lot: packed, quantity: 40, from: facility, to: buyer, eventTime }, packed),
    answer: { schema: shipped, example: { ...done(packed), shipment: parcel } },
  },
  receive: step(
    'Record a receipt',
    [...every, 'event-before-lot', 'not-sent', 'more-than-sent'],
    { lot: packed, shipment: parcel, quantity: 39, missing: 1, at: facility, eventTime, note: 'Vỡ 1 gói' },
    packed,
  ),
  sell: step(
    'Record a sale',
    [...using, 'label-count', 'label-not-issued', 'label-not-printed', 'label-sold', 'label-void', 'label-ranges'],
    { lot: packed, quantity: 3, at: facility, channel: 'ocop-point' as const, labels: { first: 7 }, eventTime },
    packed,
  ),
  destroy: step(
    'Record a destruction',
    taking,
    { lot: packed, quantity: 2, at: facility, reason: 'Ẩm mốc', eventTime },
    packed,
  ),
};
