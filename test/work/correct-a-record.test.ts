import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { compareLots } from '../../src/events/rebuild.service.js';
import { buildChain, harvestTime, laterTime, record, refuse, type Chain } from '../support/chain.js';
import { freshLot, holding } from '../support/moves.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

describe('correcting a record', () => {
  let world: World;
  let chain: Chain;
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
  });
  after(() => world.stop());
  afterEach(async () => {
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  const sale = (lot: string, quantity: number, more = {}) => ({
    lot,
    quantity,
    at: chain.facility._id,
    eventTime: laterTime,
    ...more,
  });
  const harvestOf = (lot: string, quantity: number, more = {}) => ({
    product: chain.root._id,
    zone: chain.zone._id,
    lot: lot.split('/').at(-1),
    quantity,
    eventTime: harvestTime,
    ...more,
  });
  const processing = (input: string, quantity: number, output: string, made: number, more = {}) => ({
    inputs: [{ lot: input, quantity }],
    outputs: [{ product: chain.noodle._id, lot: output, quantity: made }],
    facility: chain.facility._id,
    eventTime: '2026-10-02T09:00:00+07:00',
    ...more,
  });
  async function eventOf(lot: string, bizStep: string): Promise<string> {
    const found = await Events.findOne({ lots: lot, bizStep }).sort('-recordTime').lean();
    return found?._id ?? '';
  }
  const cancel = (event: string, who: PersonName = 'hoa') =>
    world.as[who].post('/api/corrections', { event, note: 'Ghi nhầm' });

  it('puts another event in its place, and keeps both', async () => {
    const lot = await freshLot(world, chain);
    await record(world, 'hoa', '/sales', sale(lot, 30));
    const corrects = await eventOf(lot, 'retail_selling');
    await record(world, 'hoa', '/sales', sale(lot, 3, { corrects }));
    expect(await world.lot(lot)).to.include({ sold: 3, onHand: 117.5 });
    const link = encodeURIComponent(`https://id.gs1.org/${lot}`);
    const res = await world.as.hoa.get(`/epcis/events?EQ_bizStep=retail_selling&MATCH_anyEPCClass=${link}`);
    const events = (res.body as EpcisAnswer).epcisBody.queryResults.resultsBody.eventList;
    expect(events).to.have.length(3);
    const declaration = events.find((event) => event.errorDeclaration);
    const corrective = events.find((event) => event['nguon:corrects'] === corrects);
    expect(declaration).to.deep.include({ eventID: corrects });
    expect(declaration?.errorDeclaration).to.deep.include({
      reason: 'incorrect_data',
      correctiveEventIDs: [corrective?.eventID],
    });
  });

  it('takes back what did not occur', async () => {
    const lot = await freshLot(world, chain);
    await record(world, 'hoa', '/sales', sale(lot, 30));
    const event = await eventOf(lot, 'retail_selling');
    const res = await cancel(event);
    expect(res.status, res.text).to.equal(200);
    expect(res.body).to.deep.equal({ eventID: event, lots: [lot] });
    expect(await world.lot(lot)).to.include({ sold: 0, onHand: 120.5 });
    const again = await refuse(world, 'hoa', '/corrections', { event, note: 'Lần nữa' });
    expect([again.status, again.code]).to.deep.equal([409, 'already-corrected']);
    const late = await refuse(world, 'hoa', '/sales', sale(lot, 1, { corrects: event }));
    expect([late.status, late.code]).to.deep.equal([409, 'already-corrected']);
  });

  it('stands where the wrong event stood: a lot held or sold since can still be put right', async () => {
    const lot = await freshLot(world, chain);
    await record(world, 'hoa', '/sales', sale(lot, 30));
    await record(world, 'hoa', '/sales', sale(lot, 90));
    await holding(world, lot, 'unavailable');
    const first = await Events.findOne({ lots: lot, bizStep: 'retail_selling' }).sort('recordTime').lean();
    await record(world, 'hoa', '/sales', sale(lot, 25, { corrects: first?._id }));
    expect(await world.lot(lot)).to.include({ sold: 115, onHand: 5.5 });
  });

  it('is refused where a later record depends on it, and changes nothing', async () => {
    const lot = await freshLot(world, chain);
    const output = `${chain.noodle.key}/10/DEP-1`;
    await record(world, 'hoa', '/processes', processing(lot, 100, 'DEP-1', 20));
    const [harvested, processed] = [await eventOf(lot, 'commissioning'), await eventOf(output, 'commissioning')];
    const harvest = await Events.findOne({ lots: lot, 'event.type': 'ObjectEvent' }).lean();
    expect(processed).to.equal(harvested); // the latest event of both
    const cancelled = await refuse(world, 'hoa', '/corrections', { event: harvest?._id, note: 'Nhầm' });
    expect([cancelled.status, cancelled.code]).to.deep.equal([409, 'depended-on']);
    const less = await refuse(world, 'hoa', '/harvests', harvestOf(lot, 99, { corrects: harvest?._id }));
    expect([less.status, less.code]).to.deep.equal([409, 'depended-on']);
    await record(world, 'hoa', '/harvests', harvestOf(lot, 100, { corrects: harvest?._id }));
    expect(await world.lot(lot)).to.include({ produced: 100, consumed: 100, onHand: 0 });
    await record(world, 'hoa', '/sales', { ...sale(output, 1), eventTime: laterTime });
    const made = await refuse(world, 'hoa', '/corrections', { event: processed, note: 'Nhầm' });
    expect([made.status, made.code]).to.deep.equal([409, 'depended-on']);
  });

  it('lets a lot that never was begin anew under its code', async () => {
    const lot = await freshLot(world, chain);
    await cancel(await eventOf(lot, 'commissioning'));
    expect(await world.lot(lot)).to.include({ produced: 0, onHand: 0 });
    const page = await world.as.hoa.get(`/api/lots/${lot}`);
    expect(page.body).to.include({ state: 'withdrawn' });
    expect((await world.as.hoa.get(`/${lot}`)).text).to.include('Lô này chưa được ghi nhận');
    await record(world, 'hoa', '/harvests', harvestOf(lot, 50));
    expect(await world.lot(lot)).to.include({ produced: 50, onHand: 50 });
  });

  it('moves what was taken from the wrong lot to the right one', async () => {
    const [wrong, right] = [await freshLot(world, chain), await freshLot(world, chain)];
    await record(world, 'hoa', '/processes', processing(wrong, 100, 'MOVE-1', 20));
    const output = `${chain.noodle.key}/10/MOVE-1`;
    const corrects = await eventOf(output, 'commissioning');
    await record(world, 'hoa', '/processes', processing(right, 100, 'MOVE-1', 20, { corrects }));
    expect(await world.lot(wrong)).to.include({ consumed: 0, onHand: 120.5 });
    expect(await world.lot(right)).to.include({ consumed: 100 });
    const page = await world.as.hoa.get(`/api/lots/${output}`);
    expect(page.body.parents).to.deep.equal([right]);
    await record(world, 'hoa', '/processes', {
      ...processing(output, 10, 'MOVE-2', 2),
      eventTime: laterTime,
    });
    const built = await refuse(
      world,
      'hoa',
      '/processes',
      processing(wrong, 100, 'MOVE-1', 20, { corrects: await eventOf(right, 'commissioning') }),
    );
    expect([built.status, built.code]).to.deep.equal([409, 'depended-on']);
  });

  it('of a shipment keeps the shipment that its receiver knows', async () => {
    const lot = await freshLot(world, chain);
    const [to, at] = ['org-binh', (await buildChain(world, 'binh')).facility._id];
    const ship = (quantity: number, more = {}) => ({
      ...{ lot, quantity, from: chain.facility._id, to, eventTime: laterTime },
      ...more,
    });
    await record(world, 'hoa', '/shipments', ship(40));
    const corrects = await eventOf(lot, 'shipping');
    const sent = (await Events.findById(corrects).lean())?.event.bizTransactionList?.[0]?.bizTransaction;
    await record(world, 'binh', '/receipts', { lot, shipment: sent, quantity: 38, at, eventTime: laterTime });
    await record(world, 'hoa', '/shipments', ship(38, { corrects }));
    expect(await world.lot(lot)).to.include({ inTransit: 0, onHand: 120.5 });
    const gone = await refuse(world, 'hoa', '/corrections', { event: await eventOf(lot, 'shipping'), note: 'Nhầm' });
    expect([gone.status, gone.code]).to.deep.equal([409, 'depended-on']);
  });

  it('knows no event of a stranger, and none that is not there', async () => {
    const lot = await freshLot(world, chain);
    const event = await eventOf(lot, 'commissioning');
    const theirs = await refuse(world, 'binh', '/corrections', { event, note: 'Nhầm' });
    const nowhere = await refuse(world, 'binh', '/corrections', { event: 'urn:uuid:nowhere', note: 'Nhầm' });
    expect(theirs).to.deep.equal(nowhere);
    expect(theirs.status).to.equal(404);
    expect((await world.as.binh.get(`/corrections/new?event=${encodeURIComponent(event)}`)).status).to.equal(404);
  });

  it('is offered beside each own record, with its form filled in', async () => {
    const browser = await world.as.hoa.browser();
    const lot = await freshLot(world, chain);
    await record(world, 'hoa', '/sales', sale(lot, 120.5, { channel: 'live', note: 'chợ phiên' }));
    const page = await browser.get(`/lots/${lot}`);
    const [href] = /\/corrections\/new\?event=[^"]+/.exec(page.text.slice(page.text.lastIndexOf('icon'))) ?? [];
    expect(page.text.match(/\/corrections\/new\?event=/g)).to.have.length(2);
    const event = await eventOf(lot, 'retail_selling');
    const choice = await browser.get(href ?? `/corrections/new?event=${encodeURIComponent(event)}`);
    expect(choice.status).to.equal(200);
    const form = /href="(\/sales\/new\?corrects=[^"]+)"/.exec(choice.text)?.[1] ?? '';
    const filled = (await browser.get(form.replaceAll('&amp;', '&'))).text;
    expect(filled)
      .to.match(/name="quantity"[^>]*value="120.5"/)
      .and.include('chợ phiên</textarea>');
    expect(filled).to.include(`<option value="${lot}" data-unit="kg" selected>`);
    const fields = { lot, quantity: '12', at: chain.facility._id, eventTime: '2026-10-03T08:30', corrects: event };
    expect((await browser.post('/sales', fields)).status).to.equal(303);
    expect(await world.lot(lot)).to.include({ sold: 12 });
    const after = (await browser.get(`/lots/${lot}`)).text;
    expect(after).to.include('đã được đính chính').and.include('thay cho một ghi chép sai');
  });

  it('of an act of an inspector is an inspector’s', async () => {
    const lot = await freshLot(world, chain);
    await holding(world, lot, 'recalled');
    const event = await eventOf(lot, 'holding');
    expect((await cancel(event)).status).to.equal(404);
    expect((await cancel(event, 'minh')).status).to.equal(200);
    await record(world, 'hoa', '/sales', sale(lot, 1));
  });
});

interface EpcisAnswer {
  epcisBody: { queryResults: { resultsBody: { eventList: Record<string, unknown>[] } } };
}
