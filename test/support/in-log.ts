/** Events that are in the log: only these reach subscribers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findHead, LogEntries } from '../../src/ledger/log.model.js';
import { foreignEvent, post, type Json } from './epcis.js';
import { type Person } from './world.js';

/** Posts an event and waits until it is in the log. */
export async function recordInLog(person: Person, more: Json = {}): Promise<string> {
  const eventID = await post(person, foreignEvent(more));
  for (;;) {
    const [head, entry] = await Promise.all([findHead(), LogEntries.findOne({ event: eventID }).lean()]);
    if (entry && head && head.size > entry._id) return eventID;
    await sleep(20);
  }
}

/** Of a document as it was sent. */
export const eventIds = (body: string) => {
  const document = JSON.parse(body) as { epcisBody: { queryResults: { resultsBody: { eventList: Json[] } } } };
  return document.epcisBody.queryResults.resultsBody.eventList.map(({ eventID }) => eventID);
};
