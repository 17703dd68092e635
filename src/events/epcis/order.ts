/** The order of events by an extension: numbers and times by their value, texts by their bytes in UTF-8. */
import { type StoredEvent } from '../event.model.js';
import { factsOf } from './facts.js';
import { timesOf } from './terms.js';

type Key = number | Buffer | null;

/**
 * The smallest of several values counts. Events without the extension come last, those with equal values by their name.
 * @param names of the extension: with its prefix or in full, as a query may spell it
 */
export function sortByExtension(events: readonly StoredEvent[], names: string[], descending: boolean): StoredEvent[] {
  const keyed = events.map((event) => ({ event, key: keyOf(event, names) }));
  keyed.sort((one, other) => {
    if (one.key === null || other.key === null) return Number(one.key === null) - Number(other.key === null);
    const order = compare(one.key, other.key) || (one.event._id < other.event._id ? -1 : 1);
    return descending ? -order : order;
  });
  return keyed.map(({ event }) => event);
}

function keyOf({ event, context }: StoredEvent, names: string[]): Key {
  const { terms, values } = factsOf(event, context);
  const measured = names.flatMap((name) => values.get(name) ?? values.get(timesOf(name)) ?? []);
  if (measured.length > 0) return Math.min(...measured);
  const texts = [...terms].flatMap((term) => {
    const name = names.find((each) => term.startsWith(`${each}=`));
    return name === undefined ? [] : [Buffer.from(term.slice(name.length + 1))];
  });
  return texts.toSorted((one, other) => Buffer.compare(one, other))[0] ?? null;
}

/** Where one event has a number and another a text, numbers come first. */
function compare(one: number | Buffer, other: number | Buffer): number {
  if (typeof one === 'number') return typeof other === 'number' ? one - other : -1;
  return typeof other === 'number' ? 1 : Buffer.compare(one, other);
}
