/** Recalls that another system tells by an EPCIS event are followed as those that begin here. */
import { expect } from 'chai';
import { compareLots } from '../../src/events/rebuild.service.js';
import { AnnouncedRecalls } from '../../src/lots/announced.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { finishLeft } from '../../src/recalls/keeper.js';
import { RecallParts, Recalls } from '../../src/recalls/recall.model.js';
import { documentOf } from '../support/epcis.js';
import { about } from '../support/epcis-lots.js';
import { spreadGoods, type Goods } from '../support/recalls.js';
import { openWorkshop, outcome, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('a recall that another system tells', () => {
  let world: World;
  let hoa: Workshop;
  let binh: Workshop;
  let goods: Goods;
  before(async () => {
    world = await startWorld();
    binh = await openWorkshop(world, 'binh', 'Bún khô');
    hoa = await openWorkshop(world, 'hoa');
  });
  beforeEach(async () => {
    goods = await spreadGoods(hoa, binh);
  });
  after(() => world.stop());

  const recalling = (lot: string, more: object = {}) =>
    about(lot, 1, { bizStep: 'holding', disposition: 'recalled', 'nguon:note': 'Mẫu thử có nấm mốc', ...more });
  const capture = async (...events: object[]) => {
    const res = await world.as.minh.post('/epcis/capture', documentOf(events));
    expect(res.status, res.text).to.equal(202);
    expect(res.body.success, res.text).to.equal(true);
  };
  const eventOf = async (lot: string) => (await Lots.findById(lot).lean())?.recalledBy ?? '';
  const recallNamed = async (lot: string) => {
    const { items } = (await world.as.minh.get('/api/recalls')).body as { items: { id: string; roots: string[] }[] };
    const mine = items.filter(({ roots }) => roots.includes(lot));
    expect(mine).to.have.lengthOf(1);
    return mine[0]?.id ?? '';
  };

  it('concerns what was made of the lot too, and is answered and closed as any other', async () => {
    await capture(recalling(goods.root));
    for (const lot of [goods.root, goods.made]) {
      expect(await eventOf(lot)).to.be.a('string');
      expect((await world.stranger.get(`/${lot}`)).text).to.include('data-verdict="recalled"');
    }
    expect(await outcome(hoa.sell(goods.made))).to.equal('lot-recalled');
    const id = await recallNamed(goods.root);
    expect(await AnnouncedRecalls.countDocuments()).to.equal(0);
    expect((await (await world.as.binh.browser()).get('/work')).text).to.include(`/recalls/${id}`);
    expect((await world.as.binh.post(`/api/recalls/${id}/acknowledgements`)).status).to.equal(200);
    const told = { lots: [{ lot: goods.made, kept: 6.5 }] };
    expect((await world.as.binh.post(`/api/recalls/${id}/reports`, told)).status).to.equal(200);
    const { body } = await world.as.minh.get(`/api/recalls/${id}`);
    expect(body).to.deep.include({ state: 'open', reason: 'Mẫu thử có nấm mốc', lots: 2, holders: 2, acknowledged: 1 });
    expect(body.effect.kept).to.deep.equal([{ quantity: 6.5, uom: 'KGM' }]);
    const browser = await world.as.minh.browser();
    expect((await browser.get(`/lots/${goods.root}/recalls/new`)).headers.location).to.equal(`/recalls/${id}`);
    expect((await world.as.minh.post(`/api/recalls/${id}/closures`, { note: 'Thu đủ' })).status).to.equal(200);
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('is one recall however often it is sent, and says so where no reason came along', async () => {
    const event = recalling(goods.root, { 'nguon:note': undefined, eventID: `urn:uuid:${crypto.randomUUID()}` });
    await Promise.all([capture(event), capture(event), capture(event)]);
    await finishLeft(new Date());
    const id = await recallNamed(goods.root);
    expect(await RecallParts.countDocuments({ recall: id, eventID: null })).to.equal(0);
    const page = await (await world.as.minh.browser()).get(`/recalls/${id}`);
    expect(page.text).to.include('không nêu lý do');
  });

  it('is followed by a keeper where the process died behind its event', async () => {
    await capture(recalling(goods.root));
    const id = await recallNamed(goods.root);
    const recall = await Recalls.findById(id).lean();
    const announced = { _id: id, roots: [goods.root], eventID: recall?.received ?? '' };
    await Promise.all([Recalls.deleteOne({ _id: id }), RecallParts.deleteMany({ recall: id })]);
    await AnnouncedRecalls.create(announced);
    await finishLeft(new Date());
    expect(await recallNamed(goods.root)).to.equal(id);
    const again = await Recalls.findById(id).lean();
    expect([again?.lots, again?.startedBy, again?.markedAt instanceof Date]).to.deep.equal([
      2,
      recall?.startedBy,
      true,
    ]);
  });

  it('is lifted as a whole: by its page, or where its system declares the event an error', async () => {
    await capture(recalling(goods.root));
    const id = await recallNamed(goods.root);
    const single = { event: await eventOf(goods.root), note: 'Nhầm' };
    expect((await world.as.minh.post('/api/corrections', single)).body.code).to.equal('not-correctable');
    expect((await world.as.minh.post(`/api/recalls/${id}/liftings`, { note: 'Nhầm mẫu' })).status).to.equal(200);
    for (const lot of [goods.root, goods.made]) expect(await eventOf(lot)).to.equal('');

    const other = await spreadGoods(hoa, binh);
    const event = recalling(other.root, { eventID: `urn:uuid:${crypto.randomUUID()}` });
    await capture(event);
    const declaration = { declarationTime: new Date().toISOString(), reason: 'did_not_occur' };
    await capture({ ...event, errorDeclaration: declaration });
    for (const lot of [other.root, other.made]) expect(await eventOf(lot)).to.equal('');
    const { body } = await world.as.minh.get(`/api/recalls/${await recallNamed(other.root)}`);
    expect([body.state, body.lifting.note]).to.deep.equal(['lifted', 'did_not_occur']);
    expect(await outcome(hoa.sell(other.made))).to.equal('done');
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('is none where the lot is not kept here, or the sender is no inspector', async () => {
    const before = await Recalls.countDocuments();
    await capture(recalling('01/04012345123456/10/X1'));
    const res = await world.as.hoa.post('/epcis/events', recalling(goods.root));
    expect(res.status).to.equal(403);
    expect([await Recalls.countDocuments(), await AnnouncedRecalls.countDocuments()]).to.deep.equal([before, 0]);
  });
});
