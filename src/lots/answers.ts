/** Shapes of lots as programs get them. */
import { z } from 'zod';
import { uom } from '../epcis/quantity.js';
import { lotStates } from './lot.service.js';

const named = z.object({ id: z.string(), name: z.string() });

/** What every answer about a lot begins with. */
const identity = {
  lot: z.string().meta({ description: 'Path of the lot' }),
  code: z.string(),
  state: z.enum(lotStates),
  product: z.object({ id: z.string(), key: z.string().optional(), name: z.string().optional() }),
  organization: named,
};
const ends = { uom, expiresOn: z.iso.date().nullable() };

export const listedLot = z.object({
  ...identity,
  onHand: z.number().meta({ description: "What the actor's organisation has of it; for an authority, what all have" }),
  ...ends,
  lastEventTime: z.string(),
});

export const presentedLot = z.object({
  ...identity,
  ...ends,
  produced: z.number(),
  onHand: z.array(z.object({ organization: z.string(), quantity: z.number() })),
  inTransit: z.array(z.object({ shipment: z.string(), from: z.string(), to: z.string(), quantity: z.number() })),
  consumed: z.number(),
  sold: z.number(),
  destroyed: z.number(),
  lost: z.number(),
  heldBy: z.string().nullable().meta({ description: 'eventID of the hold' }),
  recalledBy: z.string().nullable().meta({ description: 'eventID of the recall' }),
  parents: z.array(z.string()),
  children: z.array(z.string()),
  sets: z.array(z.string()).meta({ description: 'Paths of the gift sets and cases that it is or was in' }),
  moreSets: z.boolean(),
  events: z.array(z.looseObject({ type: z.string(), eventID: z.string(), eventTime: z.string() })),
  moreEvents: z.boolean(),
});

export const lotExample = {
  lot: '01/09521234000013/10/L2410',
  code: 'L2410',
  state: 'open' as const,
  product: { id: '1111111111111111', key: '01/09521234000013', name: 'Củ dong riềng' },
  organization: { id: '5555555555555555', name: 'HTX Minh Tâm' },
  onHand: 20.5,
  uom: 'KGM' as const,
  expiresOn: null,
  lastEventTime: '2026-10-02T08:30:00+07:00',
};
