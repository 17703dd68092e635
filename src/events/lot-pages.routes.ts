/** The list of lots with its search, and the page of each. */
import { Router } from 'express';
import { z } from 'zod';
import { readTypedCode } from '../epcis/typed-code.js';
import { pagesAround } from '../http/pager.js';
import { describeRoute } from '../http/describe.js';
import { lang, offset } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { lotTable, namesOfLots, presentListed } from '../lots/lot-table.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { farthestOffset, listLots } from '../lots/search.js';
import { roles } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { listApi, lotApi } from './lot-api.js';
import { lotPageOf } from './lot-page.js';
import { viewOfLot } from './lot-view.js';
import { presentLot } from './present-lot.js';

export const lotRoutes = Router();

const everyone = allow(...roles);
const listQuery = z.strictObject({ q: z.string().trim().max(300).default(''), offset: offset(farthestOffset), lang });
const pageQuery = z.strictObject({ offset: offset(farthestOffset), lang });

lotRoutes.get('/lots', everyone, async (req, res) => {
  const by = byOf(req);
  const { q, offset } = parse(listQuery, req.query);
  const { lots, more } = await listLots(by.actor, { query: q, offset });
  if (lots[0] && readTypedCode(q)?.lot) return res.redirect(303, `/lots/${lots[0]._id}`);
  const at = (start: number) => `/lots?${new URLSearchParams({ q, offset: String(start) }).toString()}`;
  res.render('lots/list', {
    values: { q },
    query: q,
    list: lotTable(lots, await namesOfLots(lots), by, res.locals as Express.Locals),
    pager: pagesAround({ offset, size: pageSize, more }, at),
  });
});

describeRoute({ ...listApi, method: 'get', path: '/api/lots', roles, query: listQuery });
lotRoutes.get('/api/lots', everyone, async (req, res) => {
  const by = byOf(req);
  const { q, offset } = parse(listQuery, req.query);
  const { lots, more } = await listLots(by.actor, { query: q, offset });
  const names = await namesOfLots(lots);
  res.json({ items: lots.map((lot) => presentListed(lot, names, by)), more });
});

lotRoutes.get(lotAddress, everyone, async (req, res) => {
  const by = byOf(req);
  const lot = await lotOfAddress(req.params, by.actor);
  const page = await lotPageOf(lot, by.actor, parse(pageQuery, req.query).offset);
  res.render('lots/lot', viewOfLot(page, by, res.locals as Express.Locals));
});

describeRoute({ ...lotApi, method: 'get', path: `/api${lotAddress}`, roles, query: pageQuery });
lotRoutes.get(`/api${lotAddress}`, everyone, async (req, res) => {
  const by = byOf(req);
  const lot = await lotOfAddress(req.params, by.actor);
  res.json(presentLot(await lotPageOf(lot, by.actor, parse(pageQuery, req.query).offset), by));
});
