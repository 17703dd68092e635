import { expect } from 'chai';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeys } from '../../src/auth/keys.js';
import { checkLot } from '../../src/compliance/check.js';
import { factsOfLot } from '../../src/compliance/facts.service.js';
import { type Market } from '../../src/compliance/sources.js';
import { config } from '../../src/config.js';
import { connect, disconnect } from '../../src/db.js';
import { loadDemo } from '../../src/demo/load.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { Products } from '../../src/registry/product.model.js';
import { startTestStore } from '../support/engine.js';

const now = new Date('2026-11-24T02:30:00Z');
const actor = { id: 'minh', name: 'minh', role: 'inspector', organization: 'org-minh' } as const;

describe('lots of the demo, held against a market', function () {
  this.timeout(120_000);
  let dataDir: string;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nguon-demo-'));
    await openKeys(dataDir);
    await connect((await startTestStore()).uri, config.publicUrl);
    await loadDemo({ dataDir, now, signal: new AbortController().signal });
  });
  after(async () => {
    await disconnect();
    await rm(dataDir, { recursive: true });
  });

  const check = async (name: string, code: string, market: Market) => {
    const product = await Products.findOne({ 'names.vi': name }).lean();
    const lot = (await Lots.findOne({ product: product?._id, code }).lean()) as Lot;
    const { sources } = checkLot(await factsOfLot(lot, { actor, now }), market);
    const missing = sources.flatMap(({ rows }) => rows.filter(({ state }) => state === 'missing'));
    return {
      counts: Object.fromEntries(sources.map(({ source, complete, asked }) => [source.id, `${complete}/${asked}`])),
      missing: [...new Set(missing.flatMap((row) => row.missing.map(({ part }) => part)))].sort(),
    };
  };

  it('tea for Vietnam lacks its picture and a tax number', async () => {
    expect(await check('Hồng trà Kolia', 'HT-01', 'vn')).to.deep.equal({
      counts: {
        ...{ 'circular-02-2024': '9/10', 'decree-37-2026': '5/7', 'decision-148-2023': '3/3' },
        ...{ 'decree-43-2017': '9/9', 'growing-area': '2/2' },
      },
      missing: ['image', 'tax-number'],
    });
  });

  it('tea for the United States lacks telephones, and a growing-area code for them', async () => {
    expect(await check('Hồng trà Kolia', 'HT-01', 'us')).to.deep.equal({
      counts: { 'growing-area': '2/3', 'fsma-204': '33/47' },
      missing: ['market', 'phone'],
    });
  });

  it('noodles for the European Union have all that its rules ask', async () => {
    expect(await check('Miến dong Tân Việt Á', 'MD-01', 'eu')).to.deep.equal({
      counts: { 'growing-area': '2/3', 'regulation-178-2002': '3/3', 'regulation-2023-1115': '4/4' },
      missing: ['market'],
    });
  });

  it('tea for China comes from areas with a code for it, and its maker is not registered', async () => {
    expect(await check('Hồng trà Kolia', 'HT-01', 'cn')).to.deep.equal({
      counts: { 'growing-area': '3/3', 'gacc-280': '0/2' },
      missing: ['customs-number'],
    });
  });

  it('mats are no food: the rules for food ask nothing of them', async () => {
    const { counts } = await check('Chiếu trúc', 'C-01', 'us');
    expect(counts['fsma-204']).to.equal('0/0');
    expect((await check('Chiếu trúc', 'C-01', 'cn')).counts['gacc-280']).to.equal('0/0');
  });
});
