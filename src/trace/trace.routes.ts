/** The chain of a lot, back and forward: a drawing and a table of the same, and JSON. */
import { Router } from 'express';
import { describeRoute } from '../http/describe.js';
import { tellFaults } from '../http/filter.js';
import { allow, byOf } from '../http/request.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { roles } from '../policy.js';
import { presentTrace, rowsForPrograms, traceApi } from './api.js';
import { traceQuery } from './filter.js';
import { tracePageOf } from './page.service.js';
import { viewOfTrace } from './view.js';

export const traceRoutes = Router();

const everyone = allow(...roles);
const address = `${lotAddress}/trace`;

traceRoutes.get(address, everyone, async (req, res) => {
  const by = byOf(req);
  const words = res.locals as Express.Locals;
  const lot = await lotOfAddress(req.params, by.actor);
  const page = await tracePageOf(lot, by.actor, req.query);
  if (page.faults) tellFaults(page.faults, res);
  res.render('trace/trace', { ...viewOfTrace(page, by, words), values: req.query });
});

describeRoute({ ...traceApi, method: 'get', path: `/api${address}`, roles, query: traceQuery });
traceRoutes.get(`/api${address}`, everyone, async (req, res) => {
  const by = byOf(req);
  const lot = await lotOfAddress(req.params, by.actor);
  const page = await tracePageOf(lot, by.actor, req.query, rowsForPrograms);
  if (page.faults) throw page.faults;
  res.json(presentTrace(page, by.now));
});
