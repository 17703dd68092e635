/** What the description of the API says of gift sets and cases. */
import { z } from 'zod';
import { type ProblemCode } from '../errors.js';
import { type Description } from '../http/describe.js';
import { setStates } from '../lots/set-state.js';

const eventID = `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`;
const lots = ['01/09521234000013/10/HT-01', 'p/MIEN-DONG-500/10/MD-0211'] as const;
const set = 'c/3F9K01ZQ8F3K01ZQ7XW4M2AB';
const eventTime = '2026-10-02T08:30:00+07:00';
const someId = (digit: string) => digit.repeat(16);

export const setParams = {
  space: z.enum(['c', '00']).meta({ description: '`c` before our own code, `00` before an SSCC' }),
  code: z
    .string()
    .meta({ description: 'Code of the set, 24 characters, or its SSCC of 18 digits', examples: [set.slice(2)] }),
};

const recorded = z.object({
  eventID: z.string().meta({ description: 'EPCIS event hash ID (CBV 2.0)' }),
  lots: z.array(z.string()).meta({ description: 'Paths of the lots in the set' }),
  set: z.string().meta({ description: 'Path of the set' }),
});
const oneSet = z.object({
  set: z.string().meta({ description: 'Path of the set' }),
  names: z.object({ vi: z.string(), en: z.string().optional(), zh: z.string().optional() }),
  state: z.enum(setStates),
  organization: z.string().meta({ description: 'Who packed it' }),
  holder: z.string().meta({ description: 'Who has it, or had it last' }),
  shippedTo: z.string().nullable(),
  shipment: z.string().nullable(),
  packedAt: z.string(),
  contents: z.array(z.object({ lot: z.string(), quantity: z.number(), uom: z.string() })),
  events: z.array(z.string()).meta({ description: 'Its events, in their order' }),
});

const done = { eventID, lots: [...lots], set };
const example = {
  set,
  names: { vi: 'Giỏ quà Tết' },
  state: 'packed' as const,
  organization: someId('5'),
  holder: someId('5'),
  shippedTo: null,
  shipment: null,
  packedAt: eventTime,
  contents: [
    { lot: lots[0], quantity: 1, uom: 'H87' },
    { lot: lots[1], quantity: 2, uom: 'H87' },
  ],
  events: [eventID],
};

const every = ['not-found', 'event-in-future', 'event-before-lot'] as const;
const using = [...every, 'lot-held', 'lot-recalled', 'lot-expired'] as const;

const move = <E>(summary: string, refusals: readonly ProblemCode[], body: E) => ({
  tag: 'Sets' as const,
  summary,
  refusals: [...refusals, 'wrong-state' as const],
  example: body,
  params: setParams,
  answer: { schema: recorded, example: done },
});

const here = { at: someId('3'), eventTime };

export const setApi = {
  pack: {
    tag: 'Sets' as const,
    summary: 'Pack a gift set or a case',
    refusals: [
      ...using,
      ...(['not-in-pieces', 'no-company-prefix', 'insufficient-quantity', 'packed-in-sets', 'wrong-unit'] as const),
      ...(['too-many-decimals', 'already-exists'] as const),
    ],
    example: {
      names: { vi: 'Giỏ quà Tết', en: 'New Year gift box' },
      parts: [
        { lot: lots[0], quantity: 1 },
        { lot: lots[1], quantity: 2 },
      ],
      ...here,
    },
    answer: { schema: recorded, example: done },
  },
  unpack: move('Take a set apart', every, here),
  sell: move('Sell a set', using, { ...here, channel: 'gift-set' as const }),
  ship: {
    ...move('Ship a set', using, { from: someId('3'), to: someId('4'), eventTime }),
    answer: {
      schema: recorded.extend({ shipment: z.string().meta({ description: 'URI of the shipment' }) }),
      example: { ...done, shipment: 'https://example.org/shipments/0123456789abcdef' },
    },
  },
  receive: move('Receive a set', [...every, 'not-sent', 'more-than-sent'], here),
};

export const listApi = {
  tag: 'Sets',
  summary: 'List gift sets and cases',
  description: 'The latest first. Producers see those that the own organisation packed, had or was sent.',
  answer: {
    schema: z.object({ items: z.array(oneSet), more: z.boolean() }),
    example: { items: [example], more: false },
  },
} satisfies Description;

export const showApi = {
  tag: 'Sets',
  summary: 'Read a gift set or a case',
  params: setParams,
  answer: { schema: oneSet, example },
} satisfies Description;
