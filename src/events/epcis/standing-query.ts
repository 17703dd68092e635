/**
 * Standing queries read the log: it gives every recorded event one place, in an order that does not change, so that a
 * subscriber gets each event once it is in the log, and none is missed.
 */
import { trusted } from '../../db.js';
import { type EpcFormat } from '../../epcis/translate.js';
import { listEntries } from '../../ledger/log.model.js';
import { type Actor } from '../../policy.js';
import { Events, type StoredEvent } from '../event.model.js';
import { isMet } from './condition.js';
import { factsOf } from './facts.js';
import { readableQuery } from './find-events.js';
import { presentEvents, queryDocument, type DocumentFacts } from './present.js';
import { type Query } from './query.js';

export interface StandingQuery {
  query: Query;
  actor: Actor;
  epcFormat: EpcFormat;
  initialRecordTime: Date;
  facts: Omit<DocumentFacts, 'now'>;
}

/** Entries of the log that are read at once. */
const batch = 100;

export interface Batch {
  /** Where the next batch begins. */
  position: number;
  /** Null where none of the events was asked for. */
  document: object | null;
}

/** @param size entries of the log */
export async function readBatch(standing: StandingQuery, position: number, size: number, now: Date): Promise<Batch> {
  const end = Math.min(size, position + batch);
  const places = await listEntries(position, end - position);
  const rows = await Events.find({ _id: trusted({ $in: places.map(({ event }) => event) }) }).lean();
  const byId = new Map(rows.map((row) => [row._id, row]));
  const { conditions } = readableQuery(standing.query, standing.actor);
  const isAsked = (row: StoredEvent) => {
    const facts = { ...factsOf(row.event, row.context), terms: new Set(row.terms) };
    return row.recordTime >= standing.initialRecordTime && conditions.every((each) => isMet(each, facts, row));
  };
  const found = places.flatMap(({ event }) => byId.get(event) ?? []).filter(isAsked);
  return {
    position: position + places.length,
    document: found.length > 0 ? await documentOf(found, standing, now) : null,
  };
}

/** A document without events, for those who want to hear that there are none. */
export function emptyDocument(standing: StandingQuery, now: Date): Promise<object> {
  return documentOf([], standing, now);
}

async function documentOf(
  found: StoredEvent[],
  { actor, epcFormat, facts }: StandingQuery,
  now: Date,
): Promise<object> {
  return queryDocument(await presentEvents(found, actor, epcFormat), { ...facts, now });
}
