/** The names that events use: identifiers, places, words. Each once, in the order of the alphabet, page by page. */
import { type PipelineStage } from 'mongoose';
import { type Actor } from '../../policy.js';
import { Events } from '../event.model.js';
import { readerTerm } from '../event-terms.js';

export interface NamePage {
  names: string[];
  /** The last name of the page where others follow, else null. */
  next: string | null;
}

/** @param standard names that are there without an event */
export async function listNames(
  actor: Actor,
  fields: string[],
  standard: string[],
  { after, limit }: { after: string; limit: number },
): Promise<NamePage> {
  const names = new Set(standard.filter((name) => name > after));
  for (const field of fields) {
    for (const name of await used(actor, field, after, limit + 1)) names.add(name);
  }
  const sorted = [...names].sort();
  const page = sorted.slice(0, limit);
  return { names: page, next: sorted.length > limit ? (page.at(-1) ?? null) : null };
}

async function used(actor: Actor, field: string, after: string, limit: number): Promise<string[]> {
  const [from, to] = [`${field}=${after}`, `${field}=\uffff`];
  const readable = actor.role === 'producer' ? { terms: readerTerm(actor.organization) } : {};
  const stages: PipelineStage[] = [
    { $match: readable },
    { $project: { terms: 1 } },
    { $unwind: '$terms' },
    { $match: { terms: { $gt: from, $lt: to } } },
    { $group: { _id: '$terms' } },
    { $sort: { _id: 1 } },
    { $limit: limit },
  ];
  const rows = await Events.aggregate<{ _id: string }>(stages);
  return rows.map(({ _id }) => _id.slice(field.length + 1));
}
