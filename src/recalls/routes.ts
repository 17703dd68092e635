/** A recall: first the list of what it concerns, then the recall itself; afterwards the same list for the telephone. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { type Captured } from '../events/record.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { offset } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { namesOfLots, presentListed } from '../lots/lot-table.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { type By } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { affectedBy } from './affected.js';
import { affectedApi, recallApi } from './api.js';
import { newRecall, recallLot } from './recall.service.js';
import { viewOfAffected } from './view.js';

export const recallRoutes = Router();

const pageQuery = z.object({ offset: offset() });

mountAction(recallRoutes, {
  roles: ['inspector'],
  form: `${lotAddress}/recalls/new`,
  path: `${lotAddress}/recalls`,
  schema: newRecall.omit({ lot: true }),
  run: async (input, by, req) => recallLot({ ...input, lot: (await lotOfAddress(req.params, by.actor))._id }, by),
  view: 'recalls/recall',
  model: recallModel,
  next: ({ lots }: Captured) => `/lots/${lots[0] ?? ''}`,
  location: ({ lots }: Captured) => `/lots/${lots[0] ?? ''}`,
  present: ({ eventID, lots }: Captured) => ({ eventID, lot: lots[0], lots }),
  api: recallApi,
});

/** What a recall would name, or has named: a mock recall changes nothing. */
describeRoute(affectedApi);
recallRoutes.get(affectedApi.path, allow('inspector'), async (req, res) => {
  const by = byOf(req);
  const lot = await lotOfAddress(req.params, by.actor);
  const { lots, organizations, onHand, inTransit, sold } = await affectedBy(lot);
  const names = await namesOfLots(lots);
  res.json({
    recalledBy: lot.recalledBy,
    lots: lots.map((affected) => presentListed(affected, names, by)),
    organizations: organizations.map(({ organization, ...share }) => ({
      id: organization._id,
      name: organization.name,
      phone: organization.phone ?? null,
      email: organization.email ?? null,
      ...share,
    })),
    onHand,
    inTransit,
    sold,
  });
});

async function recallModel(req: Request, by: By): Promise<object> {
  const lot = await lotOfAddress(req.params, by.actor);
  const affected = await affectedBy(lot);
  const { offset } = parse(pageQuery, req.query);
  const shown = affected.lots.slice(offset, offset + pageSize);
  const words = (req.res?.locals ?? {}) as Express.Locals;
  return viewOfAffected({ lot, affected, shown, offset, names: await namesOfLots(shown) }, by, words);
}
