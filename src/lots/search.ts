/** Finding lots by whatever a person has at hand: a lot's code, a label's link, a GTIN, a product's name. */
import { type QueryFilter } from 'mongoose';
import { trusted } from '../db.js';
import { lotPath } from '../epcis/identifiers.js';
import { readTypedCode, type TypedCode } from '../epcis/typed-code.js';
import { type Actor } from '../policy.js';
import { foldText } from '../registry/fold-text.js';
import { Products, type Product } from '../registry/product.model.js';
import { pageSize } from '../registry/records.js';
import { Lots, type Lot } from './lot.model.js';
import { readableLots } from './lot.service.js';

export interface LotList {
  lots: Lot[];
  /** There are more after these. */
  more: boolean;
}

/** Longest list that is paged through; a search for more is narrowed instead. */
export const farthestOffset = 5_000;

/** Products that one name may match. */
const mostProducts = 100;

/**
 * Lots that the actor may read: those that match the query, else all, the latest first.
 * @param offset lots of the pages before
 */
export async function listLots(actor: Actor, { query = '', offset = 0 }): Promise<LotList> {
  const text = query.trim();
  const mine = readableLots(actor);
  if (text === '') return pageOf([await latest(mine, offset + pageSize + 1)], offset);
  const code = readTypedCode(text);
  if (code?.lot) return pageOf([await Lots.find({ ...mine, _id: lotPath(code.productKey, code.lot) }).lean()], 0);
  const most = offset + pageSize + 1;
  const [byCode, products] = await Promise.all([lotsByCode(text, mine, most), productsNamed(text, code)]);
  const byProduct = products.length ? await latest({ ...mine, product: trusted({ $in: products }) }, most) : [];
  return pageOf([byCode, byProduct], offset);
}

function latest(filter: QueryFilter<Lot>, most: number): Promise<Lot[]> {
  return Lots.find(filter).sort({ lastEventTime: -1 }).limit(most).lean();
}

/** Lots whose code begins with what was typed. */
function lotsByCode(text: string, mine: QueryFilter<Lot>, most: number): Promise<Lot[]> {
  const first = text.toUpperCase();
  return Lots.find({ ...mine, code: trusted({ $gte: first, $lt: `${first}\uffff` }) })
    .sort({ code: 1 })
    .limit(most)
    .lean();
}

/** Identifiers of products by key, by their own code or by any part of a name, without diacritics. */
async function productsNamed(text: string, code: TypedCode | null): Promise<string[]> {
  const name = new RegExp(foldText(text).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const filters: QueryFilter<Product>[] = code
    ? [{ key: code.productKey }]
    : [{ key: `p/${text.toUpperCase()}` }, { searchText: name }];
  const found = await Promise.all(
    filters.map((filter) => Products.find(filter, { _id: 1 }).limit(mostProducts).lean()),
  );
  return [...new Set(found.flat().map(({ _id }) => _id))].slice(0, mostProducts);
}

function pageOf(lists: Lot[][], offset: number): LotList {
  const unique = [...new Map(lists.flat().map((lot) => [lot._id, lot])).values()];
  return { lots: unique.slice(offset, offset + pageSize), more: unique.length > offset + pageSize };
}
