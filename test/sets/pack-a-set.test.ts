import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { compareLots } from '../../src/events/rebuild.service.js';
import { compareSets, restoreSet } from '../../src/events/rebuild-sets.js';
import { Lots } from '../../src/lots/lot.model.js';
import { Sets } from '../../src/lots/set.model.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { buildChain, laterTime, refuse } from '../support/chain.js';
import { buildShelf, move, type Shelf } from '../support/sets.js';
import { startWorld, type World } from '../support/world.js';

describe('packing a gift set', () => {
  let world: World;
  let shelf: Shelf;
  before(async () => {
    world = await startWorld();
    shelf = await buildShelf(world);
  });
  after(() => world.stop());

  const inSets = async (lot: string) => (await Lots.findById(lot).lean())?.inSets ?? [];
  const sell = (lot: string, quantity: number) =>
    refuse(world, 'hoa', '/sales', { lot, quantity, at: shelf.tea.chain.facility._id, eventTime: laterTime });

  it('is one aggregation with a code of its own; the goods stay on hand, but apart', async () => {
    const { tea, noodles, body } = await buildShelf(world);
    const res = await world.as.hoa.post('/api/sets', body());
    expect(res.status, res.text).to.equal(201);
    expect(res.headers.location).to.equal(`/api/sets/${res.body.set}`);
    expect(res.body.set).to.match(/^c\/[0-9A-HJKMNP-TV-Z]{24}$/);
    const stored = await Events.findById(res.body.eventID).lean();
    expect(stored?.event).to.deep.include({ type: 'AggregationEvent', action: 'ADD', bizStep: 'packing' });
    expect(stored?.event.parentID).to.match(new RegExp(`/${res.body.set}$`));
    expect(stored?.event.childQuantityList?.map(({ quantity, uom }) => [quantity, uom])).to.deep.equal([
      [1, 'H87'],
      [2, 'H87'],
    ]);
    expect(await world.lot(noodles.lot)).to.include({ produced: 20, onHand: 20, sold: 0 });
    expect(await inSets(tea.lot)).to.deep.equal([{ set: res.body.set, organization: 'org-hoa', quantity: 1000 }]);
    const read = await world.as.hoa.get(`/api/sets/${res.body.set}`);
    expect(read.body).to.deep.include({
      state: 'packed',
      holder: 'org-hoa',
      names: { vi: 'Giỏ quà Tết', en: 'New Year box' },
    });
    expect(read.body.contents).to.deep.equal([
      { lot: tea.lot, quantity: 1, uom: 'H87' },
      { lot: noodles.lot, quantity: 2, uom: 'H87' },
    ]);
  });

  it('packs no unit twice and sells none out of a closed set, and says how many are missing', async () => {
    const { tea, noodles, body, pack } = await buildShelf(world);
    const all = { parts: [{ lot: tea.lot, quantity: 15 }] };
    await pack(all);
    const again = await refuse(world, 'hoa', '/sets', body(all));
    expect(again.status).to.equal(409);
    expect(again.codes).to.deep.equal({ 'parts.0.quantity': 'packed-in-sets' });
    expect(again.faults['parts.0.quantity']).to.match(/20.+15.+10/);
    const loose = await sell(tea.lot, 6);
    expect(loose.codes).to.deep.equal({ quantity: 'packed-in-sets' });
    const tooMany = await refuse(world, 'hoa', '/sets', body({ parts: [{ lot: noodles.lot, quantity: 21 }] }));
    expect(tooMany.codes).to.deep.equal({ 'parts.0.quantity': 'insufficient-quantity' });
    await world.as.hoa
      .post('/api/sales', { lot: tea.lot, quantity: 5, at: shelf.tea.chain.facility._id, eventTime: laterTime })
      .expect(201);
    expect(await world.lot(tea.lot)).to.include({ onHand: 15, sold: 5 });
  });

  it('lets one of two win who pack the same units at the same moment', async () => {
    const { tea, body } = await buildShelf(world);
    const all = body({ parts: [{ lot: tea.lot, quantity: 12 }] });
    const answers = await Promise.all([1, 2, 3].map(() => world.as.hoa.post('/api/sets', all)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409]);
    expect((await inSets(tea.lot)).map(({ quantity }) => quantity)).to.deep.equal([12_000]);
  });

  it('gives the same set for the same request', async () => {
    const key = 'a-set-once';
    const first = await world.as.hoa.post('/api/sets', shelf.body(), key);
    const second = await world.as.hoa.post('/api/sets', shelf.body(), key);
    expect(first.status).to.equal(201);
    expect(second.body).to.deep.equal(first.body);
  });

  it('takes a form, and offers another set like it', async () => {
    const browser = await world.as.hoa.browser();
    const { tea, noodles } = await buildShelf(world);
    const page = await browser.get('/sets/new');
    expect(page.text).to.include(`<option value="${tea.lot}"`).and.not.to.include('name="code"');
    const fields = {
      'names.vi': 'Hộp quà',
      'parts.0.lot': tea.lot,
      'parts.0.quantity': '1',
      'parts.1.lot': noodles.lot,
      'parts.1.quantity': '2',
      at: tea.chain.facility._id,
      eventTime: '2026-10-03T09:00',
    };
    const sent = await browser.post('/sets', fields);
    expect(sent.status, sent.text).to.equal(303);
    const set = await browser.get(String(sent.headers.location));
    expect(set.text).to.include('Hộp quà').and.include(tea.code).and.include('Bán cả bộ');
    const like = /href="(\/sets\/new\?[^"]+)"/.exec(set.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const filled = await browser.get(like);
    expect(filled.text).to.match(new RegExp(`value="${tea.lot}"[^>]* selected`));
    expect(filled.text).to.include('value="Hộp quà"');
    const list = await browser.get('/sets');
    expect(list.text).to.include('Hộp quà');
  });

  it('tells every fault beside its field and keeps what was typed', async () => {
    const browser = await world.as.hoa.browser();
    const bad = { 'names.vi': '', 'parts.0.lot': shelf.tea.lot, 'parts.0.quantity': 'hai', at: '', note: 'đã gõ' };
    const res = await browser.post('/sets', bad);
    expect(res.status).to.equal(400);
    for (const name of ['names.vi', 'parts.0.quantity', 'at', 'eventTime']) {
      expect(res.text, name).to.include(`id="error-${name}"`);
    }
    expect(res.text).to.include('value="hai"').and.include('đã gõ</textarea>');
    const twice = { lot: shelf.tea.lot, quantity: 1 };
    const repeated = await refuse(world, 'hoa', '/sets', shelf.body({ parts: [twice, twice] }));
    expect(repeated.codes).to.deep.equal({ 'parts.1.lot': 'repeated' });
    const half = await refuse(world, 'hoa', '/sets', shelf.body({ parts: [{ ...twice, quantity: 0.5 }] }));
    expect(half.codes).to.deep.equal({ 'parts.0.quantity': 'too-many-decimals' });
    const bulk = await refuse(
      world,
      'hoa',
      '/sets',
      shelf.body({ parts: [{ lot: shelf.tea.chain.lot, quantity: 1 }] }),
    );
    expect(bulk.codes).to.deep.equal({ 'parts.0.lot': 'not-in-pieces' });
    const empty = await refuse(world, 'hoa', '/sets', shelf.body({ parts: [] }));
    expect(empty.codes).to.deep.equal({ parts: 'required' });
  });

  it("refuses a stranger's lot or place, a held or recalled lot, and whoever is no producer", async () => {
    const theirs = await buildChain(world, 'binh');
    const foreign = await refuse(
      world,
      'hoa',
      '/sets',
      shelf.body({ parts: [{ lot: theirs.lot, quantity: 1 }], at: theirs.facility._id }),
    );
    expect(foreign.status).to.equal(404);
    expect(foreign.codes).to.deep.equal({ 'parts.0.lot': 'not-found', at: 'not-found' });
    expect((await refuse(world, 'minh', '/sets', shelf.body())).code).to.equal('role-not-allowed');
    const { noodles, body } = await buildShelf(world);
    await world.as.minh.post(`/api/lots/${noodles.lot}/holds`, { reason: 'Chờ' }).expect(201);
    expect((await refuse(world, 'hoa', '/sets', body())).codes).to.deep.equal({ 'parts.1.lot': 'lot-held' });
  });

  it('numbers a case by GS1 where the organisation has a prefix, and refuses it where it has none', async () => {
    const without = await refuse(world, 'hoa', '/sets', shelf.body({ code: 'sscc' }));
    expect(without.codes).to.deep.equal({ code: 'no-company-prefix' });
    await Organizations.updateOne({ _id: 'org-hoa' }, { companyPrefix: '9521234' });
    const path = await shelf.pack({ code: 'sscc' });
    expect(path).to.match(/^00\/\d9521234\d{10}$/);
    const [event] = await Events.find({ _id: (await Sets.findById(path).lean())?.events[0] ?? '' }).lean();
    expect(event?.event.parentID).to.equal(`https://id.gs1.org/${path}`);
    const page = await (await world.as.hoa.browser()).get('/sets/new');
    expect(page.text).to.include('name="code"');
    await Organizations.updateOne({ _id: 'org-hoa' }, { $unset: { companyPrefix: 1 } });
  });

  it('refuses a set that another system claims', async () => {
    const event = {
      type: 'AggregationEvent',
      action: 'ADD',
      eventTime: laterTime,
      eventTimeZoneOffset: '+07:00',
      parentID: 'urn:epc:id:sscc:9521234.0000000001',
      childQuantityList: [{ epcClass: `https://id.gs1.org/${shelf.tea.lot}`, quantity: 1, uom: 'H87' }],
    };
    const send = (more: object) =>
      world.as.hoa.post('/epcis/events', {
        '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
        ...event,
        ...more,
      });
    const before = await inSets(shelf.tea.lot);
    expect((await send({ 'nguon:set': { path: 'c/X' } })).status).to.equal(400);
    expect((await send({})).status).to.equal(201);
    expect(await inSets(shelf.tea.lot)).to.deep.equal(before);
  });

  it('is what its events make of it, and is put right where it is not', async () => {
    const path = await shelf.pack();
    await move(world, 'hoa', `${path}/unpackings`, { at: shelf.tea.chain.facility._id });
    expect((await compareLots()).differences).to.deep.equal([]);
    expect((await compareSets()).differences).to.deep.equal([]);
    await Sets.updateOne({ _id: path }, { $set: { state: 'packed' } });
    const { differences } = await compareSets();
    expect(differences.map(({ set, fields }) => [set, fields])).to.deep.equal([[path, ['state']]]);
    for (const difference of differences) expect(await restoreSet(difference)).to.equal(true);
    expect((await compareSets()).differences).to.deep.equal([]);
  });
});
