/**
 * A recall of a lot from which thousands were made, at hundreds of holders: how long its simulation takes, how long
 * until it is answered and shown on the page of the last of these lots, and until it is written into each of them.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '../../src/db.js';
import { Events, type StoredEvent } from '../../src/events/event.model.js';
import { newNonce } from '../../src/ledger/commitment.js';
import { newLotState } from '../../src/lots/lot-state.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Recalls } from '../../src/recalls/recall.model.js';
import { Products } from '../../src/registry/product.model.js';
import { median, spread, table, timed } from './figures.js';
import { signUpInspector } from './inspector.js';
import { onStand, type Stand } from './stand.js';

const rounds = 3;
const holders = 200;
const lotsOfRow = 100;
const product = '01/09521234000013';

export async function benchRecall(isSmall: boolean): Promise<void> {
  const count = isSmall ? 500 : 10_000;
  await onStand(async (stand) => {
    const inspector = await signUpInspector();
    await layRegistry();
    const times: Record<string, number[]> = {};
    for (let round = 0; round < rounds; round++) {
      await layFamily(round, count);
      for (const [step, millis] of Object.entries(await recallOnce(stand, inspector, round, count))) {
        times[step] = [...(times[step] ?? []), millis];
      }
    }
    const rows = Object.entries(times).map(([step, all]) => [step, spread(all)]);
    console.log(`Recall of ${count} lots at ${holders} holders: ms, median of ${rounds} rounds (from–to)`);
    console.log(table(rows));
    const answered = median(times['recall: answered, with the whole list'] ?? []);
    console.log(`answered within 5 s: ${answered <= 5000 ? 'yes' : 'no'}`);
  });
}

const pathOf = (family: number, index: number) => `${product}/10/F${family}X${index}`;

async function recallOnce(stand: Stand, authorization: string, family: number, count: number) {
  const root = pathOf(family, 0);
  const last = `${stand.url}/${pathOf(family, count - 1)}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const simulation = await timed(async () => {
    const res = await fetch(`${stand.url}/api/lots/${root}/recalls`, { headers });
    const { lots } = (await res.json()) as { lots: unknown[] };
    if (lots.length !== count) throw new Error(`${lots.length} lots of ${count} were found`);
  });
  const body = JSON.stringify({ lots: [root], reason: 'Bench', notice: { vi: 'Bench' } });
  const began = performance.now();
  const shown = untilShown(last).then(() => performance.now() - began);
  const res = await fetch(`${stand.url}/api/recalls`, { method: 'POST', headers, body });
  const { recall, lots } = (await res.json()) as { recall: string; lots: unknown[] };
  const answered = performance.now() - began;
  if (lots.length !== count) throw new Error(`${lots.length} lots of ${count} were recalled`);
  while (await Recalls.exists({ _id: recall, markedAt: null })) await sleep(200);
  const marked = performance.now() - began;
  if ((await Lots.countDocuments({ ancestors: root, recalledBy: null })) > 0)
    throw new Error('not all lots are marked');
  const sheet = await timed(async () =>
    (await fetch(`${stand.url}/recalls/${recall}/contacts.xlsx`, { headers })).arrayBuffer(),
  );
  const paper = await timed(async () =>
    (await fetch(`${stand.url}/recalls/${recall}/contacts.pdf`, { headers })).arrayBuffer(),
  );
  return {
    simulation,
    'recall: on the page of the last lot': await shown,
    'recall: answered, with the whole list': answered,
    'recall: written into every lot': marked,
    'contacts as XLSX': sheet,
    'contacts as PDF': paper,
  };
}

async function untilShown(page: string): Promise<void> {
  for (;;) {
    const text = await (await fetch(page)).text();
    if (text.includes('data-verdict="recalled"')) return;
    await sleep(20);
  }
}

async function layRegistry(): Promise<void> {
  const made = Array.from({ length: holders }, (_, index) => {
    const _id = `holder-${index}`;
    return {
      _id,
      organization: _id,
      name: `Holder ${index}`,
      kind: 'cooperative',
      phone: '0206',
      createdAt: new Date(),
    };
  });
  await Organizations.insertMany(made, { lean: true });
  const own = { _id: 'p', organization: 'holder-0', key: product, gtin: '09521234000013', names: { vi: 'Bench' } };
  await Products.collection.insertOne({ ...own, uom: 'H87', inUse: true, createdAt: new Date() } as never);
}

/** A lot, a hundred made from it, and all others from those; of each six are on hand somewhere and four sold there. */
async function layFamily(family: number, count: number): Promise<void> {
  const lots = Array.from({ length: count }, (_, index) => lotOf(family, index));
  for (let start = 0; start < count; start += lotsOfRow) {
    const few = lots.slice(start, start + lotsOfRow);
    await Lots.insertMany(few, { lean: true });
    await Events.insertMany([saleOf(few)], { lean: true });
  }
}

function lotOf(family: number, index: number): Lot {
  const [root, parent] = [pathOf(family, 0), pathOf(family, 1 + (index % 100))];
  const parents = index === 0 ? [] : [index <= 100 ? root : parent];
  const ancestors = index > 100 ? [root, parent].sort() : parents;
  const organization = `holder-${Math.floor(index / lotsOfRow) % holders}`;
  return {
    ...newLotState('H87', new Date(Date.now() - 86_400_000 + index).toISOString()),
    ...{ _id: pathOf(family, index), code: `F${family}X${index}`, product: 'p', organization, version: 2 },
    ...{ produced: 10_000, onHand: [{ organization, quantity: 6_000 }], sold: 4_000 },
    ...{ parents, ancestors, parties: [organization] },
  };
}

/** One sale of four pieces of each lot. */
function saleOf(lots: Lot[]): StoredEvent {
  const now = new Date();
  const quantityList = lots.map(({ _id }) => ({ epcClass: `https://id.gs1.org/${_id}`, quantity: 4, uom: 'H87' }));
  const event = { type: 'ObjectEvent' as const, action: 'OBSERVE' as const, bizStep: 'retail_selling', quantityList };
  const times = { eventTime: now.toISOString(), eventTimeZoneOffset: '+07:00', recordTime: now.toISOString() };
  const _id = newId();
  return {
    ...{ _id, event: { ...event, ...times, eventID: _id }, context: null, eventTime: now, recordTime: now },
    ...{ bizStep: 'retail_selling', lots: lots.map((lot) => lot._id), versions: lots.map(() => 2), terms: [] },
    ...{
      organization: lots[0]?.organization ?? '',
      actor: 'none',
      request: newId(),
      fingerprint: null,
      nonce: newNonce(),
    },
  };
}
