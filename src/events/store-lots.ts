/** Reads and writes the lots that an event changes, inside the transaction that records it. */
import { type AnyBulkWriteOperation, type ClientSession } from 'mongoose';
import { writeConflict } from '../db.js';
import { DomainError } from '../errors.js';
import { readLotPath } from '../epcis/identifiers.js';
import { type LotState } from '../lots/balance.js';
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
 * Writes each lot if it is still what was read (compare-and-set by its version).
 * @returns the new version of each
 */
export async function storeLots(
  after: Map<string, LotState>,
  before: Map<string, Lot>,
  products: Map<string, Product>,
  session: ClientSession,
): Promise<Map<string, number>> {
  const versions = new Map<string, number>();
  const writes: AnyBulkWriteOperation<Lot>[] = [];
  for (const [path, state] of after) {
    const old = before.get(path);
    const version = (old?.version ?? 0) + 1;
    versions.set(path, version);
    if (old) {
      const change = { $set: { ...stateOf(state), version } };
      writes.push({ updateOne: { filter: { _id: path, version: old.version }, update: change } });
    } else {
      writes.push({ insertOne: { document: newLot(path, state, version, products) } });
    }
  }
  if (writes.length === 0) return versions;
  const made = [...after.keys()].filter((path) => !before.has(path));
  await markInUse(made, products, session);
  const result = await Lots.bulkWrite(writes, { session });
  if (result.insertedCount + result.matchedCount !== writes.length) throw writeConflict('a lot changed meanwhile');
  await showEarlierEvents(after, before, session);
  return versions;
}

/** From its first lot on a product keeps its key and its unit. */
async function markInUse(newLots: string[], products: Map<string, Product>, session: ClientSession): Promise<void> {
  for (const key of new Set(newLots.map((path) => readLotPath(path)?.productKey ?? ''))) {
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

function newLot(path: string, state: LotState, version: number, products: Map<string, Product>): Lot {
  const name = readLotPath(path);
  const product = name && products.get(name.productKey);
  if (!name || !product) throw new DomainError('not-found', { lot: path });
  return { _id: path, code: name.code, product: product._id, organization: product.organization, version, ...state };
}

/** Drops what a lot document has beside its state. */
function stateOf(state: LotState & { _id?: string }): Partial<LotState> {
  const { _id, ...fields } = state;
  void _id;
  return fields;
}
