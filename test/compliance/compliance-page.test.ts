import { expect } from 'chai';
import { Locations } from '../../src/registry/location.model.js';
import { makeNoodles } from '../support/noodles.js';
import { type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

interface Row {
  id: string;
  state: string;
  present: { part: string; value: unknown }[];
  missing: { part: string; by: { role: string; form: string | null }; keeper: { name: string } | null }[];
}
interface Answer {
  sources: { id: string; complete: number; asked: number; readIn: string; rows: Row[] }[];
}

describe('what a lot lacks for a market', () => {
  let world: World;
  let hoa: Workshop;
  /** Hoa's roots and starch, and what Binh made of the starch. */
  let roots: string;
  let starch: string;
  let noodles: string;
  before(async () => {
    world = await startWorld();
    ({ hoa, roots, starch, noodles } = await makeNoodles(world));
    await Locations.updateMany({ organization: 'org-hoa', kind: 'zone' }, { $set: { name: 'Đồi Bí Mật' } });
  });
  after(() => world.stop());

  const check = async (who: 'hoa' | 'binh' | 'minh' | 'an', lot: string, market = 'vn') => {
    const res = await world.as[who].get(`/api/lots/${lot}/compliance?market=${market}`);
    expect(res.status, res.text).to.equal(200);
    return res.body as Answer;
  };
  const rowOf = ({ sources }: Answer, id: string) => sources.flatMap(({ rows }) => rows).find((row) => row.id === id);

  it('tells source by source what is there, what is missing, who must add it and where', async () => {
    const answer = await check('hoa', starch);
    const [circular] = answer.sources;
    expect(circular).to.include({ id: 'circular-02-2024', complete: 6, asked: 9, readIn: 'part' });
    expect(rowOf(answer, 'c02-maker-name')).to.deep.include({ state: 'there', missing: [] });
    const image = rowOf(answer, 'c02-product-image');
    const form = `/products/${hoa.product._id}/edit`;
    expect(image?.missing[0]).to.deep.include({ part: 'image', by: { role: 'producer', form } });
    expect((await world.as.hoa.get(form)).status).to.equal(200);
    const party = rowOf(answer, 'd37-party');
    expect(party?.missing.find(({ part }) => part === 'tax-number')?.by).to.deep.equal({ role: 'admin', form: null });
    const office = rowOf(await check('an', starch), 'd37-party');
    expect(office?.missing.map(({ by }) => by.form)).to.include('/organizations/org-hoa/edit');
  });

  it('names the document of an FSMA event in the language of the page', async () => {
    const words = { vi: 'bản ghi trong cơ sở dữ liệu', en: 'Database record', zh: '数据库记录' };
    for (const [lang, said] of Object.entries(words)) {
      const { text } = await world.as.hoa.get(`/lots/${roots}/compliance?market=us&lang=${lang}`);
      expect(text, lang).to.include(said);
      if (lang !== 'en') expect(text).not.to.include(words.en);
    }
  });

  it('changes with what is added', async () => {
    const { names, uom, gtin } = hoa.product;
    const changed = await world.as.hoa.put(`/api/products/${hoa.product._id}`, {
      names,
      uom,
      gtin,
      standards: 'TCVN 1',
    });
    expect(changed.status, changed.text).to.equal(200);
    expect(rowOf(await check('hoa', starch), 'c02-standards')?.state).to.equal('there');
  });

  for (const [market, sources] of [
    ['vn', ['circular-02-2024', 'decree-37-2026', 'decision-148-2023', 'decree-43-2017', 'growing-area']],
    ['us', ['growing-area', 'fsma-204']],
    ['eu', ['growing-area', 'regulation-178-2002', 'regulation-2023-1115']],
    ['cn', ['growing-area', 'gacc-280']],
  ] as const) {
    it(`asks for ${market} what its sources ask`, async () => {
      const answer = await check('minh', noodles, market);
      expect(answer.sources.map(({ id }) => id)).to.deep.equal(sources);
    });
  }

  it("tells a producer of others' ancestors only whether something is there", async () => {
    for (const market of ['vn', 'us', 'eu', 'cn']) {
      const [mine, all] = await Promise.all([check('binh', noodles, market), check('minh', noodles, market)]);
      const counts = ({ sources }: Answer) => sources.map(({ complete, asked }) => [complete, asked]);
      expect(counts(mine), market).to.deep.equal(counts(all));
      const secrets = ['Đồi Bí Mật', 'VN-CB-0001', roots.split('/').at(-1) ?? '', hoa.product._id];
      for (const secret of secrets) expect(JSON.stringify(mine), `${market} ${secret}`).to.not.include(secret);
      if (market === 'eu') expect(JSON.stringify(all)).to.include('Đồi Bí Mật');
    }
    const plot = rowOf(await check('binh', noodles, 'eu'), 'eudr-plot');
    expect(plot).to.deep.include({ state: 'missing', present: [] });
    expect(plot?.missing[0]).to.deep.include({ part: 'plot', by: { role: 'producer', form: null } });
    const page = await (await world.as.binh.browser()).get(`/lots/${noodles}/compliance?market=eu`);
    expect(page.text).to.not.match(/Đồi Bí Mật|VN-CB-0001/);
  });

  it('hides the lot from who had no part in it, as if it did not exist', async () => {
    const absent = await world.as.binh.get(`/api/lots/${hoa.product.key}/10/NOWHERE/compliance`);
    for (const end of ['compliance', 'exports/fsma.xlsx', 'exports/events.csv', 'exports/gdst.jsonld']) {
      expect((await world.as.binh.get(`/lots/${roots}/${end}`)).status, end).to.equal(404);
      expect((await world.stranger.get(`/lots/${roots}/${end}`)).status, end).to.not.equal(200);
    }
    const foreign = await world.as.binh.get(`/api/lots/${roots}/compliance`);
    expect([foreign.status, foreign.body]).to.deep.equal([404, absent.body]);
  });

  it('refuses a market and a name that it does not know', async () => {
    for (const query of ['market=xx', 'market=', 'bogus=1', 'market=us&market=eu']) {
      expect((await world.as.minh.get(`/api/lots/${starch}/compliance?${query}`)).status, query).to.equal(400);
    }
    expect((await world.as.minh.get(`/lots/${starch}/exports/events.csv?direction=up`)).status).to.equal(400);
  });

  it('has a page in three languages, which the page of the lot leads to', async () => {
    const browser = await world.as.hoa.browser();
    expect((await browser.get(`/lots/${starch}`)).text).to.include(`/lots/${starch}/compliance"`);
    const pages = await Promise.all(
      ['vi', 'en', 'zh'].map((lang) => browser.get(`/lots/${starch}/compliance?market=us&lang=${lang}`)),
    );
    const words = ['Danh mục truy xuất', 'Food Traceability List', '食品追溯清单'];
    pages.forEach(({ status, text }, index) => {
      expect(status).to.equal(200);
      expect(text).to.include(words[index] ?? '');
      expect(text).to.not.match(/compliance\.[a-z]/);
      expect(text).to.include('aria-current="page"').and.to.include('/exports/fsma.xlsx?direction=back');
    });
    expect(pages[0]?.text).to.include(`href="/organizations/org-hoa/edit"`);
  });
});
