/**
 * Events that a query asks for, page by page. The best condition leads into the index of terms, the others are tested
 * on what it gives: that is fast on every engine, and both ways of asking read one table of parameters.
 */
import { type QueryFilter } from 'mongoose';
import { trusted } from '../../db.js';
import { DomainError } from '../../errors.js';
import { type Actor } from '../../policy.js';
import { Events, type StoredEvent } from '../event.model.js';
import { readerTerm } from '../event-terms.js';
import { isMet, leadOf, type Condition } from './condition.js';
import { factsOf } from './facts.js';
import { sortByExtension } from './order.js';
import { type Position } from './page-token.js';
import { type Query } from './query.js';
import { joined, spansBetween, type Span } from './spans.js';

export interface EventPage {
  events: StoredEvent[];
  /** Null on the last page. */
  next: Position | null;
}

/** Events looked at for one page; a page may be short, and even empty, and still be followed by another. */
const mostLookedAt = 5_000;
const longestLead = 100;

/** A query, narrowed to what the actor may read: a producer sees the own events and those about lots it took part in. */
export function readableQuery(query: Query, actor: Actor): Query {
  if (actor.role !== 'producer') return query;
  const mine: Condition = { kind: 'says', terms: [readerTerm(actor.organization)] };
  return { ...query, conditions: [...query.conditions, mine] };
}

/**
 * @param query narrowed by {@link readableQuery}
 * @throws DomainError `query-too-large` above `maxEventCount`, `query-too-complex` where that cannot be told
 */
export async function findEvents(query: Query, limit: number, after: Position | null): Promise<EventPage> {
  if (query.maxEventCount !== null && !after) await refuseTooMany(query, query.maxEventCount);
  const left = query.eventCountLimit === null ? Infinity : query.eventCountLimit - (after?.given ?? 0);
  if (left <= 0) return { events: [], next: null };
  const read = query.orderByExtension ? pageByExtension : walk;
  return read(query, Math.min(limit, left), left <= limit, after);
}

async function refuseTooMany(query: Query, most: number): Promise<void> {
  const { events, next } = await walk({ ...query, maxEventCount: null }, most + 1, false, null);
  if (events.length > most) throw new DomainError('query-too-large', { max: most });
  if (next) throw new DomainError('query-too-complex');
}

/**
 * No index has the order of an extension, so the whole answer is read and sorted. Later pages are of what the first one
 * found: `after.at` is the time at which it was recorded.
 * @throws DomainError `query-too-complex` where it is longer than one look
 */
async function pageByExtension(query: Query, limit: number, isLast: boolean, after: Position | null) {
  const until = after?.at ?? Date.now();
  const recorded: Condition = { kind: 'time', field: 'recordTime', holds: 'LE', bound: new Date(until) };
  const conditions = [...query.conditions, recorded];
  const found = await walk({ ...query, conditions, descending: false }, Infinity, false, null);
  if (found.next) throw new DomainError('query-too-complex');
  const sorted = sortByExtension(found.events, query.orderByExtension ?? [], query.descending);
  const [start, end] = [after?.given ?? 0, (after?.given ?? 0) + limit];
  const next = isLast || end >= sorted.length ? null : { at: until, id: '', given: end };
  return { events: sorted.slice(start, end), next };
}

async function walk(query: Query, limit: number, isLast: boolean, after: Position | null): Promise<EventPage> {
  const rows = rowsInSpans(query, after);
  const events: StoredEvent[] = [];
  let looked = 0;
  let last: Position | null = null;
  for await (const row of rows) {
    if (after && !isBehind(row, after, query)) continue;
    if (looked++ === mostLookedAt) return { events, next: last };
    const facts = { ...factsOf(row.event, row.context), terms: new Set(row.terms) };
    if (query.conditions.every((condition) => isMet(condition, facts, row))) {
      if (events.length === limit) return { events, next: isLast ? null : last };
      events.push(row);
    }
    last = { at: row[query.orderBy].getTime(), id: row._id, given: (after?.given ?? 0) + events.length };
  }
  return { events, next: null };
}

/** Where a span has fewer events that lead to the answer, the next ones are read together, at most so many. */
const fewInSpan = 50;
const mostTogether = 16;

