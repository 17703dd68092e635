import { expect } from 'chai';
import { compareLots } from '../../src/events/rebuild.service.js';
import { buildBlanks, type Blanks } from '../support/blanks.js';
import { refuse } from '../support/chain.js';
import { buildPackedLot, issueLabels, open, verdictOf, type IssuedLabel } from '../support/labelled.js';
import { holding } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';
import { countScans, scansOf } from '../support/scans.js';

describe('blank labels', () => {
  let world: World;
  let packed: Blanks['packed'];
  let blanks: Blanks['blanks'];
  let address: Blanks['address'];
  let bindings: Blanks['bindings'];
  let list: Blanks['list'];
  let bind: Blanks['bind'];
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    ({ packed, blanks, address, bindings, list, bind } = await buildBlanks(world));
  });
  after(() => world.stop());

  const runs = async () => (await world.as.hoa.get(`/api/lots/${packed.lot}/labels/runs`)).body;
  const page = (index: number, kind: 'full' | 'compact' = 'full') => open(world, blanks[index]?.[kind] ?? '');

  it('have links of product and serial, and say that they are not in use yet', async () => {
    for (const { serial, compact } of blanks) {
      expect(compact).to.equal(`http://nguon.test/${packed.product.key}/21/${serial}`);
    }
    for (const [kind, language, word] of [
      ['full', 'vi', 'Tem chưa dùng'],
      ['compact', 'en', 'Label not in use yet'],
      ['full', 'zh', '标签尚未启用'],
    ] as const) {
      const res = await open(world, blanks[3]?.[kind] ?? '', language);
      expect([res.status, verdictOf(res)]).to.deep.equal([200, 'unused']);
      expect(res.text).to.include(`<h1>${word}</h1>`).and.not.include(packed.code);
    }
    const label = `${packed.product.key}/21/${blanks[3]?.serial}`;
    expect(await countScans({ label, verdict: 'unused' })).to.equal(3);
  });

  it('belong to a lot after they are bound in one event, and open its page', async () => {
    await issueLabels(world, packed.lot, 2);
    const events = await world.countEvents();
    await bind(3, 6);
    expect(await world.countEvents()).to.equal(events + 1);
    for (const index of [2, 5]) {
      for (const kind of ['full', 'compact'] as const) {
        const res = await page(index, kind);
        expect([res.status, verdictOf(res)]).to.deep.equal([200, 'genuine']);
        expect(res.text).to.include(packed.code).and.include('Đóng gói');
      }
    }
    for (const index of [1, 6]) expect(verdictOf(await page(index))).to.equal('unused');
    expect((await list()).map(({ lot }: { lot: string | null }) => lot === packed.lot)).to.deep.equal(
      [0, 0, 1, 1, 1, 1, 0, 0, 0, 0].map(Boolean),
    );
    expect((await runs()).total).to.include({ total: 6, printed: 4, issued: 2, reprints: 0 });
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('live on as labels of the lot, by their numbers there or their serials', async () => {
    await issueLabels(world, packed.lot, 2);
    await bind(3, 6);
    const { body } = await world.as.hoa.get(`/api/lots/${packed.lot}/labels?from=2`);
    expect(body.items.map(({ full }: IssuedLabel) => full)).to.deep.equal(blanks.slice(2, 6).map(({ full }) => full));
    const voids = `/api/lots/${packed.lot}/labels/voids`;
    const res = await world.as.hoa.post(voids, { first: blanks[4]?.serial, reason: 'Rách' });
    expect(res.body).to.include({ from: 4, count: 1 });
    expect(verdictOf(await page(4))).to.equal('void');
    expect(verdictOf(await page(3))).to.equal('genuine');
    const sheet = await world.as.hoa.get(`/lots/${packed.lot}/labels/sheet.pdf?template=L7160&from=2`);
    expect([sheet.status, sheet.type]).to.deep.equal([200, 'application/pdf']);
    await world.as.minh.post(`/api/lots/${packed.lot}/recalls`, { reason: 'Thử' });
    expect(verdictOf(await page(3))).to.equal('recalled');
  });

  it('are not genuine after any change, under a lot or for another product', async () => {
    const [first] = blanks;
    const { serial = '', full = '', compact = '' } = first ?? {};
    const other = await buildPackedLot(world);
    await bind(1, 1);
    const changed = serial.slice(0, -1) + (serial.endsWith('0') ? '1' : '0');
    for (const link of [
      `/${packed.product.key}/21/${changed}`,
      `/${packed.lot}/21/${serial}`,
      `/${other.product.key}/21/${serial}`,
      `${compact}?s=0${'A'.repeat(86)}`,
      `${full}&s=x`,
    ]) {
      const res = await open(world, link);
      expect([res.status, verdictOf(res)], link).to.deep.equal([404, 'not-genuine']);
    }
    expect(verdictOf(await page(0))).to.equal('genuine');
  });

  it('are bound once, of those that were issued, and to a packed lot that is free', async () => {
    await bind(1, 4);
    const refused = (body: object) => refuse(world, 'hoa', bindings, body);
    expect((await refused({ first: 4, last: 6 })).codes).to.deep.equal({ first: 'blank-bound' });
    expect((await refused({ first: 11, last: 12 })).codes).to.deep.equal({
      first: 'label-not-issued',
      last: 'label-not-issued',
    });
    expect((await refused({ first: 6, last: 5 })).codes).to.deep.equal({ last: 'bad-range' });
    expect((await refused({ first: 'x' })).codes).to.deep.equal({ first: 'not-a-label' });
    const bulk = `/lots/${packed.chain.lot}/labels/bindings`;
    expect((await refuse(world, 'hoa', bulk, { first: 5 })).status).to.equal(409);
    await holding(world, packed.lot, 'unavailable');
    expect((await refused({ first: 5 })).code).to.equal('lot-held');
    expect((await list()).filter(({ lot }: { lot: string | null }) => lot)).to.have.length(4);
  });

  it('take what their reader tells after they are bound, and nothing before', async () => {
    const tell = () => {
      const link = (blanks[0]?.full ?? '').replace('http://nguon.test', '');
      return world.stranger.post(`/tell${link}`).type('form').send({ province: '04' });
    };
    expect((await tell()).status).to.equal(404);
    await bind(1, 1);
    await page(0);
    expect((await tell()).text).to.include('Cao Bằng');
    const label = `${packed.lot}/21/${blanks[0]?.serial}`;
    expect((await scansOf({ label })).map(({ province }) => province)).to.deep.equal(['04']);
  });

  it('go to one of two who bind them at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => world.as.hoa.post(`/api${bindings}`, { first: 1, last: 5 })),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409]);
    const issued = await Promise.all(
      Array.from({ length: 3 }, () => world.as.hoa.post(`/api${address}`, { count: 2 })),
    );
    expect(issued.map(({ status }) => status)).to.deep.equal([201, 201, 201]);
    const serials = (await list()).map(({ serial }: IssuedLabel) => serial);
    expect([serials.length, new Set(serials).size]).to.deep.equal([16, 16]);
    expect((await runs()).total.total).to.equal(5);
  });

  it('are the maker’s, of a product that is sold in pieces', async () => {
    expect((await refuse(world, 'binh', address, { count: 1 })).status).to.equal(404);
    expect((await refuse(world, 'minh', address, { count: 1 })).status).to.equal(403);
    expect((await refuse(world, 'binh', bindings, { first: 1 })).status).to.equal(404);
    for (const path of [address, `/api${address}`, `${address}/sheet.pdf?template=L7160&from=0`]) {
      expect((await world.as.binh.get(path)).status, path).to.equal(404);
    }
    const bulk = `/products/${packed.chain.root._id}/blank-labels`;
    expect((await refuse(world, 'hoa', bulk, { count: 1 })).code).to.equal('no-net-content');
    expect((await refuse(world, 'hoa', address, { count: 0 })).codes).to.have.keys('count');
    expect((await refuse(world, 'hoa', address, { count: 100_000_000 })).status).to.equal(400);
  });

  it('are issued, printed and bound by form', async () => {
    const browser = await world.as.hoa.browser();
    expect((await browser.get(`/products/${packed.product._id}`)).text).to.include(`href="${address}"`);
    expect((await browser.post(address, { count: '5' })).get('Location')).to.equal(address);
    const form = await browser.get(address);
    expect(form.text).to.include('Tem 11–15').and.include('Đã tạo 15 tem, còn 15 tem chưa gắn với lô.');
    const sheet = await browser.get(`${address}/sheet.pdf?template=L7160&from=10`);
    expect([sheet.status, sheet.type]).to.deep.equal([200, 'application/pdf']);
    expect((await browser.get(`${address}/sheet.pdf?template=L7160&from=15`)).status).to.equal(404);
    const labels = `/lots/${packed.lot}/labels`;
    expect((await browser.get(labels)).text).to.include(`href="${bindings}/new"`);
    const wrong = await browser.post(bindings, { first: '14', last: '99' });
    expect(wrong.text)
      .to.include('id="error-last"')
      .and.match(/name="first"[^>]*value="14"/);
    expect((await browser.post(bindings, { first: '14', last: '15' })).get('Location')).to.equal(`${labels}#runs`);
    expect((await browser.get(labels)).text).to.include('Cộng lại: 0 + 2 + 0 + 0 + 0 = 2');
  });
});
