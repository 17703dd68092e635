/** The form of a recall with what it would concern: lots are named first, then the list is read, then it is decided. */
import { type Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { offset } from '../http/query.js';
import { parse } from '../http/request.js';
import { type Lot } from '../lots/lot.model.js';
import { type By } from '../policy.js';
import { productsById } from '../registry/product.service.js';
import { pageSize } from '../registry/records.js';
import { affectedBy, familyOf, setsOf } from './affected.js';
import { lotList, rootsOf } from './recall.service.js';
import { snapshotOf } from './snapshot.js';
import { figuresOf, holderTable, pagerOf, recalledLotTable, setTable } from './view.js';

const pageQuery = z.object({ offset: offset() });

/** @param input what was sent, of a form that came back */
export async function simulationModel(req: Request, { actor }: By, input: unknown): Promise<object> {
  const words = req.res?.locals as Express.Locals;
  const typed = (input as { lots?: unknown }).lots ?? req.query.lots;
  const lots = lotList.safeParse(typed ?? '');
  if (!lots.success) return { simulation: null };
  const roots = await rootsOf(lots.data, actor).catch((error: unknown) => {
    if (error instanceof DomainError) return null;
    throw error;
  });
  if (!roots) return { simulation: null, unknownLots: true };
  return { simulation: await viewOfSimulation(roots, parse(pageQuery, req.query).offset, words) };
}

async function viewOfSimulation(roots: Lot[], offset: number, words: Express.Locals): Promise<object> {
  const affected = await affectedBy(await snapshotOf(await familyOf(roots)));
  const shown = affected.lots.slice(offset, offset + pageSize);
  const [sets, products] = await Promise.all([
    setsOf(affected.lots),
    productsById(shown.map(({ product }) => product)),
  ]);
  const named = roots.map(({ _id }) => _id).join('\n');
  const at = (start: number) =>
    `/recalls/new?${new URLSearchParams({ lots: named, offset: String(start) }).toString()}`;
  return {
    named,
    isRecalled: roots.some(({ recalledBy }) => recalledBy),
    count: affected.lots.length,
    figures: figuresOf(affected, words),
    holders: holderTable(affected.holders, words),
    sets: setTable(sets, words),
    moreSets: sets.length > pageSize,
    lots: recalledLotTable(shown, products, words),
    pager: pagerOf(affected.lots.length, offset, at, words),
  };
}
