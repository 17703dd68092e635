/** A short chain to build on: what Hoa needs to make noodles, and a way to see that a refusal changes nothing. */
import { expect } from 'chai';
import { Lots } from '../../src/lots/lot.model.js';
import { type Location } from '../../src/registry/location.model.js';
import { type Product } from '../../src/registry/product.model.js';
import { buildFacility, buildProduct, buildZone, someLot } from './builders.js';
import { type PersonName, type World } from './world.js';

export interface Chain {
  root: Product;
  noodle: Product;
  /** Half a kilogram of noodles. */
  package: Product;
  zone: Location;
  facility: Location;
  /** Path of a lot of 120.5 kg of roots, harvested on 2 October 2026 at 08:30; they keep until the 3rd. */
  lot: string;
}

export const harvestTime = '2026-10-02T08:30:00+07:00';
export const laterTime = '2026-10-03T08:30:00+07:00';
export const expiredTime = '2026-10-04T08:30:00+07:00';

export async function buildChain(world: World, who: PersonName = 'hoa'): Promise<Chain> {
  const by = () => world.by(who);
  const netContent = { quantity: 0.5, uom: 'KGM' };
  const [root, noodle, packed, zone, facility] = await Promise.all([
    buildProduct(by(), { shelfLifeDays: 1 }),
    buildProduct(by(), { names: { vi: 'Miến dong' }, yieldRange: { min: 0.1, max: 0.25 } }),
    buildProduct(by(), { names: { vi: 'Miến dong gói' }, uom: 'H87', netContent, shelfLifeDays: 365 }),
    buildZone(by()),
    buildFacility(by()),
  ]);
  const lot = await harvest(world, who, { product: root._id, zone: zone._id });
  return { root, noodle, package: packed, zone, facility, lot };
}

/** Path of a new lot of 120.5 kg, unless told otherwise. */
export function harvest(world: World, who: PersonName, more: object): Promise<string> {
  return record(world, who, '/harvests', { lot: someLot(), quantity: 120.5, eventTime: harvestTime, ...more });
}

/** Records a step that must succeed; the path of the lot it made or moved. */
export async function record(world: World, who: PersonName, path: string, body: object): Promise<string> {
  const res = await world.as[who].post(`/api${path}`, body);
  expect(res.status, res.text).to.equal(201);
  return (res.body as { lot: string }).lot;
}

export interface Refused {
  status: number;
  code: string;
  /** Sentences by field. */
  faults: Record<string, string>;
  /** Codes by field. */
  codes: Record<string, string>;
}

/** Sends what must be refused, and sees that neither an event nor a lot has changed. */
export async function refuse(world: World, who: PersonName, path: string, body: object): Promise<Refused> {
  const before = await storeOf(world);
  const res = await world.as[who].post(`/api${path}`, body);
  expect(await storeOf(world)).to.deep.equal(before);
  const problem = res.body as { code: string; errors?: { field: string; code: string; detail: string }[] };
  expect(res.type).to.equal('application/problem+json');
  const errors = problem.errors ?? [];
  return {
    status: res.status,
    code: problem.code,
    faults: Object.fromEntries(errors.map(({ field, detail }) => [field, detail])),
    codes: Object.fromEntries(errors.map(({ field, code }) => [field, code])),
  };
}

async function storeOf(world: World) {
  return { events: await world.countEvents(), lots: await Lots.find({}).sort('_id').lean() };
}
