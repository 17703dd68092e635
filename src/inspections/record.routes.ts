/** Inspections from the plan to the signed record: lists and pages. What is done with one is in carry-out.routes.ts. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { Users } from '../auth/user.model.js';
import { config } from '../config.js';
import { localDay } from '../epcis/time.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { pagesAround } from '../http/pager.js';
import { lang, offset } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { Lots } from '../lots/lot.model.js';
import { getLot, lotReference } from '../lots/lot.service.js';
import { roles } from '../policy.js';
import { Locations } from '../registry/location.model.js';
import { organizationChoices } from '../registry/organization.service.js';
import { actionTable } from './corrective-action-view.js';
import { actionsOf, listActions } from './corrective-action.service.js';
import { listChecklists } from './checklist.service.js';
import {
  getInspection,
  inspectionsOfLot,
  lists,
  listInspections,
  newPlan,
  pageSize,
  planInspection,
} from './plan.service.js';
import {
  inspectionAnswer,
  inspectionExample,
  inspectionListed,
  listedExample,
  newerVersionOf,
  presentInspection,
  presentListedInspection,
} from './record-answers.js';
import {
  badgeOf,
  findingsOf,
  inspectionTable,
  namesOf,
  photosOf,
  sampleView,
  subjectOf,
  tallyOf,
} from './record-view.js';
import { recordsOf } from './signed-record.js';
import { samplesOf } from './sample.service.js';

export const recordRoutes = Router();

const everyone = allow(...roles);
const tag = 'Inspection' as const;
const one = { schema: inspectionAnswer, example: inspectionExample };
const listQuery = z.strictObject({
  list: z.enum(lists, 'bad-choice').default('open'),
  lot: lotReference.optional(),
  offset: offset(),
  lang,
});

mountAction(recordRoutes, {
  roles: ['inspector'],
  form: '/inspections/new',
  path: '/inspections',
  schema: newPlan,
  run: planInspection,
  view: 'inspections/plan',
  model: planModel,
  values: async (req, { actor, now }) => {
    const lot = text(req.query.lot) && (await getLot(text(req.query.lot), actor, { field: 'lot' }));
    const today = { dueOn: localDay(now, config.utcOffset), inspector: actor.id, checklist: 'tcvn-13167' };
    return { ...today, ...(lot && { lot: lot._id, organization: text(req.query.organization) || lot.organization }) };
  },
  next: ({ _id }) => `/inspections/${_id}`,
  location: ({ _id }) => `/inspections/${_id}`,
  present: presentListedInspection,
  api: {
    tag,
    summary: 'Plan an inspection',
    description: 'Of an organisation, or of a lot where an organisation has or had it.',
    example: { organization: '4q1x8v7d2k9f3m0b', dueOn: '2026-12-01', checklist: 'tcvn-13167' },
    refusals: ['not-found'],
    answer: { schema: inspectionListed, example: listedExample },
  },
});

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** First the organisation is chosen, then its places and lots. */
async function planModel(req: Request, { actor }: { actor: Parameters<typeof listChecklists>[0] }): Promise<object> {
  const sent = (req.body ?? {}) as Record<string, unknown>;
  const lot = text(req.query.lot) && (await getLot(text(req.query.lot), actor, { field: 'lot' }));
  const organization = text(req.query.organization) || text(sent.organization) || (lot ? lot.organization : '');
  const [organizations, places, lots, inspectors, checklists] = await Promise.all([
    organizationChoices(),
    Locations.find({ organization }, { name: 1 }).sort('name').limit(200).lean(),
    Lots.find({ parties: organization }, { code: 1 }).sort('-lastEventTime').limit(100).lean(),
    Users.find({ role: 'inspector' }, { name: 1 }).sort('name').lean(),
    listChecklists(actor),
  ]);
  const named = lot && !lots.some(({ _id }) => _id === lot._id) ? [lot, ...lots] : lots;
  return { organization, organizations, places, lots: named, inspectors, checklists };
}

recordRoutes.get('/inspections', everyone, async (req, res) => {
  const by = byOf(req);
  const words = res.locals as Express.Locals;
  const { list, offset: skipped } = parse(listQuery, req.query);
  const { inspections, more } = await listInspections(by, { list, offset: skipped });
  const at = (to: number) => `/inspections?list=${list}&offset=${to}`;
  const ownActions =
    by.actor.role === 'producer' ? (await listActions(by.actor, { state: 'open', offset: 0 })).actions : [];
  res.render('inspections/list', {
    list,
    lists,
    table: inspectionTable(inspections, await namesOf(inspections), by.now, words),
    actions: ownActions.length > 0 ? actionTable(ownActions, new Map(), by.now, words) : null,
    pager: pagesAround({ offset: skipped, size: pageSize, more }, at),
  });
});

describeRoute({
  tag,
  summary: 'List inspections',
  description: 'Those that are open in the order of their day, or all of a lot. A producer sees concluded ones only.',
  method: 'get',
  path: '/api/inspections',
  roles,
  query: listQuery,
  refusals: ['not-found'],
  answer: {
    schema: z.object({ items: z.array(inspectionListed), more: z.boolean() }),
    example: { items: [listedExample], more: false },
  },
});
recordRoutes.get('/api/inspections', everyone, async (req, res) => {
  const by = byOf(req);
  const { list, lot, offset: skipped } = parse(listQuery, req.query);
  if (lot) {
    const { _id } = await getLot(lot, by.actor, { field: 'lot' });
    const found = await inspectionsOfLot(_id, by.actor);
    return void res.json({ items: found.map(presentListedInspection), more: false });
  }
  const { inspections, more } = await listInspections(by, { list, offset: skipped });
  res.json({ items: inspections.map(presentListedInspection), more });
});

recordRoutes.get('/inspections/:id', everyone, async (req, res) => {
  const by = byOf(req);
  const words = res.locals as Express.Locals;
  const inspection = await getInspection(String(req.params.id), by.actor);
  const [names, samples, actions, place, newer, lot] = await Promise.all([
    namesOf([inspection]),
    samplesOf(inspection._id),
    actionsOf(inspection._id),
    inspection.place ? Locations.findById(inspection.place, { name: 1 }).lean() : null,
    newerVersionOf(inspection),
    inspection.lot ? Lots.findById(inspection.lot, { heldBy: 1 }).lean() : null,
  ]);
  const mayOrder = by.actor.role === 'inspector';
  const ownActions = actions.filter(
    ({ organization }) => mayOrder || by.actor.role === 'admin' || organization === by.actor.organization,
  );
  res.render('inspections/show', {
    ...{ inspection, newer, place: place?.name ?? null, isHeld: Boolean(lot?.heldBy) },
    organization: names.organizations.get(inspection.organization) ?? '',
    inspector: names.people.get(inspection.inspector) ?? '',
    subject: subjectOf(inspection, words),
    badge: badgeOf(inspection, by.now, words),
    tally: tallyOf(inspection, words),
    findings: findingsOf(inspection, words),
    photos: photosOf(inspection, words),
    records: inspection.concluded ? recordsOf(inspection.concluded) : [],
    samples: samples.map((sample) => sampleView(sample, words)),
    actions: actionTable(ownActions, new Map(), by.now, words),
  });
});

describeRoute({ tag, summary: 'Read an inspection', method: 'get', path: '/api/inspections/:id', roles, answer: one });
recordRoutes.get('/api/inspections/:id', everyone, async (req, res) => {
  res.json(await presentInspection(await getInspection(String(req.params.id), byOf(req).actor)));
});
