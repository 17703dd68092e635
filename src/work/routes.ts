/** The producer's steps: one action each. */
import { Router, type Request } from 'express';
import { type Step } from '../events/step.js';
import { mountAction } from '../http/action.js';
import { type By } from '../policy.js';
import { stepApi } from './api.js';
import { correctionOf, type Correction } from './correct.js';
import { newDestruction, recordDestruction } from './destroy.service.js';
import { beginningOf, choicesFor, type Beginning, type Need } from './forms.js';
import { newHarvest, recordHarvest } from './harvest.service.js';
import { newPacking, recordPacking } from './pack.service.js';
import { newProcess, recordProcess } from './process.service.js';
import { newReceipt, recordReceipt } from './receive.service.js';
import { newSale, recordSale, saleChannels } from './sell.service.js';
import { newShipment, recordShipment, type Shipped } from './ship.service.js';
import { type Recorded } from './step.js';
import { arrivalOf, arrivalsFor, type Arrival } from './stock.js';

export const workRoutes = Router();

const needsOf = {
  harvest: ['products', 'zones'],
  process: ['stock', 'products', 'places'],
  pack: ['stock', 'packages', 'places'],
  ship: ['stock', 'places', 'recipients'],
  move: ['stock', 'places'],
} satisfies Record<string, Need[]>;

mountAction(workRoutes, {
  ...answers('/harvests'),
  api: stepApi.harvest,
  schema: newHarvest,
  run: recordHarvest,
  view: 'work/harvest',
  model: (req, by) => choices(req, by, needsOf.harvest),
  values: async (req, by) => {
    const corrected = await correctedValues(req, by);
    if (corrected) return corrected;
    const { place, eventTime, product, lot } = await beginning(req, by, 'commissioning', needsOf.harvest);
    return { zone: place, eventTime, product, lot, ...req.query };
  },
});

mountAction(workRoutes, {
  ...answers('/processes'),
  api: stepApi.process,
  schema: newProcess,
  run: recordProcess,
  view: 'work/process',
  model: async (req, by) => ({ ...(await choices(req, by, needsOf.process)), rows: rowsOf(req) }),
  values: async (req, by) => {
    const corrected = await correctedValues(req, by);
    if (corrected) return corrected;
    const { place, taken, eventTime, product, lot } = await beginning(req, by, 'transforming', needsOf.process);
    return { facility: place, eventTime, inputs: [{ lot: taken }], outputs: [{ product, lot }], ...req.query };
  },
});

mountAction(workRoutes, {
  ...answers('/packings'),
  api: stepApi.pack,
  schema: newPacking,
  run: recordPacking,
  view: 'work/pack',
  model: (req, by) => choices(req, by, needsOf.pack),
  values: async (req, by) => {
    const corrected = await correctedValues(req, by);
    if (corrected) return corrected;
    const { place, taken, eventTime, product, lot } = await beginning(req, by, 'packing', needsOf.pack);
    return { facility: place, input: { lot: taken }, eventTime, product, ...req.query, lot };
  },
});

mountAction(workRoutes, {
  ...answers('/shipments'),
  api: stepApi.ship,
  schema: newShipment,
  run: recordShipment,
  view: 'work/ship',
  model: (req, by) => choices(req, by, needsOf.ship),
  values: async (req, by) => {
    const corrected = await correctedValues(req, by);
    if (corrected) return corrected;
    const { place, taken, eventTime, recipient } = await beginning(req, by, 'shipping', needsOf.ship);
    return { from: place, to: recipient, lot: taken, eventTime, ...req.query };
  },
  present: ({ shipment, ...step }: Shipped) => ({ ...presentStep(step), shipment }),
});

mountAction(workRoutes, {
  ...answers('/receipts'),
  api: stepApi.receive,
  schema: newReceipt,
  run: recordReceipt,
  view: 'work/receive',
  model: async (req, by) => ({ ...(await choicesFor(by, ['places'])), arrivals: await arrivals(req, by) }),
  values: async (req, by) => {
    const corrected = await correctedValues(req, by);
    if (corrected) return corrected;
    const { place, eventTime } = await beginning(req, by, 'receiving', ['places']);
    return { at: place, eventTime, quantity: await quantitySent(req, by), ...req.query };
  },
});

