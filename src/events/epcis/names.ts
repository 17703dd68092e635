/** The names that events use: identifiers, places, words. Each once, in the order of the alphabet, page by page. */
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
  const readable = actor.role === 'producer' ? { terms: readerTerm(actor.organization) } : {};
  for await (const { terms } of Events.find(readable, { terms: 1 }).lean().cursor({ batchSize: 500 })) {
    for (const name of terms.flatMap((term) => nameIn(term, fields))) if (name > after) names.add(name);
    if (names.size > mostKept) keepFirst(names, limit + 1);
  }
  const sorted = [...names].sort();
  const page = sorted.slice(0, limit);
  return { names: page, next: sorted.length > limit ? (page.at(-1) ?? null) : null };
}

const mostKept = 10_000;

/** The first names are all that a page needs of them. */
function keepFirst(names: Set<string>, count: number): void {
  for (const name of [...names].sort().slice(count)) names.delete(name);
}

function nameIn(term: string, fields: string[]): string[] {
  const [field = ''] = term.split('=', 1);
  return fields.includes(field) && field.length < term.length ? [term.slice(field.length + 1)] : [];
}
