/**
 * Queries over HTTP by the one producer who recorded all of the events, the hardest reader to answer; and of each the
 * plan of the first query that the server gives the store.
 */
import { type Actor } from '../../src/policy.js';
import { readableQuery, rowsFor, spansOf } from '../../src/events/epcis/find-events.js';
import { askedInAddress, readQuery } from '../../src/events/epcis/query.js';
import { fill } from './fill.js';
import { percentile, table, timed } from './figures.js';
import { lotClass, timeOf } from './samples.js';
import { onStand, producer, type Stand } from './stand.js';

const turns = 20;

export async function benchQueries(isSmall: boolean): Promise<void> {
  const count = isSmall ? 10_000 : 100_000;
  const middle = count / 2;
  const window = (length: number) => `GE_eventTime=${timeOf(middle)}&LT_eventTime=${timeOf(middle + length)}`;
  const lot = `MATCH_anyEPCClass=${encodeURIComponent(lotClass(middle / 100))}`;
  const queries: [name: string, query: string][] = [
    ['a lot', lot],
    ['a lot in an hour', `${lot}&${window(60)}`],
    ['an hour', window(60)],
    ['an hour, in order', `${window(60)}&orderBy=eventTime&orderDirection=ASC`],
    ['a step in a day', `EQ_bizStep=shipping&${window(1440)}`],
    ['all, from the first', ''],
    ['all, the latest first', 'orderBy=eventTime'],
    ['a step', 'EQ_bizStep=shipping'],
    ['from the middle on', `GE_eventTime=${timeOf(middle)}`],
  ];
  await onStand(async (stand) => {
    await fill(stand, count, true);
    const rows = [['query', 'events', 'p50 ms', 'p99 ms', 'index', 'keys', 'documents']];
    for (const [name, query] of queries) {
      const row = [name, ...(await answersOf(stand, query)), ...(await planOf(query))];
      console.log(row.join('  '));
      rows.push(row);
    }
    console.log(`First page of 100 among ${count} events, ${turns} times each\n${table(rows)}`);
  });
}

async function answersOf(stand: Stand, query: string): Promise<string[]> {
  let found = 0;
  const millis: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    millis.push(
      await timed(async () => {
        const res = await stand.get(`/epcis/events?perPage=100&${query}`);
        const { epcisBody } = (await res.json()) as Answer;
        found = epcisBody.queryResults.resultsBody.eventList.length;
      }),
    );
  }
  return [String(found), ...[50, 99].map((percent) => String(Math.round(percentile(millis, percent))))];
}

interface Answer {
  epcisBody: { queryResults: { resultsBody: { eventList: unknown[] } } };
}

/** Index, keys and documents examined, as the store tells them for what is read at once. */
async function planOf(query: string): Promise<string[]> {
  const actor: Actor = { id: producer._id, name: producer.name, role: 'producer', organization: producer.organization };
  const asked = readableQuery(readQuery(askedInAddress(new URLSearchParams(query))), actor);
  const [span = {}] = await spansOf(asked, null); // the first of those that are read one after the other
  const plan = (await rowsFor(asked, null, span).explain('executionStats')) as unknown as Plan;
  const [index] = /"indexName":"([^"]+)"/.exec(JSON.stringify(plan.queryPlanner))?.slice(1) ?? ['none'];
  const { totalKeysExamined, totalDocsExamined } = plan.executionStats;
  return [index ?? 'none', String(totalKeysExamined), String(totalDocsExamined)];
}

interface Plan {
  queryPlanner: object;
  executionStats: { totalKeysExamined: number; totalDocsExamined: number };
}
