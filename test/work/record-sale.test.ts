import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { buildChain, laterTime, refuse, type Chain } from '../support/chain.js';
import { freshLot, refusesBadMoves, refusesStoppedLots, type Move } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';

const move: Move = {
  path: '/sales',
  body: ({ facility }, lot, quantity, more = {}) => ({
    lot,
    quantity,
    at: facility._id,
    eventTime: laterTime,
    ...more,
  }),
};

describe('recording a sale', () => {
  let world: World;
  let chain: Chain;
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
  });
  after(() => world.stop());

  it('counts what was sold and how', async () => {
    const lot = await freshLot(world, chain);
    const res = await world.as.hoa.post('/api/sales', move.body(chain, lot, 20.5, { channel: 'ocop-point' }));
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(lot)).to.include({ onHand: 100, sold: 20.5 });
    const event = (await Events.findById(res.body.eventID).lean())?.event;
    expect(event).to.include({ bizStep: 'retail_selling', disposition: 'retail_sold', 'nguon:channel': 'ocop-point' });
  });

  it('takes a form', async () => {
    const browser = await world.as.hoa.browser();
    const lot = await freshLot(world, chain);
    const page = await browser.get(`/sales/new?lot=${encodeURIComponent(lot)}`);
    expect(page.text).to.include('<option value="live">Bán qua livestream</option>');
    const fields = { lot, quantity: '3', at: chain.facility._id, channel: 'live', eventTime: '2026-10-03T09:00' };
    const res = await browser.post('/sales', fields);
    expect(res.status, res.text).to.equal(303);
    expect(res.headers.location).to.equal(`/lots/${lot}`);
    expect(await world.lot(lot)).to.include({ sold: 3 });
  });

  it('keeps what was typed in a form, with each fault beside its field', async () => {
    const browser = await world.as.hoa.browser();
    const res = await browser.post('/sales', { lot: chain.lot, quantity: 'ba', at: '', eventTime: '', note: 'đã gõ' });
    expect(res.status).to.equal(400);
    expect(res.text).to.match(/name="quantity"[^>]*aria-invalid="true"[^>]*value="ba"/);
    expect(res.text).to.include(`<option value="${chain.lot}" data-unit="kg" selected>`);
    expect(res.text).to.include('id="error-at"').and.include('id="error-eventTime"').and.include('đã gõ</textarea>');
  });

  it('refuses a channel that is not in the list and a place of a stranger', async () => {
    const unknown = await refuse(world, 'hoa', '/sales', move.body(chain, chain.lot, 20, { channel: 'phone' }));
    expect(unknown.codes).to.deep.equal({ channel: 'bad-choice' });
    const theirs = await buildChain(world, 'binh');
    const foreign = await refuse(world, 'hoa', '/sales', move.body(chain, chain.lot, 20, { at: theirs.facility._id }));
    expect(foreign.status).to.equal(404);
    expect(foreign.codes).to.deep.equal({ at: 'not-found' });
  });

  refusesBadMoves(() => world, move);
  refusesStoppedLots(() => world, move);
});
