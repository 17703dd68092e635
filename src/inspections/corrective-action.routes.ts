/** Corrective actions: ordered after an inspection, answered by the organisation, decided by an inspector. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { pagesAround } from '../http/pager.js';
import { lang, offset } from '../http/query.js';
import { actorOf, allow, byOf, parse } from '../http/request.js';
import { roles, type By } from '../policy.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { actionAnswer, actionExample, presentAction } from './corrective-action-answers.js';
import { actionBadge, actionTable, courseOf } from './corrective-action-view.js';
import { actionStates, decisions } from './corrective-action.model.js';
import {
  answerAction,
  decideAction,
  getAction,
  listActions,
  newAction,
  newAnswer,
  newDecision,
  orderAction,
  waitingFor,
} from './corrective-action.service.js';
import { getInspection, pageSize } from './plan.service.js';
import { namesOf, subjectOf } from './record-view.js';

export const correctiveActionRoutes = Router();

const everyone = allow(...roles);
const tag = 'Inspection' as const;
const answer = { schema: actionAnswer, example: actionExample };
const listQuery = z.strictObject({ state: z.enum(actionStates, 'bad-choice').optional(), offset: offset(), lang });
type View = ReturnType<typeof presentAction>;
const shared = {
  next: ({ id }: View) => `/corrective-actions/${id}`,
  present: (action: View) => action,
};
const idOf = (req: Request) => String(req.params.id);

mountAction(correctiveActionRoutes, {
  ...shared,
  roles: ['inspector'],
  form: '/inspections/:id/corrective-actions/new',
  path: '/inspections/:id/corrective-actions',
  schema: newAction,
  run: async (input, by, req) => presentAction(await orderAction(idOf(req), input, by)),
  view: 'corrective-actions/order',
  model: async (req, { actor }) => {
    const inspection = await getInspection(idOf(req), actor);
    const { organizations } = await namesOf([inspection]);
    const subject = subjectOf(inspection, req.res?.locals as Express.Locals);
    return { inspection, subject, organization: organizations.get(inspection.organization) ?? '' };
  },
  next: ({ inspection }) => `/inspections/${inspection}#actions`,
  location: ({ id }) => `/corrective-actions/${id}`,
  api: {
    tag,
    summary: 'Order a corrective action',
    description: 'Of the organisation that was inspected, once the inspection is concluded.',
    example: { code: '7.1', demand: 'Lưu đủ sổ sản xuất 24 tháng.', dueOn: '2026-12-20' },
    refusals: ['wrong-state'],
    answer,
  },
});

mountAction(correctiveActionRoutes, {
  ...shared,
  roles: ['producer'],
  form: '/corrective-actions/:id/answers/new',
  path: '/corrective-actions/:id/answers',
  schema: newAnswer,
  run: async (input, by, req) => presentAction(await answerAction(idOf(req), input, by, req.file?.buffer)),
  view: 'corrective-actions/answer',
  model: modelOf,
  api: {
    tag,
    summary: 'Answer a corrective action',
    description: 'With what was done.',
    file: 'Photo or paper that shows it: PDF, JPEG or PNG, at most 5 MB',
    example: { words: 'Đã lập sổ và lưu từ ngày 01/12.' },
    refusals: ['wrong-state'],
    answer,
  },
});

mountAction(correctiveActionRoutes, {
  ...shared,
  roles: ['inspector'],
  form: '/corrective-actions/:id/decisions/new',
  path: '/corrective-actions/:id/decisions',
  schema: newDecision,
  run: async (input, by, req) => presentAction(await decideAction(idOf(req), input, by)),
  view: 'corrective-actions/decide',
  model: modelOf,
  api: {
    tag,
    summary: 'Close a corrective action, or open it again',
    description: 'After it was answered. A concluded re-inspection decides by itself.',
    example: { decision: 'closed', note: 'Hồ sơ đủ.' },
    refusals: ['wrong-state'],
    answer,
  },
});

async function modelOf(req: Request, by: By): Promise<object> {
  const action = await getAction(idOf(req), by.actor);
  const words = req.res?.locals as Express.Locals;
  const organizations = await namesOfOrganizations([action.organization]);
  return {
    ...{
      correctiveAction: action,
      decisions,
      badge: actionBadge(action, by.now, words),
      course: courseOf(action, words),
    },
    organization: organizations.get(action.organization) ?? '',
  };
}

async function load(req: Request) {
  const actor = actorOf(req);
  const { state = waitingFor(actor), offset: skipped } = parse(listQuery, req.query);
  return { state, skipped, ...(await listActions(actor, { state, offset: skipped })) };
}

correctiveActionRoutes.get('/corrective-actions', everyone, async (req, res) => {
  const { state, skipped, actions, more } = await load(req);
  const organizations = await namesOfOrganizations(actions.map(({ organization }) => organization));
  const at = (to: number) => `/corrective-actions?state=${state}&offset=${to}`;
  res.render('corrective-actions/list', {
    ...{ state, states: actionStates },
    table: actionTable(actions, organizations, byOf(req).now, res.locals as Express.Locals),
    pager: pagesAround({ offset: skipped, size: pageSize, more }, at),
  });
});

describeRoute({
  tag,
  summary: 'List corrective actions',
  description: 'In the order of their day; unless a state is named, those that wait for who asks.',
  method: 'get',
  path: '/api/corrective-actions',
  roles,
  query: listQuery,
  answer: {
    schema: z.object({ items: z.array(actionAnswer), more: z.boolean() }),
    example: { items: [actionExample], more: false },
  },
});
correctiveActionRoutes.get('/api/corrective-actions', everyone, async (req, res) => {
  const { actions, more } = await load(req);
  res.json({ items: actions.map(presentAction), more });
});

correctiveActionRoutes.get('/corrective-actions/:id', everyone, async (req, res) => {
  res.render('corrective-actions/show', await modelOf(req, byOf(req)));
});

describeRoute({
  tag,
  summary: 'Read a corrective action',
  method: 'get',
  path: '/api/corrective-actions/:id',
  roles,
  answer,
});
correctiveActionRoutes.get('/api/corrective-actions/:id', everyone, async (req, res) => {
  res.json(presentAction(await getAction(idOf(req), actorOf(req))));
});
