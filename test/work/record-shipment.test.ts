import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { buildChain, laterTime, refuse, type Chain } from '../support/chain.js';
import { freshLot, refusesBadMoves, refusesStoppedLots, type Move } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';

const move: Move = {
  path: '/shipments',
  body: ({ facility }, lot, quantity, more = {}) => ({
    lot,
    quantity,
    from: facility._id,
    to: 'org-binh',
    eventTime: laterTime,
    ...more,
  }),
};

describe('recording a shipment', () => {
  let world: World;
  let chain: Chain;
  let theirs: Chain;
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
    theirs = await buildChain(world, 'binh');
  });
  after(() => world.stop());

  it('puts the goods on their way and names the shipment', async () => {
    const lot = await freshLot(world, chain);
    const more = { reference: 'PX 12/2026', toLocation: theirs.facility._id };
    const body = move.body(chain, lot, 20.5, more);
    const res = await world.as.hoa.post('/api/shipments', body, 'shipment-1');
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(lot)).to.include({ onHand: 100, inTransit: 20.5 });
    const stored = await Lots.findById(lot).lean();
    const entry = { shipment: res.body.shipment as string, from: 'org-hoa', to: 'org-binh', quantity: 20_500 };
    expect(stored?.inTransit).to.deep.equal([entry]);
    const event = (await Events.findById(res.body.eventID).lean())?.event;
    expect(event).to.deep.include({ bizStep: 'shipping', disposition: 'in_transit' });
    expect(event?.destinationList).to.deep.equal([
      { type: 'possessing_party', destination: 'http://nguon.test/organizations/org-binh' },
      { type: 'location', destination: theirs.facility.uri },
    ]);
    expect(event?.bizTransactionList?.[1]?.bizTransaction).to.match(/org-hoa\/documents\/PX%2012%2F2026$/);
    const again = await world.as.hoa.post('/api/shipments', body, 'shipment-1');
    expect(again.body).to.deep.equal(res.body);
  });

  it('takes a form, and begins the next one with the same recipient', async () => {
    const browser = await world.as.hoa.browser();
    const lot = await freshLot(world, chain);
    const fields = { lot, quantity: '5', from: chain.facility._id, to: 'org-binh', eventTime: '2026-10-03T09:00' };
    const res = await browser.post('/shipments', fields);
    expect(res.status, res.text).to.equal(303);
    expect(res.headers.location).to.equal(`/lots/${lot}`);
    const next = await browser.get('/shipments/new');
    expect(next.text).to.include('<option value="org-binh" selected>HTX Bình</option>');
    expect(next.text).to.include(`<option value="${chain.facility._id}" selected>`);
    expect(next.text).not.to.include('Chi cục');
  });

  it('keeps what was typed in a form, with the fault beside its field', async () => {
    const browser = await world.as.hoa.browser();
    const fields = { lot: chain.lot, quantity: '121,5', from: chain.facility._id, to: 'org-binh', note: 'xe 11C' };
    const res = await browser.post('/shipments', { ...fields, eventTime: '2026-10-03T09:00' });
    expect(res.status).to.equal(409);
    expect(res.text).to.match(/name="quantity"[^>]*aria-invalid="true"[^>]*value="121,5"/);
    expect(res.text).to.match(/id="error-quantity">[^]*?thiếu 1 kg/);
    expect(res.text).to.include('xe 11C</textarea>');
  });

  it('refuses places and recipients that are not there or not theirs, all at once', async () => {
    const more = { from: theirs.facility._id, to: 'org-nobody', toLocation: 'nowhere' };
    const { status, codes } = await refuse(world, 'hoa', '/shipments', move.body(chain, chain.lot, 20, more));
    expect(status).to.equal(404);
    expect(codes).to.deep.equal({ from: 'not-found', to: 'not-found', toLocation: 'not-found' });
    const mine = move.body(chain, chain.lot, 20, { toLocation: chain.facility._id });
    expect((await refuse(world, 'hoa', '/shipments', mine)).codes).to.deep.equal({ toLocation: 'not-found' });
  });

  it('lets exactly one of two that race for the same kilograms win', async () => {
    const lot = await freshLot(world, chain);
    const race = [1, 2].map(() => world.as.hoa.post('/api/shipments', move.body(chain, lot, 120.5)));
    const results = await Promise.all(race);
    expect(results.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
    expect(await world.lot(lot)).to.include({ onHand: 0, inTransit: 120.5 });
  });

  refusesBadMoves(() => world, move);
  refusesStoppedLots(() => world, move);
});
