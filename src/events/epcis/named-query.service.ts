/** Named queries: kept by an organisation, run by whoever acts for it. */
import { z } from 'zod';
import { isDuplicateKey, newId } from '../../db.js';
import { DomainError } from '../../errors.js';
import { type Actor, type By } from '../../policy.js';
import { NamedQueries, type NamedQuery } from './named-query.model.js';
import { askedInBody, readQuery, type Query } from './query.js';
import { Subscriptions } from './subscription.model.js';

export const newNamedQuery = z.strictObject({
  '@context': z.unknown().optional(),
  name: z
    .string()
    .max(100, 'too-long')
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.~-]*$/u, 'generic'),
  query: z.record(z.string(), z.unknown()),
});

/** @throws DomainError `already-exists`, `query-parameter` */
export async function createNamedQuery({ name, query }: z.output<typeof newNamedQuery>, by: By): Promise<NamedQuery> {
  readQuery(askedInBody(query));
  const row = {
    _id: newId(),
    organization: by.actor.organization,
    name,
    query: JSON.stringify(query),
    createdAt: by.now,
  };
  await NamedQueries.create(row).catch((error: unknown) => {
    throw isDuplicateKey(error) ? new DomainError('already-exists', { value: name }, 'name') : error;
  });
  return row;
}

/** By name, in the order of the alphabet. */
export function listNamedQueries(actor: Actor, after: string, limit: number): Promise<NamedQuery[]> {
  const { organization } = actor;
  return NamedQueries.find({ organization })
    .sort({ name: 1 })
    .lean()
    .then((rows) => {
      return rows.filter(({ name }) => name > after).slice(0, limit);
    });
}

/** @throws DomainError `not-found` */
export async function getNamedQuery(name: string, { organization }: Actor): Promise<NamedQuery> {
  const row = await NamedQueries.findOne({ organization, name }).lean();
  if (!row) throw new DomainError('not-found');
  return row;
}

/** With it go its subscriptions. */
export async function deleteNamedQuery(name: string, actor: Actor): Promise<void> {
  const { _id } = await getNamedQuery(name, actor);
  await Subscriptions.deleteMany({ query: _id });
  await NamedQueries.deleteOne({ _id });
}

export function queryOf({ query }: NamedQuery): Query {
  return readQuery(askedInBody(JSON.parse(query) as Record<string, unknown>));
}