mountAction(workRoutes, {
  ...answers('/sales'),
  api: stepApi.sell,
  schema: newSale,
  run: recordSale,
  view: 'work/sell',
  model: async (req, by) => ({ ...(await choices(req, by, needsOf.move)), channels: saleChannels }),
  values: async (req, by) => {
    const corrected = await correctedValues(req, by);
    if (corrected) return corrected;
    const { place, taken, eventTime } = await beginning(req, by, 'retail_selling', needsOf.move);
    return { at: place, lot: taken, eventTime, ...req.query };
  },
});

mountAction(workRoutes, {
  ...answers('/destructions'),
  api: stepApi.destroy,
  schema: newDestruction,
  run: recordDestruction,
  view: 'work/destroy',
  model: (req, by) => choices(req, by, needsOf.move),
  values: async (req, by) => {
    const corrected = await correctedValues(req, by);
    if (corrected) return corrected;
    const { place, taken, eventTime } = await beginning(req, by, 'destroying', needsOf.move);
    return { at: place, lot: taken, eventTime, ...req.query };
  },
});

/** What all steps share: a producer records them, and afterwards sees the lot that was made or moved. */
function answers(path: string) {
  const lotPage = ({ lot }: Recorded) => `/lots/${lot}`;
  return {
    roles: ['producer' as const],
    form: `${path}/new`,
    path,
    next: lotPage,
    location: lotPage,
    present: presentStep,
  };
}

function presentStep({ eventID, lots, lot }: Recorded): object {
  return { eventID, lots, lot };
}

/** The recorded step that a form is to correct: `?corrects=…`, or the field of that name. */
function corrected(req: Request, { actor }: By): Promise<Correction | null> {
  const eventID = asked(req, 'corrects') ?? (req.body as { corrects?: unknown } | undefined)?.corrects;
  return typeof eventID === 'string' ? correctionOf(eventID, actor) : Promise.resolve(null);
}

async function correctedValues(req: Request, by: By): Promise<Correction['values'] | undefined> {
  return (await corrected(req, by))?.values;
}

/** The choices of a form; where it corrects a step also the lots that the step took, which may be used up. */
async function choices(req: Request, by: By, needs: Need[]) {
  return choicesFor(by, needs, (await corrected(req, by))?.taken);
}

async function arrivals(req: Request, by: By): Promise<Arrival[]> {
  const correction = await corrected(req, by);
  const received = correction ? await arrivalOf(correction.event) : [];
  return [...received, ...(await arrivalsFor(by.actor))];
}

/** What a form begins with; `?product=…&lot=…` in its address name the product made and the lot taken. */
async function beginning(req: Request, by: By, step: Step, needs: Need[]): Promise<Beginning> {
  const usual = await beginningOf(step, by, needs, asked(req, 'product'));
  return { ...usual, taken: asked(req, 'lot') ?? usual.taken };
}

/** A value that the address of a form gives: `?lot=…`. */
function asked(req: Request, name: string): string | undefined {
  const value = req.query[name];
  return typeof value === 'string' ? value : undefined;
}

const rowsOffered = { usual: 3, most: 50 };

/** How many rows of lots a form has: `?rows=8`, or those that came back at fault. */
function rowsOf(req: Request): number {
  const names = Object.keys((req.body ?? {}) as object);
  const last = Math.max(-1, ...names.map((name) => Number(/^(?:in|out)puts\.(\d+)\./.exec(name)?.[1] ?? -1)));
  const wanted = Math.max(rowsOffered.usual, last + 1, Number(asked(req, 'rows') ?? 0) || 0);
  return Math.min(rowsOffered.most, Math.floor(wanted));
}

/** As a rule everything that was sent arrives. */
async function quantitySent(req: Request, { actor }: By): Promise<number | undefined> {
  const arrivals = await arrivalsFor(actor);
  return arrivals.find(({ lot, shipment }) => lot === asked(req, 'lot') && shipment === asked(req, 'shipment'))
    ?.quantity;
}
