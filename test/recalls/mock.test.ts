import { expect } from 'chai';
import { Lots } from '../../src/lots/lot.model.js';
import { spreadGoods, type Goods } from '../support/recalls.js';
import { openWorkshop, outcome, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('a mock recall', () => {
  let world: World;
  let hoa: Workshop;
  let goods: Goods;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
    goods = await spreadGoods(hoa, await openWorkshop(world, 'binh', 'Bún khô'));
  });
  after(() => world.stop());

  const start = async (more = {}) => {
    const body = { lots: [goods.root], reason: 'Diễn tập quý IV', ...more };
    const res = await world.as.minh.post('/api/mock-recalls', body);
    expect(res.status, res.text).to.equal(201);
    return (res.body as { id: string }).id;
  };

  it('marks nothing, shows nothing and records no event', async () => {
    const events = await world.countEvents();
    const id = await start();
    expect(await world.countEvents()).to.equal(events);
    expect(await Lots.countDocuments({ recalledBy: null })).to.equal(2);
    expect((await world.stranger.get(`/${goods.made}`)).text).not.to.include('data-verdict="recalled"');
    expect(await outcome(hoa.sell(goods.made))).to.equal('done');
    expect((await world.as.hoa.get(`/api/recalls/${id}`)).status).to.equal(404); // nobody is asked
    expect((await (await world.as.hoa.browser()).get('/work')).text).not.to.include(id);
    expect((await world.as.minh.post(`/api/recalls/${id}/liftings`, { note: 'x' })).body.code).to.equal('wrong-state');
  });

  it('is timed from its start to the list, the answers and the end', async () => {
    const browser = await world.as.minh.browser();
    const sent = await browser.post('/mock-recalls', { lots: goods.root, reason: 'Diễn tập', asksHolders: 'on' });
    expect(sent.status, sent.text).to.equal(303);
    const path = sent.headers.location ?? '';
    expect((await (await world.as.binh.browser()).get(path)).text).to.include('Đây là diễn tập');
    for (const who of ['hoa', 'binh'] as const) {
      expect((await world.as[who].post(`/api${path}/acknowledgements`)).status).to.equal(200);
    }
    await world.as.binh.post(`/api${path}/reports`, { lots: [{ lot: goods.made, kept: 13 }] });
    await world.as.minh.post(`/api${path}/closures`, { note: 'Đạt yêu cầu' });
    const page = await browser.get(path);
    for (const text of ['Báo cáo diễn tập', '2 / 2', '100 %<', 'Đạt yêu cầu', 'Diễn tập thu hồi lô']) {
      expect(page.text, text).to.include(text);
    }
    expect(page.text.match(/\d+ giây/g)).to.have.length(4); // list, first answer, all answers, end
    expect((await browser.get('/recalls')).text).to.include('Diễn tập · Đã kết thúc');
  });

  it('needs lots that are there, and words', async () => {
    const blank = await (await world.as.minh.browser()).post('/mock-recalls', { lots: goods.root });
    expect(blank.status).to.equal(400);
    expect(blank.text).to.include('id="error-reason"').and.to.include('name="asksHolders"');
    const unknown = await world.as.minh.post('/api/mock-recalls', { lots: ['p/NONE/10/X'], reason: 'x' });
    expect(unknown.status).to.equal(404);
    expect((await world.as.hoa.post('/api/mock-recalls', { lots: [goods.root], reason: 'x' })).status).to.equal(403);
  });
});
