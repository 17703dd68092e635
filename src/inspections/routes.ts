/** Inspections; and an inspector's acts on one lot. Their forms stand on the page of the lot, and alone where one came back. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { localTime } from '../epcis/time.js';
import { type Captured } from '../events/record.js';
import { mountAction } from '../http/action.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { type By } from '../policy.js';
import { keepAttachment } from '../registry/attachment.service.js';
import { productsById } from '../registry/product.service.js';
import { carryOutRoutes } from './carry-out.routes.js';
import { checklistRoutes } from './checklist.routes.js';
import { correctiveActionRoutes } from './corrective-action.routes.js';
import { holdLot, newHold, newInspection, newRelease, recordInspection, releaseLot } from './inspection.service.js';
import { recordRoutes } from './record.routes.js';
import { sampleRoutes } from './sample.routes.js';

export const inspectionRoutes = Router();

inspectionRoutes.use(recordRoutes, carryOutRoutes, sampleRoutes, correctiveActionRoutes, checklistRoutes);

const theLot = { lot: true } as const;
const path = '01/09521234000013/10/L2410';
const acted = z.object({ eventID: z.string(), lot: z.string() });
const api = {
  tag: 'Inspection' as const,
  answer: { schema: acted, example: { eventID: `ni:///sha-256;${'0'.repeat(64)}?ver=CBV2.0`, lot: path } },
};
const afterwards = {
  roles: ['inspector' as const],
  model: modelOf,
  next: ({ lots }: Captured) => `/lots/${lots[0] ?? ''}`,
  location: ({ lots }: Captured) => `/lots/${lots[0] ?? ''}`,
  present: ({ eventID, lots }: Captured) => ({ eventID, lot: lots[0] }),
};

mountAction(inspectionRoutes, {
  ...afterwards,
  form: `${lotAddress}/inspections/new`,
  path: `${lotAddress}/inspections`,
  schema: newInspection.omit(theLot),
  run: async (input, by, req) => {
    const lot = await lotOfAddress(req.params, by.actor);
    const file = req.file ? await keepAttachment(req.file.buffer, lot.organization, by) : input.file;
    return recordInspection({ ...input, lot: lot._id, file }, by);
  },
  view: 'inspections/inspection',
  values: (_req, { now }) => Promise.resolve({ eventTime: localTime(now, config.utcOffset) }),
  api: {
    ...api,
    summary: 'Record an inspection',
    description: 'It moves and stops nothing: a lot that must not move is held.',
    file: 'Photo or report: PDF, JPEG or PNG, at most 5 MB',
    example: { result: 'conformant', findings: 'Đạt', eventTime: '2026-10-02T08:30:00+07:00' },
    refusals: ['event-in-future', 'event-before-lot'],
  },
});

mountAction(inspectionRoutes, {
  ...afterwards,
  form: `${lotAddress}/holds/new`,
  path: `${lotAddress}/holds`,
  schema: newHold.omit(theLot),
  run: async (input, by, req) => holdLot({ ...input, lot: (await lotOfAddress(req.params, by.actor))._id }, by),
  view: 'inspections/hold',
  api: {
    ...api,
    summary: 'Hold a lot',
    description: 'Until it is released nothing of it may be used, shipped, sold or destroyed.',
    example: { reason: 'Nghi nhiễm nấm mốc' },
    refusals: ['wrong-state'],
  },
});

mountAction(inspectionRoutes, {
  ...afterwards,
  form: `${lotAddress}/releases/new`,
  path: `${lotAddress}/releases`,
  schema: newRelease.omit(theLot),
  run: async (input, by, req) => releaseLot({ ...input, lot: (await lotOfAddress(req.params, by.actor))._id }, by),
  view: 'inspections/release',
  api: { ...api, summary: 'Release a lot', example: { reason: 'Mẫu thử đạt' }, refusals: ['wrong-state'] },
});

async function modelOf(req: Request, { actor }: By): Promise<object> {
  const lot = await lotOfAddress(req.params, actor);
  const product = (await productsById([lot.product])).get(lot.product);
  return { lot, product: product?.names.vi ?? '' };
}
