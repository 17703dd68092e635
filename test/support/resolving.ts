/** A label with its lot and product, and questions to the resolver about them. */
import { expect } from 'chai';
import { type Response } from 'supertest';
import { config } from '../../src/config.js';
import { createCertificate, certificateInput } from '../../src/registry/certificate.service.js';
import { buildLabel } from './labelled.js';
import { type World } from './world.js';

export const vocabulary = 'https://ref.gs1.org/voc/';
export const linksetType = 'application/linkset+json';

export interface Link {
  href: string;
  title: string;
  type?: string;
  hreflang?: string[];
}

/** What GS1's vocabulary calls the types of links that are served. */
export const known = [
  'defaultLink',
  'pip',
  'traceability',
  'epcis',
  'certificationInfo',
  'recallStatus',
  'locationInfo',
];

export interface LinkContext {
  anchor: string;
  /** By the full address of their type. */
  types: Record<string, Link[]>;
}

/** A label of Hoa's; `product`, `lot` and `unit` (with a full seal) are addresses on the server. Two certificates. */
export async function buildLinks(world: World) {
  const { label, product, lot, code } = await buildLabel(world);
  for (const number of ['C-1', 'C-2']) {
    const facts = { type: 'vietgap', issuer: 'Vinacontrol', issuedOn: '2020-01-01', product: product._id, number };
    await createCertificate(certificateInput.parse(facts), world.by('hoa'));
  }
  const unit = label.full.replace(config.publicUrl, '');
  return { product: `/${product.key}`, lot: `/${lot}`, unit, code, serial: label.serial, full: label.full };
}

export async function ask(world: World, target: string, headers: Record<string, string> = {}): Promise<Response> {
  return world.stranger.get(target).set(headers);
}

export function withType(target: string, type: string): string {
  return `${target}${target.includes('?') ? '&' : '?'}linkType=${type}`;
}

/** The link contexts of a linkset, the most exact first. */
export async function linksetOf(world: World, target: string): Promise<LinkContext[]> {
  const res = await ask(world, target, { Accept: linksetType });
  expect([res.status, res.type], res.text).to.deep.equal([200, linksetType]);
  const { linkset } = JSON.parse(res.text) as { linkset: (Record<string, Link[]> & { anchor: string })[] };
  return linkset.map(({ anchor, ...types }) => ({ anchor, types }));
}

/** All links of a linkset. */
export async function linksIn(world: World, target: string): Promise<Link[]> {
  return (await linksetOf(world, target)).flatMap(({ types }) => Object.values(types).flat());
}

export async function firstContext(world: World, target: string): Promise<LinkContext> {
  const [first] = await linksetOf(world, target);
  if (!first) throw new Error('an empty linkset');
  return first;
}

export const location = (res: Response) => res.get('Location');
