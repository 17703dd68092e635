import { expect } from 'chai';
import { compareLots } from '../../src/events/rebuild.service.js';
import { compareSets } from '../../src/events/rebuild-sets.js';
import { buildFacility } from '../support/builders.js';
import { laterTime } from '../support/chain.js';
import { bandOf, buildShelf, move, scan } from '../support/sets.js';
import { startWorld, type World } from '../support/world.js';

describe('a set whose lots were received one by one', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const shown = async (set: string, lot: string) => {
    const [one, list, ofLot] = await Promise.all([
      world.as.binh.get(`/api/sets/${set}`),
      world.as.hoa.get('/api/sets'),
      (await world.as.hoa.browser()).get(`/lots/${lot}`),
    ]);
    const listed = (list.body as { items: { set: string; state: string }[] }).items.find((each) => each.set === set);
    const { state, holder, shippedTo, shipment } = one.body as Record<string, unknown>;
    const row = ofLot.text.slice(ofLot.text.indexOf(`/sets/${set}`)).split('</tr>')[0] ?? '';
    return { one: { state, holder, shippedTo, shipment }, list: listed?.state, isUnpacked: row.includes('Đã dỡ') };
  };

  it('is on its way until the last of them is accounted for, then opened', async () => {
    const { tea, noodles, pack } = await buildShelf(world);
    const set = await pack();
    const there = (await buildFacility(world.by('binh')))._id;
    const sent = await move(world, 'hoa', `${set}/shipments`, { from: tea.chain.facility._id, to: 'org-binh' });
    const { shipment } = sent.body as { shipment: string };
    const receive = (lot: string, more: object) =>
      world.as.binh.post('/api/receipts', { shipment, lot, at: there, eventTime: laterTime, ...more }).expect(201);

    await receive(tea.lot, { quantity: 1 });
    await receive(noodles.lot, { quantity: 1 });
    const underWay = { state: 'shipped', holder: 'org-hoa', shippedTo: 'org-binh', shipment };
    expect(await shown(set, tea.lot)).to.deep.equal({ one: underWay, list: 'shipped', isUnpacked: false });

    await receive(noodles.lot, { missing: 1, quantity: 0, note: 'Vỡ trên đường' });
    const opened = { state: 'unpacked', holder: 'org-binh', shippedTo: null, shipment: null };
    expect(await shown(set, tea.lot)).to.deep.equal({ one: opened, list: 'unpacked', isUnpacked: true });
    const page = await (await world.as.binh.browser()).get(`/sets/${set}`);
    expect(page.text).to.include('Đã dỡ').and.not.include('/receipts/new');
    expect(bandOf(await scan(world, `/${set}`)).verdict).to.equal('look-again');
    const late = await world.as.binh.post(`/api/sets/${set}/receipts`, { at: there, eventTime: laterTime });
    expect(late.status).to.equal(409);
    expect((await compareLots()).differences).to.deep.equal([]);
    expect((await compareSets()).differences).to.deep.equal([]);
  });

  it('is on its way again when the receipt is declared an error', async () => {
    const { tea, pack } = await buildShelf(world);
    const set = await pack({ parts: [{ lot: tea.lot, quantity: 1 }] });
    const there = (await buildFacility(world.by('binh')))._id;
    const sent = await move(world, 'hoa', `${set}/shipments`, { from: tea.chain.facility._id, to: 'org-binh' });
    const { shipment } = sent.body as { shipment: string };
    const receipt = { shipment, lot: tea.lot, quantity: 1, at: there, eventTime: laterTime };
    const received = await world.as.binh.post('/api/receipts', receipt).expect(201);
    expect((await shown(set, tea.lot)).one.state).to.equal('unpacked');
    const { eventID } = received.body as { eventID: string };
    await world.as.binh.post('/api/corrections', { event: eventID, note: 'Ghi nhầm' }).expect(200);
    expect((await shown(set, tea.lot)).one.state).to.equal('shipped');
    await move(world, 'binh', `${set}/receipts`, { at: there });
    expect((await shown(set, tea.lot)).one).to.include({ state: 'packed', holder: 'org-binh' });
  });
});
