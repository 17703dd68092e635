/** The inspectors' queue of reported problems. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { pagesAround } from '../http/pager.js';
import { lang, offset } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { type Actor } from '../policy.js';
import { presentReports, reportAnswer, reportExample, type ReportView } from './present.js';
import { reportStates, type Report } from './report.model.js';
import { closeReport, getReport, listReports, newClosure, pageSize, readers } from './report.service.js';

export const reportRoutes = Router();

const guard = allow(...readers);
const tag = 'Inspection' as const;
const one = { schema: reportAnswer, example: reportExample };
const listQuery = z.strictObject({
  state: z.enum(reportStates, 'bad-choice').default('open'),
  offset: offset(),
  lang,
});

async function load(req: Request) {
  const { state, offset: skipped } = parse(listQuery, req.query);
  const { reports, more } = await listReports(actorOf(req), { state, offset: skipped });
  return { state, offset: skipped, reports: await presentReports(reports), more };
}

async function presentOne(report: Report): Promise<ReportView> {
  const [view] = await presentReports([report]);
  return view as ReportView;
}

const viewOf = async (req: Request, actor: Actor) => presentOne(await getReport(String(req.params.id), actor));

reportRoutes.get('/reports', guard, async (req, res) => {
  const { state, offset: skipped, reports, more } = await load(req);
  const address = (to: number) => `/reports?state=${state}&offset=${to}`;
  const pager = {
    ...pagesAround({ offset: skipped, size: pageSize, more }, address),
    summary: `${skipped + Math.min(1, reports.length)}–${skipped + reports.length}`,
  };
  res.render('reports/list', { state, reports, pager: skipped > 0 || more ? pager : null });
});

describeRoute({
  tag,
  summary: 'List reported problems',
  description: 'What people told who scanned a label, the latest first. They use the form at `/report`.',
  method: 'get',
  path: '/api/reports',
  roles: readers,
  query: listQuery,
  answer: {
    schema: z.object({ items: z.array(reportAnswer), more: z.boolean() }),
    example: { items: [reportExample], more: false },
  },
});
reportRoutes.get('/api/reports', guard, async (req, res) => {
  const { reports, more } = await load(req);
  res.json({ items: reports, more });
});

reportRoutes.get('/reports/:id', guard, async (req, res) => {
  res.render('reports/show', { report: await viewOf(req, actorOf(req)) });
});

describeRoute({
  tag,
  summary: 'Read a reported problem',
  method: 'get',
  path: '/api/reports/:id',
  roles: readers,
  answer: one,
});
reportRoutes.get('/api/reports/:id', guard, async (req, res) => {
  res.json(await viewOf(req, actorOf(req)));
});

mountAction(reportRoutes, {
  roles: ['inspector'],
  form: '/reports/:id/closures/new',
  path: '/reports/:id/closures',
  schema: newClosure,
  run: async (input, by, req) => presentOne(await closeReport(String(req.params.id), input, by)),
  view: 'reports/close',
  model: async (req, { actor }) => ({ report: await viewOf(req, actor) }),
  next: ({ id }) => `/reports/${id}`,
  present: (report) => report,
  api: {
    tag,
    summary: 'Close a reported problem',
    description: 'With what was done. The contact of who sent it is deleted.',
    example: { note: 'Đã kiểm tra tại cửa hàng, hàng thật.' },
    refusals: ['wrong-state'],
    answer: one,
  },
});
