/**
 * Searches among 100,000 lots over HTTP, as an inspector who sees all of them; and the plans of the queries that each
 * search gives the store. A plan without an index is one of the small registries.
 */
import mongoose from 'mongoose';
import { issueToken } from '../../src/auth/session.service.js';
import { keys } from '../../src/auth/keys.js';
import { Users } from '../../src/auth/user.model.js';
import { namespace } from '../../src/db.js';
import { uriOfPath } from '../../src/epcis/identifiers.js';
import { find } from '../../src/find/find.service.js';
import { makeSerial } from '../../src/labels/seal.js';
import { directoryEntry, DirectoryPages } from '../../src/lots/label-directory.model.js';
import { Locations } from '../../src/registry/location.model.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Products } from '../../src/registry/product.model.js';
import { type Actor } from '../../src/policy.js';
import { percentile, table, timed } from './figures.js';
import { gtinOf, layLots, lotRow } from './lots.js';
import { onStand, type Stand } from './stand.js';

const turns = 30;
const [products, organizations, zones] = [97, 67, 150];
const createdAt = new Date();
const inspector = { _id: 'bench-inspector', name: 'Bench', organization: 'organization-0', role: 'inspector' as const };
const actor: Actor = { id: inspector._id, ...inspector };

export async function benchFind(isSmall: boolean): Promise<void> {
  const count = isSmall ? 10_000 : 100_000;
  await onStand(async (stand) => {
    await fillRegistry();
    const now = Date.now();
    await layLots(count, (index) => rowOf(index, count, now));
    await layDirectory(count, now);
    const recent = rowOf(count - 10, count, now);
    const queries: [name: string, query: string][] = [
      ['a lot code', recent.code],
      ['the beginning of one', recent.code.slice(0, 5)],
      ['a label link', `https://tem.example/${recent._id}/21/${serialOf(recent.code, (count - 10) % products)}`],
      ['a serial', serialOf(recent.code, (count - 10) % products)],
      ['a serial of nobody', '0000ABCDEFGHJKMNPQRS'],
      ['a GTIN', gtinOf(5)],
      ['a product', 'mien dong so 5'],
      ['all products', 'mien dong'],
      ['a producer', 'hop tac xa so 12'],
      ['a zone code', 'VN-CB-0107'],
      ['nothing', 'khong co'],
    ];
    const rows = [['search', 'found', 'p50 ms', 'p99 ms', 'indexes']];
    for (const [name, query] of queries) {
      const row = [name, ...(await answersOf(stand, query)), await plansOf(query)];
      console.log(row.join('  '));
      rows.push(row);
    }
    console.log(`Among ${count} lots, ${turns} times each\n${table(rows)}`);
  });
}

/** The lots of a year, one after the other, each with labels. */
function rowOf(index: number, count: number, now: number) {
  const product = index % products;
  const time = new Date(now - ((count - index) / count) * 365 * 86_400_000).toISOString();
  const labels = [{ from: 0, count: 1_000, key: keys().serial.active().kid, eventID: 'none' }];
  const code = `L${String(index).padStart(6, '0')}`;
  return lotRow(code, product, `organization-${product % organizations}`, time, { labels });
}

async function layDirectory(count: number, now: number): Promise<void> {
  const pages = new Map<string, string[]>();
  for (let index = 0; index < count; index++) {
    const { _id, firstEventTime, labels } = rowOf(index, count, now);
    const event = { 'nguon:labels': labels[0], quantityList: [{ epcClass: uriOfPath(_id, namespace()) }] };
    const entry = directoryEntry(event, new Date(firstEventTime), namespace());
    if (entry) pages.set(entry.page, [...(pages.get(entry.page) ?? []), entry.run]);
  }
  await DirectoryPages.insertMany([...pages].map(([_id, runs]) => ({ _id, runs: runs.join('\n') })));
}

function serialOf(lot: string, product: number): string {
  return makeSerial({ key: keys().serial.active(), productKey: `01/${gtinOf(product)}`, lot, index: 7 });
}

async function fillRegistry(): Promise<void> {
  const each = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));
  await Organizations.insertMany(
    each(organizations, (index) => {
      const _id = `organization-${index}`;
      return { _id, organization: _id, name: `Hợp tác xã số ${index}`, kind: 'cooperative', createdAt };
    }),
  );
  await Products.insertMany(
    each(products, (index) => ({
      ...{
        _id: `product-${index}`,
        key: `01/${gtinOf(index)}`,
        gtin: gtinOf(index),
        uom: 'KGM',
        createdAt,
        inUse: true,
      },
      ...{ organization: `organization-${index % organizations}`, names: { vi: `Miến dong số ${index}` } },
      searchText: `mien dong so ${index} ${gtinOf(index)}`,
    })),
  );
  const zone = { issuer: 'Chi cục', status: 'active', validFrom: '2020-01-01', validUntil: '2099-12-31', crop: 'Dong' };
  await Locations.insertMany(
    each(zones, (index) => ({
      ...{
        _id: `zone-${index}`,
        uri: `https://bench.example/zones/${index}`,
        kind: 'zone',
        name: `Vùng ${index}`,
        createdAt,
      },
      organization: `organization-${index % organizations}`,
      zone: { ...zone, growingAreaCode: `VN-CB-${String(index).padStart(4, '0')}`, areaHectares: 2, households: 9 },
    })),
  );
  await Users.create({ ...inspector, email: 'inspector@nguon.test', passwordHash: 'none', createdAt });
}

async function answersOf({ url }: Stand, query: string): Promise<string[]> {
  const { accessToken } = issueToken({ ...inspector, email: 'inspector@nguon.test', passwordHash: 'none', createdAt });
  const headers = { authorization: `Bearer ${accessToken}` };
  let found = 0;
  const millis: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    millis.push(
      await timed(async () => {
        const res = await fetch(`${url}/api/find?q=${encodeURIComponent(query)}`, { headers });
        const lists = Object.values((await res.json()) as object).filter(Array.isArray);
        found = lists.reduce((sum, list) => sum + list.length, 0);
      }),
    );
  }
  return [String(found), ...[50, 99].map((percent) => String(Math.round(percentile(millis, percent))))];
}

/** Collection and index of each query of a search, each told once. */
async function plansOf(query: string): Promise<string> {
  const asked: { collection: string; filter: object; options: object }[] = [];
  mongoose.set('debug', (collection: string, method: string, filter: object, options: object) => {
    if (/^find/.test(method)) asked.push({ collection, filter, options });
  });
  await find(query, actor);
  mongoose.set('debug', false);
  const plans = await Promise.all(
    asked.map(async ({ collection, filter, options }) => {
      const plan: unknown = await mongoose.connection
        .collection(collection)
        .find(filter, options)
        .explain('queryPlanner');
      const [, index] = /"indexName":"([^"]+)"/.exec(JSON.stringify(plan)) ?? [];
      const byId = '_id' in filter ? '_id' : 'none';
      return `${collection}: ${index ?? byId}`;
    }),
  );
  return [...new Set(plans)].join(', ');
}
