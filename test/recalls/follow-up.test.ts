import { expect } from 'chai';
import { RecallEntries } from '../../src/recalls/recall.model.js';
import { spreadGoods, startRecall, type Goods } from '../support/recalls.js';
import { openWorkshop, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('following a recall', () => {
  let world: World;
  let hoa: Workshop;
  let goods: Goods;
  let id: string;
  before(async () => {
    world = await startWorld();
    const binh = await openWorkshop(world, 'binh', 'Bún khô');
    hoa = await openWorkshop(world, 'hoa');
    goods = await spreadGoods(hoa, binh);
    id = await startRecall(world, goods.root);
  });
  after(() => world.stop());

  const tell = (who: 'hoa' | 'binh', row: object, more = {}) =>
    world.as[who].post(`/api/recalls/${id}/reports`, { lots: [{ lot: goods.made, ...row }], ...more });

  it('is told to each holder in the menu and on the first page, until it is acknowledged', async () => {
    const browser = await world.as.binh.browser();
    const before = await browser.get('/work');
    expect(before.text).to.include(`/recalls/${id}`).and.to.include('Cần xác nhận');
    const page = await browser.get(`/recalls/${id}`);
    expect([page.status, page.text.includes('13\u00a0kg')]).to.deep.equal([200, true]);
    const code = (path: string) => path.split('/').at(-1) ?? '';
    expect(page.text).to.include(code(goods.made)).and.not.to.include(code(goods.root)); // no part of that one
    const sent = await browser.post(`/recalls/${id}/acknowledgements`);
    expect([sent.status, sent.headers.location]).to.deep.equal([303, `/recalls/${id}`]);
    expect((await browser.get('/work')).text).not.to.include(`/recalls/${id}`);
    expect((await browser.get('/recalls')).text).to.include(`/recalls/${id}`);
    expect((await browser.post(`/recalls/${id}/acknowledgements`)).status).to.equal(303); // once more changes nothing
    expect(await RecallEntries.countDocuments({ recall: id })).to.equal(1);
    const { organizations } = (await world.as.minh.get(`/api/recalls/${id}`)).body as { organizations: Answer[] };
    const said = organizations.map(({ id, acknowledgedAt }) => [id, acknowledgedAt !== null]);
    expect(said).to.deep.equal([
      ['org-binh', true],
      ['org-hoa', false],
    ]);
  });

  it('takes what a holder recovered of each lot, never more than it had', async () => {
    const entries = await RecallEntries.countDocuments({ recall: id });
    const much = await tell('binh', { kept: 10, returned: 3.5 });
    expect([much.status, much.body.code]).to.deep.equal([409, 'more-than-had']);
    expect(much.body.detail).to.include('13 kg').and.to.include('0,5 kg');
    for (const row of [{ kept: -1 }, { kept: 'x' }, { kept: 1.0005 }])
      expect((await tell('binh', row)).status).to.equal(400);
    expect(
      (await world.as.binh.post(`/api/recalls/${id}/reports`, { lots: [{ lot: goods.root, kept: 1 }] })).status,
    ).to.equal(404);
    expect(await RecallEntries.countDocuments({ recall: id })).to.equal(entries);
    expect((await tell('binh', { kept: 6, destroyed: 1 })).status).to.equal(200);
    expect((await tell('binh', { kept: 10, returned: 3 }, { note: 'Đã gom đủ' })).status).to.equal(200); // in all until now
    expect((await tell('hoa', { kept: 5 })).status).to.equal(200);
    const { effect, acknowledged } = (await world.as.minh.get(`/api/recalls/${id}`)).body;
    expect(acknowledged).to.equal(2); // who reports knows of it
    const kilos = (quantity: number) => [{ quantity, uom: 'KGM' }];
    expect(effect).to.deep.equal({
      toFind: kilos(99 + 5 + 2 + 6 + 3 + 4),
      kept: kilos(15),
      destroyed: [],
      returned: kilos(3),
    });
    const page = await (await world.as.minh.browser()).get(`/recalls/${id}`);
    expect(page.text).to.include('15 %<').and.to.include('Đã gom đủ').and.to.include('2 / 2');
  });

  it('works by its form, which comes back with what was typed', async () => {
    const browser = await world.as.hoa.browser();
    const page = await browser.get(`/recalls/${id}`);
    expect(page.text).to.include(`name="lots.1.kept"`).and.to.include('value="5"');
    const row = { 'lots.0.lot': goods.made, 'lots.0.kept': '100' };
    const faulty = await browser.post(`/recalls/${id}/reports`, row);
    expect(faulty.status).to.equal(409);
    expect(faulty.text).to.include('id="error-lots.0.kept"').and.to.include('value="100"');
    expect((await browser.post(`/recalls/${id}/reports`, { ...row, 'lots.0.kept': '7,5' })).status).to.equal(409);
    expect((await browser.post(`/recalls/${id}/reports`, { ...row, 'lots.0.kept': '6,5' })).status).to.equal(303);
  });

  it('does not exist for others, and nobody answers in another role', async () => {
    const other = await hoa.harvest();
    const unseen = await startRecall(world, other);
    const browser = await world.as.binh.browser();
    expect((await browser.get(`/recalls/${unseen}`)).status).to.equal(404);
    expect((await world.as.binh.get(`/api/recalls/${unseen}`)).status).to.equal(404);
    expect((await world.as.binh.post(`/api/recalls/${unseen}/acknowledgements`)).status).to.equal(404);
    expect((await browser.get('/recalls')).text).not.to.include(unseen);
    expect((await world.as.binh.get(`/api/recalls/${id}`)).body.roots).to.deep.equal([]);
    expect((await world.as.minh.post(`/api/recalls/${id}/acknowledgements`)).status).to.equal(403);
    expect((await world.as.hoa.post(`/api/recalls/${id}/closures`, { note: 'Xong' })).status).to.equal(403);
    expect((await world.as.an.post(`/api/recalls/${id}/liftings`, { note: 'Nhầm' })).status).to.equal(403);
    expect((await world.stranger.get(`/api/recalls/${id}`)).status).to.equal(401);
    expect((await world.as.an.get(`/api/recalls/${id}`)).status).to.equal(200);
    expect((await browser.get(`/recalls/${id}/contacts.xlsx`)).status).to.equal(403);
  });

  it('is closed once, with words, and takes no more answers; the lots stay recalled', async () => {
    const blank = await world.as.minh.post(`/api/recalls/${id}/closures`, {});
    expect([blank.status, blank.body.errors[0].field]).to.deep.equal([400, 'note']);
    const closures = [1, 2].map(() => world.as.minh.post(`/api/recalls/${id}/closures`, { note: 'Thu đủ' }));
    const statuses = (await Promise.all(closures)).map(({ status }) => status).sort();
    expect(statuses).to.deep.equal([200, 409]);
    expect((await tell('binh', { kept: 1 })).body.code).to.equal('wrong-state');
    expect((await world.as.hoa.post(`/api/recalls/${id}/acknowledgements`)).body.code).to.equal('wrong-state');
    const page = await (await world.as.minh.browser()).get(`/recalls/${id}`);
    expect(page.text).to.include('Đã kết thúc').and.to.include('Thu đủ').and.not.to.include('/closures/new');
    expect((await world.stranger.get(`/${goods.made}`)).text).to.include('data-verdict="recalled"');
  });
});

interface Answer {
  id: string;
  acknowledgedAt: string | null;
}
