/** The chain of a lot as tables and as an EPCIS document: what the reader may read of it. Each is on record. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { type AccessKind } from '../access/access.model.js';
import { recordAccess } from '../access/access.service.js';
import { lang } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { type Lot } from '../lots/lot.model.js';
import { roles, type By } from '../policy.js';
import { eventColumns, rowsOfEvents } from './exports/events-table.js';
import { fsmaWorkbook } from './exports/fsma-workbook.js';
import { gdstDocument } from './exports/gdst.js';
import { directions } from './facts.js';
import { chainOf, factsOfChain, type Chain } from './facts.service.js';
import { type LotFacts } from './facts.js';

export const exportRoutes = Router();

const direction = z.enum(directions, 'bad-choice').default('back');
const query = z.strictObject({ direction, lang });

interface Export {
  by: By;
  lot: Lot;
  chain: Chain;
  facts: LotFacts;
}

function mountExport(
  ending: string,
  kind: AccessKind,
  send: (exported: Export, res: Response) => Promise<unknown>,
): void {
  exportRoutes.get(`${lotAddress}/exports/${ending}`, allow(...roles), async (req: Request, res) => {
    const by = byOf(req);
    const lot = await lotOfAddress(req.params, by.actor);
    const chain = await chainOf(lot, parse(query, req.query).direction);
    const facts = await factsOfChain(chain, by);
    await recordAccess({ kind, subject: lot._id, owner: lot.organization }, by);
    res.set('Cache-Control', 'no-store').attachment(`${lot.code}-${ending}`);
    await send({ by, lot, chain, facts }, res);
  });
}

mountExport('fsma.xlsx', 'table', async ({ facts }, res) => {
  res.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(await fsmaWorkbook(facts));
});

/** With the mark by which spreadsheets know UTF-8; what they would take for a formula is made a text. */
mountExport('events.csv', 'table', ({ facts, chain }, res) => {
  res.type('text/csv; charset=utf-8');
  const rows = Readable.from(rowsOfEvents(facts, chain.events));
  return pipeline(rows, stringify({ header: true, columns: [...eventColumns], bom: true, escape_formulas: true }), res);
});

mountExport('gdst.jsonld', 'chain', async ({ facts, chain, by }, res) => {
  const document = await gdstDocument(facts, chain.events, by);
  res.type('application/ld+json').send(JSON.stringify(document));
});
