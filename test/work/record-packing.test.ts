import { expect } from 'chai';
import { capture } from '../../src/events/capture.js';
import { namespace } from '../../src/db.js';
import { lotPath, uriOfPath } from '../../src/epcis/identifiers.js';
import { Events } from '../../src/events/event.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { someLot } from '../support/builders.js';
import { buildChain, laterTime, refuse, type Chain } from '../support/chain.js';
import { freshLot, refusesBadMoves, refusesStoppedLots, type Move } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';

const move: Move = {
  path: '/packings',
  place: 'input.',
  body: (chain, lot, quantity, more = {}) => ({
    input: { lot, quantity },
    product: chain.package._id,
    lot: someLot(),
    units: 40,
    facility: chain.facility._id,
    eventTime: laterTime,
    ...more,
  }),
};

describe('recording a packing', () => {
  let world: World;
  let chain: Chain;
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
  });
  after(() => world.stop());
  const packing = (quantity: unknown, more?: object) => move.body(chain, chain.lot, quantity, more);

  it('makes packages that keep as long as the product does', async () => {
    const lot = await freshLot(world, chain);
    const res = await world.as.hoa.post('/api/packings', move.body(chain, lot, 20));
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(lot)).to.include({ onHand: 100.5, consumed: 20 });
    expect(await world.lot(res.body.lot)).to.include({ produced: 40, onHand: 40 });
    expect(await Lots.findById(res.body.lot).lean()).to.deep.include({
      uom: 'H87',
      parents: [lot],
      expiresOn: '2027-10-03',
    });
    const stored = await Events.findById(res.body.eventID).lean();
    expect(stored?.event).to.deep.include({ type: 'TransformationEvent', bizStep: 'packing' });
    expect(stored?.event.ilmd).to.include({
      'nguon:packagingDate': '2026-10-03',
      'cbvmda:itemExpirationDate': '2027-10-03',
    });
  });

  it('takes the dates that are printed on the packages', async () => {
    const lot = await freshLot(world, chain);
    const dates = { packedOn: '2026-10-02', expiresOn: '2027-01-31' };
    const res = await world.as.hoa.post('/api/packings', move.body(chain, lot, 20, dates));
    expect(res.status, res.text).to.equal(201);
    expect((await Events.findById(res.body.eventID).lean())?.event.ilmd).to.include({
      'nguon:packagingDate': '2026-10-02',
      'cbvmda:itemExpirationDate': '2027-01-31',
    });
  });

  it('takes a form that proposes a lot code, and shows the packages', async () => {
    const browser = await world.as.hoa.browser();
    const lot = await freshLot(world, chain);
    const page = await browser.get(`/packings/new?lot=${encodeURIComponent(lot)}`);
    const code = /name="lot"[^>]*value="(MDG-\d{6}-1)"/.exec(page.text)?.[1] ?? '';
    expect(page.text).to.include(`<option value="${lot}" data-unit="kg" selected>`);
    const res = await browser.post('/packings', {
      'input.lot': lot,
      'input.quantity': '10,5',
      product: chain.package._id,
      units: '21',
      lot: code,
      facility: chain.facility._id,
      eventTime: '2026-10-03T09:00',
    });
    expect(res.status, res.text).to.equal(303);
    expect(res.headers.location).to.equal(`/lots/${chain.package.key}/10/${code}`);
    const next = await browser.get('/packings/new');
    expect(next.text).to.include(`value="${code.replace(/1$/, '2')}"`);
  });

  it('keeps what was typed in a form, with the fault beside its field', async () => {
    const browser = await world.as.hoa.browser();
    const res = await browser.post('/packings', {
      'input.lot': chain.lot,
      'input.quantity': '10',
      product: chain.package._id,
      units: '30',
      lot: 'KEPT',
      facility: chain.facility._id,
      eventTime: '2026-10-03T09:00',
      expiresOn: '2026-12-01',
    });
    expect(res.status).to.equal(409);
    expect(res.text).to.match(/name="units"[^>]*aria-invalid="true"[^>]*value="30"/);
    expect(res.text).to.match(/id="error-units">[^]*?thừa 5 kg/);
    expect(res.text).to.match(/<details open>[^]*name="expiresOn"[^>]*value="2026-12-01"/);
  });

  it('refuses packages that hold more than was taken, but for what scales and fillings are off by', async () => {
    const { status, codes, faults } = await refuse(world, 'hoa', '/packings', packing(20, { units: 41 }));
    expect(status).to.equal(409);
    expect(codes).to.deep.equal({ units: 'packed-too-much' });
    expect(faults.units).to.match(/20,5 kg.*20 kg.*0,5 kg/);
    const lot = await freshLot(world, chain);
    const res = await world.as.hoa.post('/api/packings', move.body(chain, lot, 100, { units: 204 }));
    expect(res.status, res.text).to.equal(201);
  });

  it('refuses it through every door', async () => {
    const made = uriOfPath(lotPath(chain.package.key, someLot()), namespace());
    const events = await world.countEvents();
    const captured = capture(
      {
        type: 'TransformationEvent',
        bizStep: 'packing',
        eventTime: laterTime,
        inputQuantityList: [{ epcClass: uriOfPath(chain.lot, namespace()), quantity: 10, uom: 'KGM' }],
        outputQuantityList: [{ epcClass: made, quantity: 21, uom: 'H87' }],
      },
      world.by('hoa'),
    );
    const error = await captured.then(
      () => null,
      (refusal: unknown) => refusal,
    );
    expect(error).to.include({ code: 'packed-too-much' });
    expect(await world.countEvents()).to.equal(events);
  });

  it('refuses a product without a net content, one of a stranger and one that is not there', async () => {
    const bulk = await refuse(world, 'hoa', '/packings', packing(20, { product: chain.noodle._id }));
    expect(bulk.status).to.equal(409);
    expect(bulk.codes).to.deep.equal({ product: 'no-net-content' });
    const theirs = await buildChain(world, 'binh');
    for (const product of [theirs.package._id, 'nothing']) {
      const { status, codes } = await refuse(world, 'hoa', '/packings', packing(20, { product }));
      expect(status).to.equal(404);
      expect(codes).to.deep.equal({ product: 'not-found' });
    }
  });

  it('refuses parts of a package, none, and dates out of order', async () => {
    const part = await refuse(world, 'hoa', '/packings', packing(20, { units: 1.5 }));
    expect(part.codes).to.deep.equal({ units: 'too-many-decimals' });
    const none = await refuse(world, 'hoa', '/packings', packing(20, { units: 0, lot: 'lô', expiresOn: '2026-10-02' }));
    expect(none.status).to.equal(400);
    expect(none.codes).to.deep.equal({ units: 'not-positive', lot: 'lot-characters', expiresOn: 'ends-before-start' });
    const late = await refuse(world, 'hoa', '/packings', packing(20, { packedOn: '2026-10-04' }));
    expect(late.codes).to.deep.equal({ packedOn: 'after-event' });
  });

  refusesBadMoves(() => world, move);
  refusesStoppedLots(() => world, move);
});