/** What the store looks through for a query, in the order of its answer. */
async function* rowsInSpans(query: Query, after: Position | null): AsyncGenerator<StoredEvent> {
  const spans = await spansOf(query, after);
  for (let together = 1; spans.length > 0;) {
    const span = joined(spans.splice(0, together), query.descending);
    let count = 0;
    for await (const row of rowsFor(query, after, span).cursor({ batchSize: 200 })) {
      count++;
      yield row;
    }
    together = count < fewInSpan ? Math.min(2 * together, mostTogether) : 1;
  }
}

/**
 * One for all where names lead to few events, and where no index has all that narrows it: several names, or both times
 * of events.
 */
export async function spansOf(query: Query, after: Position | null): Promise<Span[]> {
  const lead = bestLead(query.conditions);
  const bounds = boundsOf(query, after);
  const [own, other] = [bounds[query.orderBy], bounds[query.orderBy === 'eventTime' ? 'recordTime' : 'eventTime']];
  if (Object.keys(other).length > 0 || (lead && (lead.length > 1 || rankOf(lead) < 0))) return [{}];
  const times = (operators: string[]) =>
    Object.entries(own).flatMap(([name, time]) => (operators.includes(name) ? +time : []));
  const [first, last] = [Math.max(...times(['$gt', '$gte', '$eq'])), Math.min(...times(['$lt', '$lte', '$eq']))];
  return spansBetween(query.orderBy, first, last, query.descending);
}

export function rowsFor(query: Query, after: Position | null, span: Span) {
  const direction = query.descending ? -1 : 1;
  const order = { [query.orderBy]: direction, _id: direction } as const;
  return Events.find(filterOf(query, after, span))
    .sort(order)
    .lean();
}

function isBehind(row: StoredEvent, { at, id }: Position, { orderBy, descending }: Query): boolean {
  const [time, place] = [row[orderBy].getTime(), row._id];
  if (time !== at) return descending ? time < at : time > at;
  return descending ? place < id : place > id;
}

function filterOf(query: Query, after: Position | null, span: Span): QueryFilter<StoredEvent> {
  const lead = bestLead(query.conditions);
  if (!lead) return timesOf(query, after, span);
  if (lead.length === 1) return { terms: lead[0], ...timesOf(query, after, span) };
  // The embedded engine leaves the index where a list and a range meet; few events are found by names as rare as these.
  const times = rankOf(lead) < 0 ? {} : timesOf(query, after, span);
  return { terms: trusted({ $in: lead }), ...times };
}

/** Terms of which there are many events, from the fewest to the most: any other one leads better than these. */
const common = [/^(bizStep|disposition)=/, /^[^=~]+$/, /^reader=/, /^(eventType|action)=/];

function bestLead(conditions: Condition[]): string[] | null {
  const leads = conditions.flatMap((condition) => {
    const lead = leadOf(condition);
    return lead && lead.length <= longestLead ? [lead] : [];
  });
  return leads.toSorted((one, other) => rankOf(one) - rankOf(other))[0] ?? null;
}

/** Below zero for terms that few events have. */
function rankOf(lead: string[]): number {
  return Math.max(...lead.map((term) => common.findIndex((pattern) => pattern.test(term))));
}

function timesOf(query: Query, after: Position | null, { from, to }: Span): QueryFilter<StoredEvent> {
  const bounds = boundsOf(query, after);
  const { $gt, $gte, $lt, $lte, ...exact } = bounds[query.orderBy];
  const lower = from === undefined ? defined({ $gt, $gte }) : { $gte: new Date(from) };
  const upper = to === undefined ? defined({ $lt, $lte }) : { $lt: new Date(to) };
  const all = { ...bounds, [query.orderBy]: { ...exact, ...lower, ...upper } };
  const asked = Object.entries(all).filter(([, bound]) => Object.keys(bound).length > 0);
  return Object.fromEntries(asked.map(([field, bound]) => [field, trusted(bound)]));
}

const defined = (bounds: Record<string, Date | undefined>) =>
  Object.fromEntries(Object.entries(bounds).filter(([, bound]) => bound !== undefined));

function boundsOf(query: Query, after: Position | null): Record<Query['orderBy'], Record<string, Date>> {
  const operators = { EQ: '$eq', GT: '$gt', GE: '$gte', LT: '$lt', LE: '$lte' } as const;
  const bounds = { eventTime: {} as Record<string, Date>, recordTime: {} as Record<string, Date> };
  for (const condition of query.conditions) {
    if (condition.kind === 'time') bounds[condition.field][operators[condition.holds]] = condition.bound;
  }
  if (after) bounds[query.orderBy][query.descending ? '$lte' : '$gte'] = new Date(after.at);
  return bounds;
}
