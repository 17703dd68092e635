/** The page of a recall, and what is done with it until its end. */
import { Router } from 'express';
import { recordAccess } from '../access/access.service.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { allow, byOf, parse } from '../http/request.js';
import { roles, type By } from '../policy.js';
import { acknowledgementApi, closureApi, liftingApi, oneApi, reportApi } from './follow-up-api.js';
import { contactsPaper } from './contacts-paper.js';
import { contactsSheet } from './contacts-sheet.js';
import { getRecall } from './find.service.js';
import {
  acknowledge,
  closeRecall,
  entriesOf,
  newAcknowledgement,
  newClosure,
  newReport,
  report,
} from './follow-up.service.js';
import { viewForHolder } from './holder-page.js';
import { liftRecall, newLifting } from './lift.service.js';
import { presentEffect, presentEntry, presentForHolder, presentHolders, presentRecall } from './present.js';
import { pageQuery } from './queries.js';
import { type Recall } from './recall.model.js';
import { factsOf, viewOfRecall } from './recall-page.js';
import { stateBadge, titleOf } from './recall-list.js';

export const followUpRoutes = Router();

const everyone = allow(...roles);
const authorities = allow('inspector', 'admin');

followUpRoutes.get('/recalls/:id', everyone, async (req, res) => {
  const { actor } = byOf(req);
  const words = res.locals as Express.Locals;
  const recall = await getRecall(String(req.params.id), actor);
  const { offset } = parse(pageQuery, req.query);
  if (actor.role === 'producer') res.render('recalls/holder', await viewForHolder(recall, actor, offset, words));
  else res.render('recalls/show', await viewOfRecall(await factsOf(recall), offset, words));
});

describeRoute({ ...oneApi, query: pageQuery });
followUpRoutes.get(oneApi.path, everyone, async (req, res) => {
  const { actor } = byOf(req);
  const recall = await getRecall(String(req.params.id), actor);
  const entries = await entriesOf(recall._id);
  if (actor.role === 'producer') {
    const own = entries.filter(({ organization }) => organization === actor.organization);
    res.json({ ...presentForHolder(recall), entries: own.map(presentEntry) });
    return;
  }
  const { affected, effect } = await factsOf(recall);
  const said = new Map(entries.toReversed().map((entry) => [entry.organization, entry])); // the first counts
  res.json({
    ...presentRecall(recall),
    effect: presentEffect(effect),
    organizations: presentHolders(affected, said),
    entries: entries.map(presentEntry),
  });
});

followUpRoutes.get('/recalls/:id/contacts.xlsx', authorities, async (req, res) => {
  const facts = await contactsTaken(String(req.params.id), byOf(req));
  const file = await contactsSheet(facts, res.locals as Express.Locals);
  res.set('Cache-Control', 'no-store').type('xlsx').attachment(`thu-hoi-${facts.recall._id}.xlsx`).send(file);
});

followUpRoutes.get('/recalls/:id/contacts.pdf', authorities, async (req, res) => {
  const facts = await contactsTaken(String(req.params.id), byOf(req));
  const file = await contactsPaper(facts, res.locals as Express.Locals);
  res.set('Cache-Control', 'no-store').type('pdf').attachment(`thu-hoi-${facts.recall._id}.pdf`).send(file);
});

/** Who took the contacts of whom is recorded. */
async function contactsTaken(id: string, by: By) {
  const recall = await getRecall(id, by.actor);
  await recordAccess({ kind: 'contacts', subject: id }, by);
  return factsOf(recall);
}

const afterwards = {
  next: ({ _id }: Recall) => `/recalls/${_id}`,
  present: presentRecall,
};

const ofHolder = {
  ...afterwards,
  present: presentForHolder,
  roles: ['producer' as const],
  view: 'recalls/holder',
  model: async (req: Parameters<typeof byOf>[0]) => {
    const { actor } = byOf(req);
    const { offset } = parse(pageQuery.loose(), req.query);
    return viewForHolder(
      await getRecall(String(req.params.id), actor),
      actor,
      offset,
      req.res?.locals as Express.Locals,
    );
  },
};

mountAction(followUpRoutes, {
  ...ofHolder,
  form: '/recalls/:id/acknowledgements/new',
  path: '/recalls/:id/acknowledgements',
  schema: newAcknowledgement,
  run: (input, by, req) => acknowledge(String(req.params.id), input, by),
  api: acknowledgementApi,
});

mountAction(followUpRoutes, {
  ...ofHolder,
  form: '/recalls/:id/reports/new',
  path: '/recalls/:id/reports',
  schema: newReport,
  run: (input, by, req) => report(String(req.params.id), input, by),
  api: reportApi,
});

const ofInspector = {
  ...afterwards,
  roles: ['inspector' as const],
  model: async (req: Parameters<typeof byOf>[0]) => {
    const recall = await getRecall(String(req.params.id), byOf(req).actor);
    const words = req.res?.locals as Express.Locals;
    return { recall, title: titleOf(recall, words), badge: stateBadge(recall, words) };
  },
};

mountAction(followUpRoutes, {
  ...ofInspector,
  form: '/recalls/:id/closures/new',
  path: '/recalls/:id/closures',
  schema: newClosure,
  run: (input, by, req) => closeRecall(String(req.params.id), input, by),
  view: 'recalls/close',
  api: closureApi,
});

mountAction(followUpRoutes, {
  ...ofInspector,
  form: '/recalls/:id/liftings/new',
  path: '/recalls/:id/liftings',
  schema: newLifting,
  run: (input, by, req) => liftRecall(String(req.params.id), input, by),
  view: 'recalls/lift',
  api: liftingApi,
});
