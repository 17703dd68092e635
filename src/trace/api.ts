/** A chain for programs, and what the description of the API says of it. */
import { z } from 'zod';
import { fromThousandths, uom } from '../epcis/quantity.js';
import { type Description } from '../http/describe.js';
import { lotExample } from '../lots/answers.js';
import { today } from '../lots/lot-table.js';
import { lotStates, stateOf } from '../lots/lot.service.js';
import { type ShownRow, type TracePage } from './page.service.js';

/** Lots of one answer. */
export const rowsForPrograms = 1000;

const named = z.object({ id: z.string(), name: z.string() });
const amount = z.object({ quantity: z.number(), uom: z.string() });

const tracedLot = z.object({
  lot: z.string().meta({ description: 'Path of the lot' }),
  code: z.string(),
  state: z.enum(lotStates),
  step: z.int().meta({ description: 'Steps from the lot asked for: below 0 its material, above what was made of it' }),
  fits: z.boolean().meta({ description: 'False for one that is only on the way to a lot that fits the filter' }),
  product: named,
  organization: named,
  uom,
  produced: z.number(),
  onHand: z.array(z.object({ organization: z.string(), quantity: z.number() })),
  inTransit: z.array(z.object({ shipment: z.string(), from: z.string(), to: z.string(), quantity: z.number() })),
  parties: z.array(named).meta({ description: 'Organisations that made, had or have it, or were sent it' }),
  parents: z.array(z.string()),
  firstEventTime: z.string(),
  lastEventTime: z.string(),
});

export const traceApi = {
  tag: 'Lots',
  summary: 'Trace a lot',
  description:
    `Everything that it was made of and that was made of it, ${rowsForPrograms} lots at a time. ` +
    'What was used of one for another, lots of other systems and zones are told of the nearest ones.',
  answer: {
    schema: z.object({
      items: z.array(tracedLot),
      total: z.int(),
      used: z.array(amount.extend({ from: z.string(), to: z.string() })),
      foreign: z.array(z.object({ epc: z.string(), lot: z.string(), is: z.enum(['input', 'output']) })),
      zones: z.array(named.extend({ growingAreaCode: z.string(), households: z.int() })),
    }),
    example: {
      items: [
        {
          lot: lotExample.lot,
          code: lotExample.code,
          state: lotExample.state,
          step: 0,
          fits: true,
          product: { id: lotExample.product.id, name: lotExample.product.name },
          organization: lotExample.organization,
          uom: lotExample.uom,
          produced: 120.5,
          onHand: [{ organization: lotExample.organization.id, quantity: 20.5 }],
          inTransit: [],
          parties: [lotExample.organization],
          parents: [],
          firstEventTime: '2026-10-02T01:30:00.000Z',
          lastEventTime: '2026-10-02T01:30:00.000Z',
        },
      ],
      total: 1,
      used: [],
      foreign: [],
      zones: [{ id: '2222222222222222', name: 'Vùng dong riềng', growingAreaCode: 'VN-CB-0001', households: 12 }],
    },
  },
} satisfies Description;

export function presentTrace(page: TracePage, now: Date): object {
  const { rows, total, sources } = page;
  return {
    items: rows.map((row) => presentRow(row, page, now)),
    total,
    used: [...sources.amounts].map(([edge, { quantity, uom: unit }]) => {
      const [from, to] = edge.split(' ');
      return { from, to, quantity, uom: unit };
    }),
    foreign: sources.foreign.map(({ uri, lot, is }) => ({ epc: uri, lot, is })),
    zones: sources.zones.flatMap(({ _id, name, zone }) =>
      zone ? { id: _id, name, growingAreaCode: zone.growingAreaCode, households: zone.households } : [],
    ),
  };
}

function presentRow({ lot, step, parents }: ShownRow, { names, fitting }: TracePage, now: Date): object {
  const inUnits = <T extends { quantity: number }>(entry: T) => ({
    ...entry,
    quantity: fromThousandths(entry.quantity),
  });
  const organization = (id: string) => ({ id, name: names.organizations.get(id) ?? '' });
  return {
    lot: lot._id,
    code: lot.code,
    state: stateOf(lot, today(now)),
    step,
    fits: fitting.has(lot._id),
    product: { id: lot.product, name: names.products.get(lot.product)?.names.vi ?? '' },
    organization: organization(lot.organization),
    uom: lot.uom,
    produced: fromThousandths(lot.produced),
    onHand: lot.onHand.map(inUnits),
    inTransit: lot.inTransit.map(inUnits),
    parties: lot.parties.map(organization),
    parents,
    firstEventTime: lot.firstEventTime,
    lastEventTime: lot.lastEventTime,
  };
}
