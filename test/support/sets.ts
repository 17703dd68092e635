/** Gift sets of two packed lots of Hoa's, and their pages as somebody who scans one sees them. */
import { expect } from 'chai';
import { type Response } from 'supertest';
import { config } from '../../src/config.js';
import { laterTime } from './chain.js';
import { buildPackedLot, type PackedLot } from './labelled.js';
import { type PersonName, type World } from './world.js';

export interface Shelf {
  tea: PackedLot;
  noodles: PackedLot;
  /** A body that packs one tea and two noodles. */
  body: (more?: object) => object;
  /** Packs a set; its path. */
  pack: (more?: object) => Promise<string>;
}

/** Two lots of 20 packages each. */
export async function buildShelf(world: World): Promise<Shelf> {
  const tea = await buildPackedLot(world, { names: { vi: 'Trà Phia Đén', en: 'Phia Den tea' } });
  const noodles = await buildPackedLot(world);
  const body = (more: object = {}) => ({
    names: { vi: 'Giỏ quà Tết', en: 'New Year box' },
    parts: [
      { lot: tea.lot, quantity: 1 },
      { lot: noodles.lot, quantity: 2 },
    ],
    at: tea.chain.facility._id,
    eventTime: laterTime,
    ...more,
  });
  const pack = async (more: object = {}) => {
    const res = await world.as.hoa.post('/api/sets', body(more));
    expect(res.status, res.text).to.equal(201);
    return (res.body as { set: string }).set;
  };
  return { tea, noodles, body, pack };
}

/** Does something with a whole set that must succeed. */
export async function move(world: World, who: PersonName, path: string, body: object): Promise<Response> {
  const res = await world.as[who].post(`/api/sets/${path}`, { eventTime: laterTime, ...body });
  expect(res.status, res.text).to.equal(201);
  return res;
}

/** The page of a link, in Vietnamese. */
export function scan(world: World, link: string): Promise<Response> {
  return world.stranger.get(link.replace(config.publicUrl, '')).set('Accept', 'text/html');
}

/** The verdict of a page and its words. */
export function bandOf({ text }: Response): { verdict: string; words: string } {
  const [, verdict = '', words = ''] = /data-verdict="([^"]+)">([\s\S]*?)<\/section>/.exec(text) ?? [];
  return {
    verdict,
    words: words
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
  };
}
