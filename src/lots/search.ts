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
import { mayReadLot, readableLots } from './lot.service.js';

export interface LotList {
  lots: Lot[];
  /** There are more after these. */
  more: boolean;
}

/** Longest list that is paged through; a search for more is narrowed instead. */
export const farthestOffset = 5_000;

/** Products that one name may match. */
export const mostProducts = 100;

/** The beginning of a code that names few enough lots to be looked up; what is shorter is taken for a whole code. */
export const shortestPrefix = 4;

/**
 * Lots that the actor may read: those that match the query, else all, the latest first.
 * @param offset lots of the pages before
 */
export async function listLots(actor: Actor, { query = '', offset = 0 }): Promise<LotList> {
  const text = query.trim();
  const mine = readableLots(actor);
  const most = offset + pageSize + 1;
  if (text === '') return pageOf([await latestLots([mine], most)], offset);
  const code = readTypedCode(text);
  if (code?.lot) return pageOf([await Lots.find({ ...mine, _id: lotPath(code.productKey, code.lot) }).lean()], 0);
  const [byCode, products] = await Promise.all([lotsByCode(text, actor, most), productsNamed(text, code)]);
  const byProduct = await latestLots(
    products.map((product) => ({ ...mine, product })),
    most,
  );
  return pageOf([byCode, byProduct], offset);
}

/** Days before now at which the spans of time end that are looked through one after the other. */
const spans = [3, 10, 30, 60, 120, 500];

/** Spans of time with both ends, the latest first: the embedded engine reads an open one to its end, limit or not. */
export function timeSpans(now = Date.now()): { $gte: string; $lt: string }[] {
  const ends = ['9', ...spans.map((days) => new Date(now - days * 86_400_000).toISOString())];
  return ends.map(($lt, index) => ({ $gte: ends[index + 1] ?? '0', $lt }));
}

/** The latest `most` lots that any of the filters describes. @param filters each with an index of its own by time */
export async function latestLots(filters: QueryFilter<Lot>[], most: number): Promise<Lot[]> {
  const found = new Map<string, Lot>();
  for (const span of filters.length > 0 ? timeSpans() : []) {
    const inSpan = filters.map((filter) =>
      Lots.find({ ...filter, lastEventTime: trusted({ ...span }) })
        .sort({ lastEventTime: -1 })
        .limit(most)
        .lean(),
    );
    for (const lot of (await Promise.all(inSpan)).flat()) found.set(lot._id, lot);
    if (found.size >= most) break;
  }
  return [...found.values()].sort((one, other) => (one.lastEventTime < other.lastEventTime ? 1 : -1)).slice(0, most);
}

/** Lots whose code is, or begins with, what was typed. */
export async function lotsByCode(text: string, actor: Actor, most: number): Promise<Lot[]> {
  const first = text.toUpperCase();
  if (first.length < shortestPrefix) {
    const found = await Lots.find({ code: first }).lean();
    return found.filter((lot) => mayReadLot(actor, lot)).slice(0, most);
  }
  // a producer has few lots beside all that begin alike: the time is there to choose the index
  const mine =
    actor.role === 'producer' ? { ...readableLots(actor), lastEventTime: trusted({ $gte: '0', $lt: '9' }) } : {};
  return Lots.find({ ...mine, code: trusted({ $gte: first, $lt: `${first}\uffff` }) })
    .sort({ code: 1 })
    .limit(most)
    .lean();
}

/** Identifiers of products by key, by their own code or by any part of a name, without diacritics. */
export async function productsNamed(text: string, code: TypedCode | null): Promise<string[]> {
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
