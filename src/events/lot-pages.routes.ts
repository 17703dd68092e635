/** The list of lots with its search, and the page of each. */
import { Router } from 'express';
import { z } from 'zod';
import { readTypedCode } from '../epcis/typed-code.js';
import { allow, byOf, parse } from '../http/request.js';
import { lotTable, namesOfLots, presentListed } from '../lots/lot-table.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { farthestOffset, listLots } from '../lots/search.js';
import { pageSize } from '../registry/records.js';
import { lotPageOf } from './lot-page.js';
import { viewOfLot } from './lot-view.js';
import { presentLot } from './present-lot.js';

export const lotRoutes = Router();

const everyone = allow('producer', 'inspector', 'admin');
const offset = z.coerce.number('not-a-number').int('not-a-number').min(0).max(farthestOffset).default(0);
const listQuery = z.object({ q: z.string().trim().max(300).default(''), offset });
const pageQuery = z.object({ offset });

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
    pager: {
      previous: offset > 0 ? at(Math.max(offset - pageSize, 0)) : undefined,
      next: more ? at(offset + pageSize) : undefined,
    },
  });
});

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

lotRoutes.get(`/api${lotAddress}`, everyone, async (req, res) => {
  const by = byOf(req);
  const lot = await lotOfAddress(req.params, by.actor);
  res.json(presentLot(await lotPageOf(lot, by.actor, parse(pageQuery, req.query).offset), by));
});
