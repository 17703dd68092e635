/** Recalls: first the list of what one would concern, then the recall or its exercise; and those that there are. */
import { Router, type Request } from 'express';
import { afterReceived } from '../events/capture.js';
import { Events } from '../events/event.model.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { allow, byOf, inputOf, parse } from '../http/request.js';
import { recallOf } from '../lots/recall-of.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { roles, type By } from '../policy.js';
import { affectedBy, familyOf, setsOf } from './affected.js';
import { affectedApi, recallApi, recallOfLotApi, simulationApi } from './api.js';
import { listApi, mockApi } from './follow-up-api.js';
import { listRecalls, recallsToAcknowledge } from './find.service.js';
import { presentForHolder, presentHolders, presentRecall } from './present.js';
import { recallTable } from './recall-list.js';
import { followReceived } from './received.service.js';
import {
  lotList,
  newMockRecall,
  newRecall,
  newRecallOfLot,
  recallLot,
  rootsOf,
  startMockRecall,
  startRecall,
  type Started,
} from './recall.service.js';
import { listQuery, simulationQuery } from './queries.js';
import { simulationModel } from './simulation.js';
import { snapshotOf } from './snapshot.js';
import { pagerOfList } from './view.js';

export const recallRoutes = Router();

afterReceived.push(followReceived);

const inspector = allow('inspector');

/** Every page of a producer says in its menu how many recalls wait for an answer, and the first page which. */
recallRoutes.use(async (req, res, next) => {
  if (req.actor?.role === 'producer' && req.method === 'GET' && !/^\/(api|epcis|log)\b/.test(req.path)) {
    const waiting = await recallsToAcknowledge(req.actor);
    const words = res.locals as Express.Locals;
    if (waiting.length > 0) {
      res.locals.openRecalls = words.format.number(waiting.length);
      res.locals.recallList = recallTable(waiting, words, true);
    }
  }
  next();
});

recallRoutes.get('/recalls', allow(...roles), async (req, res) => {
  const { actor } = byOf(req);
  const { offset } = parse(listQuery, req.query);
  const { recalls, more } = await listRecalls(actor, offset);
  res.render('recalls/list', {
    list: recallTable(recalls, res.locals as Express.Locals, actor.role === 'producer'),
    pager: pagerOfList('/recalls', offset, more),
  });
});

describeRoute(listApi);
recallRoutes.get(listApi.path, allow(...roles), async (req, res) => {
  const { actor } = byOf(req);
  const { recalls, more } = await listRecalls(actor, parse(listQuery, req.query).offset);
  res.json({ items: recalls.map(actor.role === 'producer' ? presentForHolder : presentRecall), more });
});

const starting = {
  roles: ['inspector' as const],
  view: 'recalls/new',
  model: (req: Request, by: By) => simulationModel(req, by, inputOf(req)),
};

mountAction(recallRoutes, {
  ...starting,
  form: '/recalls/new',
  path: '/recalls',
  schema: newRecall,
  run: startRecall,
  next: ({ recall }: Started) => `/recalls/${recall}`,
  location: ({ recall }: Started) => `/recalls/${recall}`,
  present: ({ recall, eventID, lots }: Started) => ({ recall, eventID, lots }),
  api: recallApi,
});

mountAction(recallRoutes, {
  ...starting,
  form: '/mock-recalls/new',
  path: '/mock-recalls',
  schema: newMockRecall,
  run: startMockRecall,
  next: ({ _id }) => `/recalls/${_id}`,
  location: ({ _id }) => `/recalls/${_id}`,
  present: presentRecall,
  api: mockApi,
});

/** From the page of a lot: to its recall, or to what one would concern. */
recallRoutes.get(`${lotAddress}/recalls/new`, inspector, async (req, res) => {
  const lot = await lotOfAddress(req.params, byOf(req).actor);
  const stored = lot.recalledBy && (await Events.findById(lot.recalledBy, { event: 1, context: 1 }).lean());
  const recall = stored ? recallOf(stored) : undefined;
  res.redirect(303, recall ? `/recalls/${recall}` : `/recalls/new?lots=${encodeURIComponent(lot._id)}`);
});

describeRoute({ ...recallOfLotApi, body: newRecallOfLot });
recallRoutes.post(recallOfLotApi.path, inspector, async (req, res) => {
  const by = byOf(req);
  const input = parse(newRecallOfLot, inputOf(req));
  const { recall, eventID, lots } = await recallLot(
    { ...input, lot: (await lotOfAddress(req.params, by.actor))._id },
    by,
  );
  res.status(201).location(`/api/recalls/${recall}`).json({ recall, eventID, lot: lots[0], lots });
});

/** What a recall of one lot would name, or has named. */
describeRoute(affectedApi);
recallRoutes.get(affectedApi.path, inspector, async (req, res) => {
  const lot = await lotOfAddress(req.params, byOf(req).actor);
  res.json({ recalledBy: lot.recalledBy, ...(await simulated([lot])) });
});

describeRoute({ ...simulationApi, query: simulationQuery });
recallRoutes.get(simulationApi.path, inspector, async (req, res) => {
  const { lots } = parse(simulationQuery, req.query);
  res.json(await simulated(await rootsOf(parse(lotList, lots), byOf(req).actor)));
});

async function simulated(roots: Parameters<typeof familyOf>[0]): Promise<object> {
  const affected = await affectedBy(await snapshotOf(await familyOf(roots)));
  const { lots, onHand, inTransit, sold, labels } = affected;
  return {
    lots: lots.map(({ lot, code }) => ({ lot, code })),
    organizations: presentHolders(affected),
    ...{ onHand, inTransit, sold, labels },
    sets: (await setsOf(lots)).map(({ _id }) => _id),
  };
}
