import { expect } from 'chai';
import { buildProduct, buildZone, someLot } from '../support/builders.js';
import { refuse } from '../support/chain.js';
import { startWorld, type World } from '../support/world.js';

describe('recording a harvest', () => {
  let world: World;
  let harvest: { product: string; zone: string; lot: string; quantity: number; eventTime: string };
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    const [product, zone] = await Promise.all([buildProduct(world.by('hoa')), buildZone(world.by('hoa'))]);
    const eventTime = '2026-10-02T08:30:00+07:00';
    harvest = { product: product._id, zone: zone._id, lot: someLot(), quantity: 120.5, eventTime };
  });
  after(() => world.stop());

  it('opens a lot with all of it on hand', async () => {
    const res = await world.as.hoa.post('/api/harvests', harvest);
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(res.body.lot)).to.include({ produced: 120.5, onHand: 120.5, consumed: 0 });
  });

  it('gives the same answer to the same request, and refuses another one under its key', async () => {
    const first = await world.as.hoa.post('/api/harvests', harvest, 'key-1');
    const events = await world.countEvents();
    const again = await world.as.hoa.post('/api/harvests', harvest, 'key-1');
    expect(again.body).to.deep.equal(first.body);
    expect(again.status).to.equal(201);
    const other = await world.as.hoa.post('/api/harvests', { ...harvest, quantity: 1 }, 'key-1');
    expect(other.status).to.equal(422);
    expect(await world.countEvents()).to.equal(events);
  });

  it('refuses a zone whose growing-area code has lapsed, and stores nothing', async () => {
    const zone = await buildZone(world.by('hoa'), { validUntil: '2026-01-01' });
    const before = await world.countEvents();
    const res = await world.as.hoa.post('/api/harvests', { ...harvest, zone: zone._id });
    expect(res.status).to.equal(409);
    expect(res.body.type).to.match(/\/problems\/zone-not-valid$/);
    expect(await world.countEvents()).to.equal(before);
  });

  it("hides another producer's zone as if it did not exist", async () => {
    const theirs = await world.as.binh.post('/api/harvests', harvest);
    const absent = await world.as.binh.post('/api/harvests', { ...harvest, zone: 'nowhere' });
    expect(theirs.status).to.equal(404);
    expect(theirs.body).to.deep.equal(absent.body);
  });

  it('tells every fault at once, beside its field', async () => {
    const res = await world.as.hoa.post('/api/harvests', { quantity: 0, lot: 'lô 1', colour: 'red' });
    expect(res.status).to.equal(400);
    const fields = res.body.errors.map((fault: { field: string }) => fault.field);
    expect(fields).to.have.members(['product', 'zone', 'lot', 'quantity', 'eventTime', 'colour']);
  });

  it('takes a form and shows the lot', async () => {
    const browser = await world.as.hoa.browser();
    const res = await browser.post('/harvests', {
      ...harvest,
      lot: 'form-1',
      quantity: '120,5',
      eventTime: '2026-10-02T08:30',
    });
    expect(res.status, res.text).to.equal(303);
    expect(res.headers.location).to.match(/^\/lots\/01\/\d{14}\/10\/FORM-1$/);
  });

  it('keeps what was typed in a form, with each fault beside its field', async () => {
    const browser = await world.as.hoa.browser();
    const before = await world.countEvents();
    const fields = { ...harvest, lot: 'lô số 1', quantity: '-3', eventTime: '2026-10-02T08:30', note: 'đã gõ' };
    const res = await browser.post('/harvests', fields);
    expect(res.status).to.equal(400);
    expect(res.text).to.match(/name="quantity"[^>]*aria-invalid="true"[^>]*value="-3"/);
    expect(res.text).to.match(/name="lot"[^>]*aria-invalid="true"[^>]*value="lô số 1"/);
    expect(res.text).to.include('id="error-quantity"').and.include('id="error-lot"').and.include('đã gõ</textarea>');
    expect(res.text).to.include(`<option value="${harvest.zone}" selected>`);
    expect(await world.countEvents()).to.equal(before);
  });

  const bad: [string, object, number, string][] = [
    ['a product that is not there', { product: 'nothing' }, 404, 'product'],
    ['a product that is no text', { product: 7 }, 400, 'product'],
    ['a zone that is not there', { zone: 'nowhere' }, 404, 'zone'],
    ['a blank in the lot code', { lot: 'A B' }, 400, 'lot'],
    ["a character outside GS1's set", { lot: 'A#1' }, 400, 'lot'],
    ['a lot code of 21 characters', { lot: 'A'.repeat(21) }, 400, 'lot'],
    ['no quantity', { quantity: undefined }, 400, 'quantity'],
    ['a negative quantity', { quantity: -1 }, 400, 'quantity'],
    ['a quantity that is no number', { quantity: 'nhiều' }, 400, 'quantity'],
    ['a quantity with four decimals', { quantity: 1.2345 }, 400, 'quantity'],
    ['a time without an offset', { eventTime: '2026-10-02T08:30:00' }, 400, 'eventTime'],
    ['a time in the future', { eventTime: new Date(Date.now() + 86_400_000).toISOString() }, 400, 'eventTime'],
  ];
  for (const [what, more, status, field] of bad) {
    it(`refuses ${what}`, async () => {
      const refused = await refuse(world, 'hoa', '/harvests', { ...harvest, ...more });
      expect(refused.status).to.equal(status);
      expect(refused.faults).to.have.keys(field);
    });
  }

  it('refuses a lot code that the product already has', async () => {
    await world.as.hoa.post('/api/harvests', harvest).expect(201);
    const { status, codes } = await refuse(world, 'hoa', '/harvests', harvest);
    expect(status).to.equal(409);
    expect(codes).to.deep.equal({ lot: 'lot-exists' });
  });

  it("tells of a stranger's product and zone at once", async () => {
    const { status, codes } = await refuse(world, 'binh', '/harvests', harvest);
    expect(status).to.equal(404);
    expect(codes).to.deep.equal({ product: 'not-found', zone: 'not-found' });
  });
});
