/** Checklists: read, copied, changed. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { lang, wholeNumber } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { type Checklist, themes } from './checklist-table.js';
import {
  changeChecklist,
  checklistChange,
  copyChecklist,
  getChecklist,
  isOfTable,
  keepers,
  listChecklists,
  newChecklist,
} from './checklist.service.js';

export const checklistRoutes = Router();

const guard = allow(...keepers);
const tag = 'Inspection' as const;
const names = z.object({ vi: z.string(), en: z.string().nullish(), zh: z.string().nullish() });
const item = z.object({ code: z.string(), theme: z.enum(themes), text: names });
const one = z.object({ id: z.string(), version: z.int(), names, source: z.string().nullable(), items: z.array(item) });
const someItem = { code: '5.1', theme: 'flow' as const, text: { vi: 'Truy ngược một bước được.' } };
const example = { id: 'tcvn-13167', version: 1, names: { vi: 'Hệ thống truy xuất' }, source: null, items: [someItem] };
const answer = { schema: one, example };
const pageQuery = z.strictObject({ version: wholeNumber(1, 100_000).optional(), lang });

const present = ({ checklist: id, version, names: said, source, items }: Checklist) => {
  return { id, version, names: said, source: source ?? null, items };
};
const ofRequest = (req: Request) => getChecklist(String(req.params.id), parse(pageQuery, req.query).version);
const addressOf = ({ checklist }: Checklist) => `/checklists/${checklist}`;

mountAction(checklistRoutes, {
  roles: [...keepers],
  form: '/checklists/new',
  path: '/checklists',
  schema: newChecklist,
  run: copyChecklist,
  view: 'checklists/copy',
  model: async (_req, { actor }) => ({ checklists: await listChecklists(actor) }),
  next: (made) => `${addressOf(made)}/edit`,
  location: addressOf,
  present,
  api: {
    tag,
    summary: 'Copy a checklist',
    description: 'The copy is an own checklist, which can be changed.',
    example: { from: 'tcvn-13167', names: { vi: 'Cơ sở miến dong' } },
    refusals: ['not-found'],
    answer,
  },
});

mountAction(checklistRoutes, {
  roles: [...keepers],
  form: '/checklists/:id/edit',
  path: '/checklists/:id',
  method: 'put',
  schema: checklistChange,
  run: (input, by, req) => changeChecklist(String(req.params.id), input, by),
  view: 'checklists/edit',
  model: async (req) => ({ checklist: await getChecklist(String(req.params.id)), themes }),
  values: async (req) => {
    const { version, names: said, items } = await getChecklist(String(req.params.id));
    return { version, names: said, items };
  },
  next: addressOf,
  present,
  api: {
    tag,
    summary: 'Change an own checklist',
    description: 'Makes the next version. Inspections that have begun keep the version that they began with.',
    example: { version: 1, names: { vi: 'Cơ sở miến dong' }, items: [someItem] },
    refusals: ['changed-since'],
    answer,
  },
});

checklistRoutes.get('/checklists', guard, async (req, res) => {
  res.render('checklists/list', { checklists: await listChecklists(actorOf(req)), isOfTable });
});

describeRoute({
  tag,
  summary: 'List the checklists',
  description: 'The latest version of each.',
  method: 'get',
  path: '/api/checklists',
  roles: keepers,
  answer: { schema: z.object({ items: z.array(one) }), example: { items: [example] } },
});
checklistRoutes.get('/api/checklists', guard, async (req, res) => {
  res.json({ items: (await listChecklists(actorOf(req))).map(present) });
});

checklistRoutes.get('/checklists/:id', guard, async (req, res) => {
  const checklist = await ofRequest(req);
  const { version: latest } = await getChecklist(checklist.checklist);
  res.render('checklists/show', { checklist, latest, isOfTable: isOfTable(checklist.checklist) });
});

describeRoute({
  tag,
  summary: 'Read a checklist',
  method: 'get',
  path: '/api/checklists/:id',
  roles: keepers,
  query: pageQuery,
  answer,
});
checklistRoutes.get('/api/checklists/:id', guard, async (req, res) => {
  res.json(present(await ofRequest(req)));
});
