/** The reader of photos that the page of the verifier has for browsers without one. */
import { createContext, runInContext } from 'node:vm';
import { expect } from 'chai';
import sharp from 'sharp';
import { bundle } from '../../src/passport/bundle.js';
import { links } from '../support/label-links.js';
import { pixelsOf, shoot, type Shot } from '../support/photo.js';

type Reader = (image: Awaited<ReturnType<typeof pixelsOf>>) => string | null;

const context = createContext({ TextDecoder, TextEncoder });
runInContext(bundle('photo.ts', 'reader'), context);
const readQr = runInContext('reader.readQr', context) as Reader;

describe('the reader of photos', () => {
  const read = async (text: string, shot: Shot) => readQr(await pixelsOf(await shoot(text, shot)));
  const { full, compact } = links('L2410-TKX', 7);

  for (const turn of [0, 7, 33, 90, 181, -20]) {
    it(`reads both seals turned by ${turn}°`, async () => {
      for (const pixelsPerModule of [3, 5, 9]) {
        for (const link of [full, compact]) expect(await read(link, { pixelsPerModule, turn })).to.equal(link);
      }
    });
  }

  it('reads a code that is held at a slant, or is stained', async () => {
    for (const slant of [0.05, 0.1, 0.15]) {
      expect(await read(full, { pixelsPerModule: 6, slant, turn: 10 }), `slant ${slant}`).to.equal(full);
    }
    for (const stain of [4, 8])
      expect(await read(full, { pixelsPerModule: 5, stain }), `stain ${stain}`).to.equal(full);
  });

  it('reads every version that a label may have, and what is no link', async () => {
    for (const length of [10, 25, 40, 60, 84, 105, 120, 150, 180, 210, 225]) {
      const text = 'xin chào 9A'.repeat(60).slice(0, length);
      expect(await read(text, { pixelsPerModule: 4, turn: 5 }), `${length} characters`).to.equal(text);
    }
  });

  it('finds nothing where too much is gone, or nothing is', async () => {
    expect(await read(full, { pixelsPerModule: 5, stain: 28 })).to.equal(null);
    const blank = sharp({ create: { width: 300, height: 200, channels: 3, background: '#eee' } });
    expect(readQr(await pixelsOf(await blank.png().toBuffer()))).to.equal(null);
    const noise = { create: { width: 300, height: 200, channels: 3 as const, background: '#888' } };
    const noisy = sharp({ create: { ...noise.create, noise: { type: 'gaussian', mean: 128, sigma: 60 } } });
    expect(readQr(await pixelsOf(await noisy.png().toBuffer()))).to.equal(null);
  });
});
