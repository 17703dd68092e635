/** The queue of alerts about copied labels: seen in the menu and on the producer's first page, closed by inspectors. */
import { Router } from 'express';
import { z } from 'zod';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { lang, offset } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { roles } from '../policy.js';
import { alertsApi, closureApi } from './alert-api.js';
import { alertStates } from './alert.model.js';
import { closeAlert, countOpenAlerts, getAlert, listAlerts, newClosure } from './alert.service.js';
import { alertPager, alertTable, badgeOf, presentAlert } from './alert-view.js';

export const alertRoutes = Router();

const everyone = allow(...roles);
const listQuery = z.strictObject({
  state: z.enum(alertStates, 'bad-choice').default('open'),
  offset: offset(),
  lang,
});

/** Every page of whoever is signed in says in its menu how many alerts are open. */
alertRoutes.use(async (req, res, next) => {
  if (req.actor && req.method === 'GET' && !/^\/(api|epcis|log)\b/.test(req.path)) {
    const count = await countOpenAlerts(req.actor);
    res.locals.openAlerts = count > 0 ? badgeOf(count, res.locals as Express.Locals) : null;
  }
  next();
});

const shownAtWork = 5;

/** Before the producer's first page is made: the latest alerts, if any. */
alertRoutes.get('/work', allow('producer'), async (req, res, next) => {
  if (res.locals.openAlerts) {
    const { alerts } = await listAlerts(actorOf(req), { state: 'open', offset: 0 });
    res.locals.alertList = alertTable(alerts.slice(0, shownAtWork), res.locals as Express.Locals, false);
  }
  next();
});

alertRoutes.get('/alerts', everyone, async (req, res) => {
  const actor = actorOf(req);
  const { state, offset } = parse(listQuery, req.query);
  const { alerts, more } = await listAlerts(actor, { state, offset });
  res.render('alerts/list', {
    state,
    list: alertTable(alerts, res.locals as Express.Locals, actor.role === 'inspector'),
    pager: alertPager({ state, offset, more }),
  });
});

describeRoute({ ...alertsApi, method: 'get', path: '/api/alerts', roles, query: listQuery });
alertRoutes.get('/api/alerts', everyone, async (req, res) => {
  const { state, offset } = parse(listQuery, req.query);
  const { alerts, more } = await listAlerts(actorOf(req), { state, offset });
  res.json({ items: alerts.map((alert) => presentAlert(alert, res.locals as Express.Locals)), more });
});

mountAction(alertRoutes, {
  roles: ['inspector'],
  form: '/alerts/:id/closures/new',
  path: '/alerts/:id/closures',
  schema: newClosure,
  run: async (input, by, req) => {
    const alert = await closeAlert(String(req.params.id), input, by);
    return presentAlert(alert, req.res?.locals as Express.Locals);
  },
  view: 'alerts/close',
  model: async (req, { actor }) => ({
    alert: presentAlert(await getAlert(String(req.params.id), actor), req.res?.locals as Express.Locals),
  }),
  next: () => '/alerts',
  present: (alert) => alert,
  api: closureApi,
});
