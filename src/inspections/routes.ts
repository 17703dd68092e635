/** An inspector's acts on one lot. Their forms stand on the page of the lot, and alone where one came back. */
import { Router, type Request } from 'express';
import { config } from '../config.js';
import { localTime } from '../epcis/time.js';
import { type Captured } from '../events/capture.js';
import { mountAction } from '../http/action.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { type By } from '../policy.js';
import { keepAttachment } from '../registry/attachment.service.js';
import { productsById } from '../registry/product.service.js';
import { holdLot, newHold, newInspection, newRelease, recordInspection, releaseLot } from './inspection.service.js';

export const inspectionRoutes = Router();

const theLot = { lot: true } as const;
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
});

mountAction(inspectionRoutes, {
  ...afterwards,
  form: `${lotAddress}/holds/new`,
  path: `${lotAddress}/holds`,
  schema: newHold.omit(theLot),
  run: async (input, by, req) => holdLot({ ...input, lot: (await lotOfAddress(req.params, by.actor))._id }, by),
  view: 'inspections/hold',
});

mountAction(inspectionRoutes, {
  ...afterwards,
  form: `${lotAddress}/releases/new`,
  path: `${lotAddress}/releases`,
  schema: newRelease.omit(theLot),
  run: async (input, by, req) => releaseLot({ ...input, lot: (await lotOfAddress(req.params, by.actor))._id }, by),
  view: 'inspections/release',
});

async function modelOf(req: Request, { actor }: By): Promise<object> {
  const lot = await lotOfAddress(req.params, actor);
  const product = (await productsById([lot.product])).get(lot.product);
  return { lot, product: product?.names.vi ?? '' };
}
