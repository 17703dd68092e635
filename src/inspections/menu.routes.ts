/** What other pages say of inspections: the menu, the producer's first page, the page of a lot. Answers nothing itself. */
import { Router } from 'express';
import { lotPath, readLotPath } from '../epcis/identifiers.js';
import { actorOf, allow, byOf } from '../http/request.js';
import { lotAddress } from '../lots/lot.service.js';
import { roles } from '../policy.js';
import { actionTable } from './corrective-action-view.js';
import { countWaiting, listActions } from './corrective-action.service.js';
import { inspectionsOfLot } from './plan.service.js';
import { inspectionTable, namesOf } from './record-view.js';

export const inspectionMenu = Router();

inspectionMenu.use(async (req, res, next) => {
  if (req.actor && req.method === 'GET' && !/^\/(api|epcis|log)\b/.test(req.path)) {
    const count = await countWaiting(req.actor);
    res.locals.waitingActions = count > 0 ? (res.locals as Express.Locals).format.number(count) : null;
  }
  next();
});

const shownAtWork = 5;

inspectionMenu.get('/work', allow('producer'), async (req, res, next) => {
  if (res.locals.waitingActions) {
    const { actions } = await listActions(actorOf(req), { state: 'open', offset: 0 });
    const shown = actions.slice(0, shownAtWork);
    res.locals.actionList = actionTable(shown, new Map(), byOf(req).now, res.locals as Express.Locals);
  }
  next();
});

/** Only what the reader may see; whether the lot itself may be read is the matter of its page. */
inspectionMenu.get(lotAddress, allow(...roles), async (req, res, next) => {
  const { actor, now } = byOf(req);
  const [space, product, lot] = [req.params.space, req.params.product, req.params.lot].map(String);
  const name = readLotPath(lotPath(`${space}/${product}`, lot ?? ''));
  const found = name ? await inspectionsOfLot(lotPath(name.productKey, name.code), actor) : [];
  if (found.length > 0) {
    res.locals.inspectionList = inspectionTable(found, await namesOf(found), now, res.locals as Express.Locals);
  }
  next();
});
