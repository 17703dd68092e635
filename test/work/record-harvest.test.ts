import { expect } from 'chai';
import { buildProduct, buildZone, someLot } from '../support/builders.js';
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
});
