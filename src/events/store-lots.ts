/** Reads and writes the lots that an event changes, inside the transaction that records it. */
import { isDeepStrictEqual } from 'node:util';
import { type ClientSession } from 'mongoose';
import { idsAtOnce, trusted, writeConflict } from '../db.js';
import { DomainError } from '../errors.js';
import { readLotPath } from '../epcis/identifiers.js';
import { newLotState, type LotState } from '../lots/lot-state.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { lotsByPath } from '../lots/trace.js';
import { Products, type Product } from '../registry/product.model.js';
import { lotTerm, readerTerm } from './event-terms.js';
import { Events } from './event.model.js';

/** By their paths; those that do not exist are left out. */
export async function loadLots(paths: string[], session: ClientSession): Promise<Map<string, Lot>> {
  return new Map((await lotsByPath(paths, session)).map((lot) => [lot._id, lot]));
}

/**
 * Writes each lot if it is still what was read (compare-and-set by its version). Lots that an event changes alike, as a
 * recall does, are written together.
 * @returns the new version of each
 */
export async function storeLots(
  after: Map<string, LotState>,
  before: Map<string, Lot>,
  products: Map<string, Product>,
  session: ClientSession,
): Promise<Map<string, number>> {
  const made = [...after].filter(([path]) => !before.has(path)).map(([path, state]) => newLot(path, state, products));
  await markInUse(made, products, session);
  if (made.length > 0) await Lots.insertMany(made, { session });
  for (const { version, change, paths } of changesOf(after, before)) {
    const filter = { _id: trusted({ $in: paths }), version };
    const { matchedCount } = await Lots.updateMany(filter, { $set: { ...change, version: version + 1 } }, { session });
    if (matchedCount !== paths.length) throw writeConflict('a lot changed meanwhile');
  }
  await showEarlierEvents(after, before, session);
  return new Map([...after.keys()].map((path) => [path, (before.get(path)?.version ?? 0) + 1]));
}

/** The same change of several lots of the same version. */
interface Change {
  version: number;
  change: Partial<LotState>;
  paths: string[];
}

function changesOf(after: Map<string, LotState>, before: Map<string, Lot>): Change[] {
  const open = new Map<string, Change>();
  const changes: Change[] = [];
  for (const [path, state] of after) {
    const old = before.get(path);
    if (!old) continue;
    const change = differenceOf(old, state);
    const alike = JSON.stringify([old.version, change]);
    const known = open.get(alike);
    if (known && known.paths.length < idsAtOnce) known.paths.push(path);
    else {
      const next = { version: old.version, change, paths: [path] };
      open.set(alike, next);
      changes.push(next);
    }
  }
  return changes;
}

/** The fields of a lot's state that are others now. */
function differenceOf(old: LotState, state: LotState): Partial<LotState> {
  const names = [...Object.keys(newLotState(state.uom, '')), 'inSets'] as (keyof LotState)[];
  const changed = names.filter((name) => !isDeepStrictEqual(old[name], state[name]));
  return Object.fromEntries(changed.map((name) => [name, state[name]]));
}

/** From its first lot on a product keeps its key and its unit. */
async function markInUse(newLots: Lot[], products: Map<string, Product>, session: ClientSession): Promise<void> {
  for (const key of new Set(newLots.map(({ _id }) => readLotPath(_id)?.productKey ?? ''))) {
    const product = products.get(key);
    if (product && !product.inUse)
      await Products.updateOne({ _id: product._id }, { $set: { inUse: true } }, { session });
  }
}

/** Who takes part in a lot from now on may also read what happened to it before. */
async function showEarlierEvents(
  after: Map<string, LotState>,
  before: Map<string, Lot>,
  session: ClientSession,
): Promise<void> {
  for (const [path, { parties }] of after) {
    const known = before.get(path)?.parties;
    const joined = known ? parties.filter((party) => !known.includes(party)) : [];
    if (joined.length === 0) continue;
    const terms = { $each: joined.map(readerTerm) };
    await Events.updateMany({ terms: lotTerm(path) }, { $addToSet: { terms } }, { session });
  }
}

function newLot(path: string, state: LotState, products: Map<string, Product>): Lot {
  const name = readLotPath(path);
  const product = name && products.get(name.productKey);
  if (!name || !product) throw new DomainError('not-found', { lot: path });
  return { _id: path, code: name.code, product: product._id, organization: product.organization, version: 1, ...state };
}
