/** What a lot lacks for a market, as a page and for programs. */
import { Router } from 'express';
import { z } from 'zod';
import { describeRoute } from '../http/describe.js';
import { lang } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { roles } from '../policy.js';
import { checkApi } from './api.js';
import { checkLot } from './check.js';
import { factsOfLot } from './facts.service.js';
import { presentCheck } from './present.js';
import { markets } from './sources.js';
import { viewOfCheck } from './view.js';

export const complianceRoutes = Router();

const everyone = allow(...roles);
const market = z
  .enum(markets, 'bad-choice')
  .default('vn')
  .meta({ description: 'Where the lot is to be sold', default: 'vn' });
const marketQuery = z.strictObject({ market, lang });

complianceRoutes.get(`${lotAddress}/compliance`, everyone, async (req, res) => {
  const by = byOf(req);
  const lot = await lotOfAddress(req.params, by.actor);
  const asked = parse(marketQuery, req.query);
  const facts = await factsOfLot(lot, by);
  const checked = checkLot(facts, asked.market);
  res.render('compliance/show', viewOfCheck(checked, facts, by.actor, res.locals as Express.Locals));
});

describeRoute({ ...checkApi, method: 'get', path: `/api${lotAddress}/compliance`, roles, query: marketQuery });
complianceRoutes.get(`/api${lotAddress}/compliance`, everyone, async (req, res) => {
  const by = byOf(req);
  const lot = await lotOfAddress(req.params, by.actor);
  const asked = parse(marketQuery, req.query);
  res.json(presentCheck(checkLot(await factsOfLot(lot, by), asked.market), by.actor, (res.locals as Express.Locals).t));
});
