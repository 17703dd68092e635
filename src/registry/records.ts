/** What the records of the registry have in common: whose they are, and how they are found, made and changed. */
import { createHash } from 'node:crypto';
import { type Model, type QueryFilter } from 'mongoose';
import { isDuplicateKey } from '../db.js';
import { DomainError } from '../errors.js';
import { mayEdit, mayRead, readable, requireRole, type Actor, type By } from '../policy.js';
import { Organizations } from './organization.model.js';

export interface Owned {
  _id: string;
  organization: string;
  createdAt: Date;
}

/** Most records that a list shows at once. */
export const pageSize = 100;

/** Identifier of what a request makes: the same request, sent again, makes nothing new. */
export function idFor(by: By, kind: string): string {
  const digest = createHash('sha256').update(`${kind}:${by.actor.id}:${by.key}`).digest();
  return Array.from(digest.subarray(0, 16), (byte) => '0123456789abcdefghjkmnpqrstvwxyz'[byte & 31]).join('');
}

/**
 * The organisation a new record belongs to: a producer's own; an admin names one.
 * @throws DomainError `role-not-allowed`, `not-found`
 */
export async function ownerFor(actor: Actor, wanted: string | undefined): Promise<string> {
  requireRole(actor, 'admin', 'producer');
  const owner = wanted ?? actor.organization;
  if (!mayEdit(actor, { organization: owner })) throw new DomainError('not-found', {}, 'organization');
  if (!(await Organizations.exists({ _id: owner }))) throw new DomainError('not-found', {}, 'organization');
  return owner;
}

/** @throws DomainError `not-found`, for a record of somebody else too; `field` is where its identifier was typed */
export async function getRecord<T extends Owned>(
  model: Model<T>,
  id: string,
  actor: Actor,
  field?: string,
): Promise<T> {
  const record = (await model.findById(id).lean()) as T | null;
  if (!record || !mayRead(actor, record)) throw new DomainError('not-found', {}, field);
  return record;
}

/** Those that the actor may read, in the order of their names; `offset` skips the pages before. */
export async function listRecords<T extends Owned>(
  model: Model<T>,
  actor: Actor,
  { filter = {}, sort, offset = 0 }: { filter?: QueryFilter<T>; sort: string; offset?: number },
): Promise<T[]> {
  const query = { ...filter, ...readable(actor) } as QueryFilter<T>;
  return (await model.find(query).sort(sort).skip(offset).limit(pageSize).lean()) as T[];
}

/**
 * Stores a new record once, however often its request is sent.
 * @throws DomainError `already-exists` at `field` when another record has the same unique value
 */
export async function createRecord<T extends Owned>(model: Model<T>, record: T, field?: string): Promise<T> {
  try {
    await model.create(record);
    return record;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    const earlier = (await model.findById(record._id).lean()) as T | null;
    if (earlier) return earlier;
    throw new DomainError('already-exists', {}, field);
  }
}

/**
 * Replaces what was typed of a record: what the change leaves out is gone; `only` narrows the records that may be changed.
 * @throws DomainError `not-found`, `role-not-allowed`, `already-exists`, `identifier-in-use` when `only` does not hold
 */
export async function replaceRecord<T extends Owned>(
  model: Model<T>,
  id: string,
  change: Partial<T>,
  { actor, field, only = {} }: { actor: Actor; field?: string; only?: QueryFilter<T> },
): Promise<T> {
  const before = await getRecord(model, id, actor);
  if (!mayEdit(actor, before)) throw new DomainError('role-not-allowed');
  const kept = { _id: id, organization: before.organization, createdAt: before.createdAt };
  const after = { ...change, ...kept } as T;
  try {
    const { matchedCount } = await model.replaceOne({ ...only, _id: id } as QueryFilter<T>, after);
    if (matchedCount === 0) throw new DomainError('identifier-in-use', {}, field);
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('already-exists', {}, field);
    throw error;
  }
  return after;
}
