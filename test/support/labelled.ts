/** A packed lot of Hoa's with labels, and its page as somebody who scans one sees it. */
import { expect } from 'chai';
import { type Response } from 'supertest';
import { config } from '../../src/config.js';
import { type Product } from '../../src/registry/product.model.js';
import { buildProduct, someLot } from './builders.js';
import { buildChain, laterTime, record, type Chain } from './chain.js';
import { type World } from './world.js';

export interface PackedLot {
  chain: Chain;
  product: Product;
  /** Path of a lot of 20 packages of half a kilogram, packed on 3 October 2026 from noodles of the chain. */
  lot: string;
  code: string;
}

/** What `GET /api/lots/…/labels` says of one. */
export interface IssuedLabel {
  index: number;
  serial: string;
  compact: string;
  full: string;
}

/** @param product facts of the packed product @param packing more fields of the packing: `lot`, `expiresOn` */
export async function buildPackedLot(world: World, product: object = {}, packing: object = {}): Promise<PackedLot> {
  const chain = await buildChain(world);
  const facts = { names: { vi: 'Miến dong gói' }, uom: 'H87', netContent: { quantity: 0.5, uom: 'KGM' }, ...product };
  const packed = await buildProduct(world.by('hoa'), { shelfLifeDays: 365, ...facts });
  const noodles = await record(world, 'hoa', '/processes', {
    inputs: [{ lot: chain.lot, quantity: 100 }],
    outputs: [{ product: chain.noodle._id, lot: someLot(), quantity: 20 }],
    facility: chain.facility._id,
    eventTime: laterTime,
  });
  const lot = await record(world, 'hoa', '/packings', {
    input: { lot: noodles, quantity: 10 },
    product: packed._id,
    lot: someLot(),
    units: 20,
    facility: chain.facility._id,
    eventTime: laterTime,
    ...packing,
  });
  return { chain, product: packed, lot, code: decodeURIComponent(lot.split('/').at(-1) ?? '') };
}

/** Issues labels of a lot of Hoa's, and lists them. */
export async function issueLabels(world: World, lot: string, count = 1): Promise<IssuedLabel[]> {
  const issued = await world.as.hoa.post(`/api/lots/${lot}/labels`, { count });
  expect(issued.status, issued.text).to.equal(201);
  const { from } = issued.body as { from: number };
  const list = await world.as.hoa.get(`/api/lots/${lot}/labels?from=${from}&count=${count}`);
  return (list.body as { items: IssuedLabel[] }).items;
}

/** Records that labels of Hoa's are printed, after which their sheet can be had. */
export async function printLabels(world: World, lot: string, range: { first?: number; last?: number } = {}) {
  const wish = { template: 'L7160', first: 1, ...range };
  const printed = await world.as.hoa.post(`/api/lots/${lot}/labels/prints`, wish);
  expect(printed.status, printed.text).to.equal(201);
}

export async function buildLabel(world: World, product: object = {}, packing: object = {}) {
  const packed = await buildPackedLot(world, product, packing);
  const [label] = await issueLabels(world, packed.lot);
  if (!label) throw new Error('no label was issued');
  return { ...packed, label };
}

/** Opens a link of ours as a reader of a language does. */
export async function open(world: World, link: string, language = 'vi'): Promise<Response> {
  return world.stranger.get(link.replace(config.publicUrl, '')).set('Accept-Language', language).set('Accept', '*/*');
}

/** What the band at the top of a page says: its kind, or null where there is none. */
export function verdictOf({ text }: Pick<Response, 'text'>): string | null {
  return /data-verdict="([\w-]+)"/.exec(text)?.[1] ?? null;
}

/** A file that Hoa downloads. */
export async function download(world: World, path: string): Promise<Buffer> {
  const res = await world.as.hoa
    .get(path)
    .buffer()
    .parse(((from: NodeJS.ReadableStream, done: (error: null, file: Buffer) => void) => {
      const chunks: Buffer[] = [];
      from.on('data', (chunk: Buffer) => chunks.push(chunk));
      from.on('end', () => done(null, Buffer.concat(chunks)));
    }) as never);
  expect(res.status, path).to.equal(200);
  return res.body as Buffer;
}

/** Kinds of the faults of a refusal, by their fields. */
export function fieldsOf({ body }: Response): Record<string, string> {
  const { errors } = body as { errors: { field: string; code: string }[] };
  return Object.fromEntries(errors.map(({ field, code }) => [field, code]));
}
