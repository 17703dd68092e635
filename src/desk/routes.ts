/** The inspector's desk: the queue, one matter of it, the summary of a day. What ends soon a producer sees too. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { addDays, day, localDay } from '../epcis/time.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { lang, offset } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { type By } from '../policy.js';
import { assignmentApi, closureApi, listApi, noteApi, presentMatter } from './api.js';
import {
  addNote,
  assign,
  chosenOf,
  closeMatter,
  getMatter,
  inspectors,
  newAssignment,
  newClosure,
  newNote,
  openMatters,
  readers,
} from './desk.service.js';
import { expirySignals } from './expiries.js';
import { signalKinds } from './signal.js';
import { summaryOf } from './summary.js';
import { viewOfMatter, viewOfQueue, viewOfSummary } from './view.js';

export const inspectorDeskRoutes = Router();

/** Before the producer's first page is made: which of its own papers end soon. */
inspectorDeskRoutes.get('/work', allow('producer'), async (req, res, next) => {
  const { actor, now } = byOf(req);
  res.locals.endings = await expirySignals(actor, now, res.locals as Express.Locals);
  next();
});

const guard = allow(...readers);
const listQuery = z.strictObject({
  kind: z.enum(signalKinds, 'bad-choice').optional(),
  whose: z.enum(['mine', 'nobody'], 'bad-choice').optional(),
  offset: offset(),
  lang,
});
const pageSize = 50;

async function load(req: Request) {
  const query = parse(listQuery, req.query);
  const by = byOf(req);
  const all = await openMatters(by, req.res?.locals as Express.Locals);
  const chosen = chosenOf(all, query, by.actor.id);
  const shown = chosen.slice(query.offset, query.offset + pageSize);
  return { query, all, shown, more: chosen.length > query.offset + pageSize };
}

inspectorDeskRoutes.get('/desk', guard, async (req, res) => {
  const { query, all, shown, more } = await load(req);
  const [names, people] = await Promise.all([
    namesOfOrganizations(shown.flatMap(({ organization }) => organization ?? [])),
    inspectors(),
  ]);
  const words = res.locals as Express.Locals;
  res.render('desk/queue', viewOfQueue({ ...query, all, shown, more, names, people, pageSize }, words));
});

describeRoute({ ...listApi, method: 'get', path: '/api/desk', roles: readers, query: listQuery });
inspectorDeskRoutes.get('/api/desk', guard, async (req, res) => {
  const { shown, more } = await load(req);
  res.json({ items: shown.map(presentMatter), more });
});

const summaryQuery = z.strictObject({ day: day.optional(), lang });

inspectorDeskRoutes.get('/desk/summary', guard, async (req, res) => {
  const by = byOf(req);
  const today = localDay(by.now, config.utcOffset);
  const date = parse(summaryQuery, req.query).day ?? today;
  const words = res.locals as Express.Locals;
  const [summary, matters] = await Promise.all([summaryOf(date), openMatters(by, words)]);
  const next = date < today ? addDays(date, 1) : null;
  res.render('desk/summary', viewOfSummary({ date, previous: addDays(date, -1), next, summary, matters }, words));
});

const idOf = (req: Request) => String(req.params.id);

async function modelOf(req: Request, by: By) {
  const words = req.res?.locals as Express.Locals;
  const [matter, people] = await Promise.all([getMatter(idOf(req), by, words), inspectors()]);
  return viewOfMatter(matter, people, words);
}

inspectorDeskRoutes.get('/desk/:id', guard, async (req, res) => {
  res.render('desk/matter', await modelOf(req, byOf(req)));
});

const onMatter = {
  roles: ['inspector' as const],
  view: 'desk/matter',
  model: modelOf,
  present: (id: string) => ({ id }),
};

/** Only what is open now can be handled. */
async function openId(req: Request, by: By): Promise<string> {
  return (await getMatter(idOf(req), by, req.res?.locals as Express.Locals)).id;
}

mountAction(inspectorDeskRoutes, {
  ...onMatter,
  form: '/desk/:id/assignments/new',
  path: '/desk/:id/assignments',
  schema: newAssignment,
  run: async (input, by, req) => {
    const id = await openId(req, by);
    await assign(id, input, by);
    return id;
  },
  next: (id) => `/desk/${id}`,
  api: assignmentApi,
});

mountAction(inspectorDeskRoutes, {
  ...onMatter,
  form: '/desk/:id/notes/new',
  path: '/desk/:id/notes',
  schema: newNote,
  run: async (input, by, req) => {
    const id = await openId(req, by);
    await addNote(id, input, by);
    return id;
  },
  next: (id) => `/desk/${id}`,
  api: noteApi,
});

mountAction(inspectorDeskRoutes, {
  ...onMatter,
  form: '/desk/:id/closures/new',
  path: '/desk/:id/closures',
  schema: newClosure,
  run: async (input, by, req) => {
    const id = await openId(req, by);
    await closeMatter(id, input, by);
    return id;
  },
  next: () => '/desk',
  api: closureApi,
});
