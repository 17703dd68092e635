/** What the records of the registry have in common: whose they are, and how they are found, made and changed. */
import { createHash } from 'node:crypto';
import { type Model, type QueryFilter, type UpdateQuery } from 'mongoose';
import { duplicateField } from '../db.js';
import { DomainError } from '../errors.js';
import { mayEdit, mayRead, readable, requireRole, type Actor, type By } from '../policy.js';
import { Organizations } from './organization.model.js';

export interface Owned {
  _id: string;
  organization: string;
  createdAt: Date;
}

/** A model as mongoose makes it of a schema: with its identifier also as the virtual `id`. */
type Collection<T> = Model<T, object, object, { id: string }>;

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
  model: Collection<T>,
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
  model: Collection<T>,
  actor: Actor,
  { filter = {}, sort, offset = 0 }: { filter?: QueryFilter<T>; sort: string; offset?: number },
): Promise<T[]> {
  const query = { ...filter, ...readable(actor) } as QueryFilter<T>;
  return await model.find(query).sort(`${sort} _id`).skip(offset).limit(pageSize).lean();
}

/** A page of a list. */
export interface Page<T> {
  items: T[];
  offset: number;
  total: number;
  /** Offset of the page after it. */
  next?: number;
}

/** {@link listRecords} with what it takes to turn the pages. */
export async function pageOfRecords<T extends Owned>(
  model: Collection<T>,
  actor: Actor,
  { filter = {}, sort, offset }: { filter?: QueryFilter<T>; sort: string; offset: number },
): Promise<Page<T>> {
  const [items, total] = await Promise.all([
    listRecords(model, actor, { filter, sort, offset }),
    model.countDocuments({ ...filter, ...readable(actor) } as QueryFilter<T>),
  ]);
  const next = offset + items.length;
  return { items, offset, total, ...(items.length > 0 && next < total && { next }) };
}

/**
 * Stores a new record once, however often its request is sent.
 * @throws DomainError `already-exists` at the field of which another record has the value; `fieldOf` names the input of
 * a stored field that is derived from one
 */
export async function createRecord<T extends Owned>(
  model: Collection<T>,
  record: T,
  fieldOf: FieldOf = {},
): Promise<T> {
  try {
    await model.create(record);
    return record;
  } catch (error) {
    const earlier = duplicateField(error) && ((await model.findById(record._id).lean()) as T | null);
    if (earlier) return earlier;
    throw alreadyExists(error, record, fieldOf);
  }
}

type FieldOf = Record<string, string>;

function alreadyExists(error: unknown, record: object, fieldOf: FieldOf): unknown {
  const stored = duplicateField(error);
  if (!stored) return error;
  const field = fieldOf[stored] ?? stored;
  const value = (record as Record<string, unknown>)[field];
  return new DomainError('already-exists', { value: typeof value === 'string' ? value : '' }, field);
}

/**
 * Replaces what was typed of a record: what the change leaves out is gone, except the fields named in `keep`, which
 * others write. `only` narrows the records that may be changed.
 * @throws DomainError `not-found`, `role-not-allowed`, `already-exists`, `identifier-in-use` at `field` when `only`
 * does not hold
 */
export async function replaceRecord<T extends Owned>(
  model: Collection<T>,
  id: string,
  change: Partial<T>,
  { actor, keep = [], fieldOf = {}, field, only = {} }: Replacement<T>,
): Promise<T> {
  const before = await getRecord(model, id, actor);
  if (!mayEdit(actor, before)) throw new DomainError('role-not-allowed');
  const owner = change.organization ?? before.organization; // a record stays where it was made
  if (owner !== before.organization) throw new DomainError('not-found', {}, 'organization');
  const given = Object.entries(change).filter(([, value]) => value !== undefined && value !== null);
  const set = Object.fromEntries(given);
  const kept = ['_id', '__v', 'organization', 'createdAt', ...keep];
  const gone = Object.keys(before).filter((name) => !(name in set) && !kept.includes(name));
  const unset = Object.fromEntries(gone.map((name) => [name, 1]));
  try {
    const update = { $set: set, ...(gone.length > 0 && { $unset: unset }) } as UpdateQuery<T>;
    const after = await model.findOneAndUpdate({ ...only, _id: id } as QueryFilter<T>, update, fresh).lean();
    if (!after) throw new DomainError('identifier-in-use', {}, field);
    return after as T;
  } catch (error) {
    throw alreadyExists(error, change, fieldOf);
  }
}

const fresh = { returnDocument: 'after' } as const;

interface Replacement<T> {
  actor: Actor;
  keep?: (keyof T & string)[];
  fieldOf?: FieldOf;
  field?: string;
  only?: QueryFilter<T>;
}
