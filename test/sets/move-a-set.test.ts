import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { compareLots } from '../../src/events/rebuild.service.js';
import { compareSets } from '../../src/events/rebuild-sets.js';
import { Lots } from '../../src/lots/lot.model.js';
import { Sets, type PackedSet } from '../../src/lots/set.model.js';
import { newSetSale, sellSet } from '../../src/sets/move.service.js';
import { buildFacility } from '../support/builders.js';
import { laterTime, refuse } from '../support/chain.js';
import { buildShelf, move, type Shelf } from '../support/sets.js';
import { startWorld, type World } from '../support/world.js';

describe('moving a set', () => {
  let world: World;
  let shelf: Shelf;
  let here: { at: string; eventTime: string };
  before(async () => {
    world = await startWorld();
    shelf = await buildShelf(world);
    here = { at: shelf.tea.chain.facility._id, eventTime: laterTime };
  });
  after(() => world.stop());

  const stateOf = async (set: string) => (await world.as.minh.get(`/api/sets/${set}`)).body as Record<string, unknown>;
  const inSets = async (lot: string) => (await Lots.findById(lot).lean())?.inSets;
  const hold = (lot: string) => world.as.minh.post(`/api/lots/${lot}/holds`, { reason: 'Chờ kết quả' }).expect(201);

  it('sells its contents in one event that names the set, once', async () => {
    const { tea, noodles, pack } = await buildShelf(world);
    const set = await pack();
    const res = await move(world, 'hoa', `${set}/sales`, { ...here, channel: 'gift-set' });
    expect(await world.lot(tea.lot)).to.include({ onHand: 19, sold: 1 });
    expect(await world.lot(noodles.lot)).to.include({ onHand: 18, sold: 2 });
    expect(await inSets(tea.lot)).to.deep.equal([]);
    const event = (await Events.findById((res.body as { eventID: string }).eventID).lean())?.event;
    expect(event).to.include({ bizStep: 'retail_selling', 'nguon:channel': 'gift-set' });
    expect(event?.epcList?.[0]).to.match(new RegExp(`/${set}$`));
    expect(event?.quantityList).to.have.length(2);
    expect(await stateOf(set)).to.include({ state: 'sold' });
    const correction = { event: (res.body as { eventID: string }).eventID, note: 'Nhầm' };
    expect((await refuse(world, 'hoa', '/corrections', correction)).code).to.equal('not-correctable');
    for (const step of ['sales', 'unpackings']) {
      const { status, code } = await refuse(world, 'hoa', `/sets/${set}/${step}`, here);
      expect([status, code], step).to.deep.equal([409, 'wrong-state']);
    }
  });

  it('knows a request that comes again, although the set is sold by then', async () => {
    const { pack } = await buildShelf(world);
    const path = await pack();
    const by = world.by('hoa');
    const input = newSetSale.parse(here);
    const sell = async () => sellSet((await Sets.findById(path).lean()) as PackedSet, input, by);
    const first = await sell();
    expect(await sell()).to.deep.equal(first);
  });

  it('gives the goods back when it is taken apart, also when one of them is held', async () => {
    const { tea, pack } = await buildShelf(world);
    const set = await pack();
    await hold(tea.lot);
    await move(world, 'hoa', `${set}/unpackings`, here);
    expect(await inSets(tea.lot)).to.deep.equal([]);
    expect(await world.lot(tea.lot)).to.include({ onHand: 20 });
    expect(await stateOf(set)).to.include({ state: 'unpacked' });
  });

  it('keeps the whole set where it is when one of its lots is held or recalled', async () => {
    const { noodles, pack } = await buildShelf(world);
    const set = await pack();
    await hold(noodles.lot);
    const held = await refuse(world, 'hoa', `/sets/${set}/sales`, here);
    expect([held.status, held.code]).to.deep.equal([409, 'lot-held']);
    await world.as.minh.post(`/api/lots/${noodles.lot}/recalls`, { reason: 'Mốc' }).expect(201);
    const shipment = { from: here.at, to: 'org-binh', eventTime: laterTime };
    expect((await refuse(world, 'hoa', `/sets/${set}/shipments`, shipment)).code).to.equal('lot-recalled');
    const page = await (await world.as.hoa.browser()).get(`/sets/${set}`);
    expect(page.text).to.include('Thu hồi').and.include('Dỡ bộ').and.not.include('Bán cả bộ');
  });

  it('travels closed: shipped, received and sold by another one, and by nobody else', async () => {
    const { tea, pack } = await buildShelf(world);
    const set = await pack();
    const there = (await buildFacility(world.by('binh')))._id;
    const stranger = await refuse(world, 'binh', `/sets/${set}/sales`, { ...here, at: there });
    expect([stranger.status, stranger.code]).to.deep.equal([404, 'not-found']);
    const sent = await move(world, 'hoa', `${set}/shipments`, { from: here.at, to: 'org-binh' });
    expect((sent.body as { shipment: string }).shipment).to.include('/shipments/');
    expect(await stateOf(set)).to.include({ state: 'shipped', shippedTo: 'org-binh' });
    expect(await world.lot(tea.lot)).to.include({ onHand: 19, inTransit: 1 });
    expect((await refuse(world, 'hoa', `/sets/${set}/receipts`, here)).code).to.equal('not-sent');
    await move(world, 'binh', `${set}/receipts`, { at: there });
    expect(await inSets(tea.lot)).to.deep.equal([{ set, organization: 'org-binh', quantity: 1000 }]);
    expect(await stateOf(set)).to.include({ state: 'packed', holder: 'org-binh', organization: 'org-hoa' });
    expect((await refuse(world, 'hoa', `/sets/${set}/sales`, here)).status).to.equal(409);
    const loose = { lot: tea.lot, quantity: 1, at: there, eventTime: laterTime };
    expect((await refuse(world, 'binh', '/sales', loose)).codes).to.deep.equal({ quantity: 'packed-in-sets' });
    await move(world, 'binh', `${set}/sales`, { at: there });
    expect(await world.lot(tea.lot)).to.include({ onHand: 19, inTransit: 0, sold: 1 });
    expect((await compareLots()).differences).to.deep.equal([]);
    expect((await compareSets()).differences).to.deep.equal([]);
  });

  it('sells a set once, however many ask at once', async () => {
    const { pack } = await buildShelf(world);
    const set = await pack();
    const answers = await Promise.all([1, 2, 3].map(() => world.as.hoa.post(`/api/sets/${set}/sales`, here)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409]);
  });

  it('works by its forms', async () => {
    const browser = await world.as.hoa.browser();
    for (const [step, place] of Object.entries({ sales: 'at', unpackings: 'at', shipments: 'from' })) {
      const set = await shelf.pack({ parts: [{ lot: shelf.tea.lot, quantity: 1 }] });
      const page = await browser.get(`/sets/${set}/${step}/new`);
      expect(page.status, page.text).to.equal(200);
      const blank = await browser.post(`/sets/${set}/${step}`, {});
      expect(blank.status).to.equal(400);
      expect(blank.text).to.include(`id="error-${place}"`);
      const fields = { [place]: here.at, to: 'org-binh', eventTime: '2026-10-03T09:00' };
      const known = Object.fromEntries(
        Object.entries(fields).filter(([name]) => name !== 'to' || step === 'shipments'),
      );
      const sent = await browser.post(`/sets/${set}/${step}`, known);
      expect([sent.status, sent.headers.location], sent.text).to.deep.equal([303, `/sets/${set}`]);
      expect((await browser.get(`/sets/${set}`)).status).to.equal(200);
    }
  });

  it("hides another's set as if it did not exist", async () => {
    const set = await shelf.pack({ parts: [{ lot: shelf.tea.lot, quantity: 1 }] });
    const absent = `c/${'0'.repeat(24)}`;
    for (const below of ['', '/label.pdf', '/label.svg', '/sales/new']) {
      const [theirs, none] = await Promise.all([set, absent].map((path) => world.as.binh.get(`/sets/${path}${below}`)));
      expect(theirs?.status, below).to.equal(404);
      expect(theirs?.type, below).to.equal(none?.type);
    }
    expect((await world.as.binh.get(`/api/sets/${set}`)).status).to.equal(404);
    expect((await world.as.binh.get('/api/sets')).text).not.to.include(set);
    expect((await world.as.minh.get(`/api/sets/${set}`)).status).to.equal(200);
    expect((await world.stranger.get(`/api/sets/${set}`)).status).to.equal(401);
  });
});
