import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { buildChain, laterTime, refuse, type Chain } from '../support/chain.js';
import { freshLot } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';

describe('recording a receipt', () => {
  let world: World;
  let hoa: Chain;
  let binh: Chain;
  let sent: { lot: string; shipment: string };
  before(async () => {
    world = await startWorld();
    hoa = await buildChain(world);
    binh = await buildChain(world, 'binh');
  });
  beforeEach(async () => {
    const lot = await freshLot(world, hoa);
    const shipment = { lot, quantity: 50, from: hoa.facility._id, to: 'org-binh', eventTime: laterTime };
    const res = await world.as.hoa.post('/api/shipments', shipment);
    expect(res.status, res.text).to.equal(201);
    sent = { lot, shipment: (res.body as { shipment: string }).shipment };
  });
  after(() => world.stop());
  const receipt = (more: object = {}) => ({
    ...sent,
    quantity: 50,
    at: binh.facility._id,
    eventTime: laterTime,
    ...more,
  });
  const post = (more: object = {}) => world.as.binh.post('/api/receipts', receipt(more));

  it('puts what arrived on hand', async () => {
    const res = await post();
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(sent.lot)).to.include({ onHand: 120.5, inTransit: 0, lost: 0 });
    expect((await refuse(world, 'binh', '/receipts', receipt())).codes).to.deep.equal({ shipment: 'not-sent' });
  });

  it('leaves the rest on its way, and takes the last part of the name of the shipment', async () => {
    const res = await post({ quantity: 30, shipment: sent.shipment.split('/').at(-1) });
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(sent.lot)).to.include({ onHand: 100.5, inTransit: 20, lost: 0 });
    const rest = await post({ quantity: 20 });
    expect(rest.status, rest.text).to.equal(201);
    expect(await world.lot(sent.lot)).to.include({ onHand: 120.5, inTransit: 0 });
  });

  it('records what is missing, with the reason', async () => {
    const res = await post({ quantity: 48.5, missing: 1.5, note: 'Bao rách' });
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(sent.lot)).to.include({ onHand: 119, inTransit: 0, lost: 1.5 });
    const event = (await Events.findById(res.body.eventID).lean())?.event;
    expect(event?.['nguon:missing']?.[0]).to.include({ quantity: 1.5, uom: 'KGM' });
    expect(event?.['nguon:note']).to.equal('Bao rách');
  });

  it('records that nothing arrived', async () => {
    const res = await post({ quantity: 0, missing: '50', note: 'Xe cháy' });
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(sent.lot)).to.include({ onHand: 70.5, inTransit: 0, lost: 50 });
  });

  it('takes a form that begins with what was sent', async () => {
    const browser = await world.as.binh.browser();
    const list = await browser.get('/receipts/new');
    const link = `/receipts/new?${String(new URLSearchParams(sent))}`;
    expect(list.text).to.include(link.replaceAll('&', '&amp;'));
    const page = await browser.get(link);
    expect(page.text).to.match(/name="quantity"[^>]*value="50"/);
    const fields = { ...sent, quantity: '50', at: binh.facility._id, eventTime: '2026-10-03T09:00' };
    const res = await browser.post('/receipts', fields);
    expect(res.status, res.text).to.equal(303);
    expect(res.headers.location).to.equal(`/lots/${sent.lot}`);
    expect(await world.lot(sent.lot)).to.include({ inTransit: 0 });
  });

  it('keeps what was typed in a form, with the fault beside its field', async () => {
    const browser = await world.as.binh.browser();
    const fields = { ...sent, quantity: '49', missing: '2', note: 'Bao rách', at: binh.facility._id };
    const res = await browser.post('/receipts', { ...fields, eventTime: '2026-10-03T09:00' });
    expect(res.status).to.equal(409);
    expect(res.text).to.match(/name="quantity"[^>]*aria-invalid="true"[^>]*value="49"/);
    expect(res.text).to.match(/name="missing"[^>]*value="2"/);
    expect(res.text).to.match(/id="error-quantity">[^]*?50 kg[^]*?1 kg/);
  });

  it('refuses more than was sent, with the numbers', async () => {
    const { status, codes, faults } = await refuse(world, 'binh', '/receipts', receipt({ quantity: 51.5 }));
    expect(status).to.equal(409);
    expect(codes).to.deep.equal({ quantity: 'more-than-sent' });
    expect(faults.quantity).to.match(/50 kg.*1,5 kg/);
  });

  it('refuses what was not sent, or was sent to somebody else', async () => {
    const unknown = await refuse(world, 'binh', '/receipts', receipt({ shipment: 'nothing' }));
    expect(unknown.status).to.equal(409);
    expect(unknown.codes).to.deep.equal({ shipment: 'not-sent' });
    const sender = await refuse(world, 'hoa', '/receipts', receipt({ at: hoa.facility._id }));
    expect(sender.codes).to.deep.equal({ shipment: 'not-sent' });
    const foreign = await refuse(world, 'binh', '/receipts', receipt({ lot: hoa.lot, at: hoa.facility._id }));
    expect(foreign.status).to.equal(404);
    expect(foreign.codes).to.deep.equal({ lot: 'not-found', at: 'not-found' });
  });

  it('refuses nothing at all, a missing part without a reason, and numbers that are none', async () => {
    const nothing = await refuse(world, 'binh', '/receipts', receipt({ quantity: 0 }));
    expect(nothing.codes).to.deep.equal({ quantity: 'not-positive' });
    const silent = await refuse(world, 'binh', '/receipts', receipt({ missing: 1, quantity: -1, lot: 'L1' }));
    expect(silent.status).to.equal(400);
    expect(silent.codes).to.deep.equal({ lot: 'not-a-lot', quantity: 'not-positive', note: 'required' });
    const decimals = await refuse(world, 'binh', '/receipts', receipt({ quantity: 1, missing: 0.0001, note: 'x' }));
    expect(decimals.codes).to.deep.equal({ missing: 'too-many-decimals' });
  });

  it('refuses a time in the future, and one before the lot was', async () => {
    const eventTime = new Date(Date.now() + 86_400_000).toISOString();
    expect((await refuse(world, 'binh', '/receipts', receipt({ eventTime }))).codes).to.deep.equal({
      eventTime: 'event-in-future',
    });
    const early = receipt({ eventTime: '2026-10-01T08:30:00+07:00' });
    expect((await refuse(world, 'binh', '/receipts', early)).codes).to.deep.equal({ eventTime: 'event-before-lot' });
  });

  it('lets exactly one of two that receive the same shipment win', async () => {
    const results = await Promise.all([post(), post()]);
    expect(results.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
    expect(await world.lot(sent.lot)).to.include({ onHand: 120.5, inTransit: 0 });
  });
});
