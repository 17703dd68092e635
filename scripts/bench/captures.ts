/**
 * Captures a second over HTTP, and `insertMany` of the very documents that they stored, in the same engine and round:
 * without an index but `_id`, and with those of events. Then, in a run of its own because looking costs time too, how
 * long an answered event waits for the checkpoint that has it.
 */
import { type mongo } from 'mongoose';
import { setTimeout as sleep } from 'node:timers/promises';
import { Events } from '../../src/events/event.model.js';
import { findPositions } from '../../src/ledger/log.model.js';
import { median, percentile, round, spread, table, timed } from './figures.js';
import { sampleDocument, sampleEvent } from './samples.js';
import { onStand, type Stand } from './stand.js';

interface Load {
  name: string;
  /** Events of a round. */
  count: number;
  /** Events of one request, and requests at once. */
  batch: number;
  parallel: number;
}

const rounds = 3;

export async function benchCaptures(isSmall: boolean): Promise<void> {
  const part = isSmall ? 0.1 : 1;
  const loads: Load[] = [
    { name: 'single', count: 200 * part, batch: 1, parallel: 1 },
    { name: '16 in parallel', count: 960 * part, batch: 1, parallel: 16 },
    { name: 'documents of 1,000', count: isSmall ? 1000 : 2000, batch: 1000, parallel: 1 },
  ];
  await onStand(async (stand) => {
    await post(stand, { name: 'warm-up', count: 100, batch: 1, parallel: 4 });
    const rows = [['events a second', 'capture', 'insertMany', 'ratio', 'with indexes', 'ratio']];
    for (const load of loads) rows.push(await compare(stand, load));
    console.log(`Median of ${rounds} rounds (from–to)\n${table(rows)}\n`);
    const waits = [['ms from answer to checkpoint', 'p50', 'p99', 'most']];
    for (const load of loads) waits.push([load.name, ...(await waitsOf(stand, load))]);
    console.log(table(waits));
  });
}

let next = 0;

/** Captures the next events; gives the milliseconds, and when each request was answered, by its last event. */
async function post(stand: Stand, load: Load): Promise<{ millis: number; answered: Answer[] }> {
  const answered: Answer[] = [];
  const first = next;
  next += load.count;
  const millis = await inParallel(load, async (start) => {
    const res = await postOne(stand, first + start, load.batch);
    const at = performance.now();
    answered.push({ at, eventID: ((await res.json()) as { eventID?: string }).eventID });
  });
  return { millis, answered };
}

interface Answer {
  at: number;
  /** Of a single event. */
  eventID: string | undefined;
}

function postOne(stand: Stand, first: number, batch: number): Promise<Response> {
  if (batch > 1) return stand.post('/epcis/capture', sampleDocument(first, batch));
  return stand.post('/epcis/events', sampleEvent(first));
}

/** Milliseconds until the work was done for the start of every batch. */
function inParallel({ count, batch, parallel }: Load, work: (start: number) => Promise<void>): Promise<number> {
  let start = 0;
  const worker = async () => {
    for (; start < count;) await work((start += batch) - batch);
  };
  return timed(() => Promise.all(Array.from({ length: parallel }, worker)));
}

async function compare(stand: Stand, load: Load): Promise<string[]> {
  const speeds = { capture: [] as number[], plain: [] as number[], indexed: [] as number[] };
  const perSecond = (millis: number) => (load.count / millis) * 1000;
  for (let turn = 0; turn < rounds; turn++) {
    const before = await Events.countDocuments({});
    speeds.capture.push(perSecond((await post(stand, load)).millis));
    if ((await Events.countDocuments({})) - before !== load.count) throw new Error('not every event was stored');
    const stored = await Events.collection.find({}).sort({ recordTime: -1 }).limit(load.count).toArray();
    speeds.plain.push(perSecond(await insert(stand, load, stored, false)));
    speeds.indexed.push(perSecond(await insert(stand, load, stored, true)));
  }
  const { capture, plain, indexed } = speeds;
  const ratio = (raw: number[]) => round(median(capture) / median(raw));
  return [load.name, spread(capture), spread(plain), ratio(plain), spread(indexed), ratio(indexed)];
}

/** The same documents in the same batches and as many at once; gives the milliseconds. */
async function insert({ db }: Stand, load: Load, stored: mongo.Document[], isIndexed: boolean): Promise<number> {
  const raw = await db.createCollection('raw');
  for (const [fields, options] of isIndexed ? Events.schema.indexes() : []) {
    await raw.createIndex(fields as mongo.IndexSpecification, { unique: Boolean(options.unique) });
  }
  const millis = await inParallel(load, async (start) => {
    await raw.insertMany(stored.slice(start, start + load.batch));
  });
  await raw.drop();
  return millis;
}

/** Looks at the checkpoint while the load runs. */
async function waitsOf(stand: Stand, load: Load): Promise<string[]> {
  const seen: { at: number; size: number }[] = [];
  const look = async () => {
    const size = Number((await (await stand.get('/log/checkpoint')).text()).split('\n')[1]);
    if (size > (seen.at(-1)?.size ?? -1)) seen.push({ at: performance.now(), size });
    return size;
  };
  let isRunning = true;
  const looking = (async () => {
    while (isRunning || (await look()) < next) await sleep(millisBetweenLooks).then(look);
  })();
  const { answered } = await post(stand, load).finally(() => (isRunning = false));
  await looking;
  const ids = answered.flatMap(({ eventID }) => eventID ?? []);
  const positions = await findPositions(ids);
  const waits = answered.map(({ at, eventID }, index) => {
    // of a document the last event counts, and one document comes after the other
    const position = positions.get(eventID ?? '') ?? next - load.count + (index + 1) * load.batch - 1;
    return Math.max(0, (seen.find(({ size }) => size > position)?.at ?? Infinity) - at);
  });
  return [percentile(waits, 50), percentile(waits, 99), Math.max(...waits)].map((millis) => String(Math.round(millis)));
}

const millisBetweenLooks = 10;
