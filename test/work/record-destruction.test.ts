import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { buildChain, expiredTime, laterTime, refuse, type Chain } from '../support/chain.js';
import { freshLot, holding, refusesBadMoves, type Move } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';

const move: Move = {
  path: '/destructions',
  body: ({ facility }, lot, quantity, more = {}) => ({
    lot,
    quantity,
    at: facility._id,
    reason: 'Ẩm mốc',
    eventTime: laterTime,
    ...more,
  }),
};

describe('recording a destruction', () => {
  let world: World;
  let chain: Chain;
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
  });
  after(() => world.stop());

  it('takes the goods away and keeps the reason', async () => {
    const lot = await freshLot(world, chain);
    const res = await world.as.hoa.post('/api/destructions', move.body(chain, lot, 20.5));
    expect(res.status, res.text).to.equal(201);
    expect(await world.lot(lot)).to.include({ onHand: 100, destroyed: 20.5 });
    const event = (await Events.findById(res.body.eventID).lean())?.event;
    expect(event).to.include({ action: 'DELETE', bizStep: 'destroying', 'nguon:note': 'Ẩm mốc' });
  });

  it('takes what was recalled or has expired', async () => {
    const recalled = await freshLot(world, chain);
    await holding(world, recalled, 'recalled');
    const expired = await freshLot(world, chain);
    for (const [lot, eventTime] of [
      [recalled, laterTime],
      [expired, expiredTime],
    ] as const) {
      const res = await world.as.hoa.post('/api/destructions', move.body(chain, lot, 120.5, { eventTime }));
      expect(res.status, res.text).to.equal(201);
    }
  });

  it('refuses to destroy what is held as evidence', async () => {
    const lot = await freshLot(world, chain);
    await holding(world, lot, 'unavailable');
    const { codes } = await refuse(world, 'hoa', '/destructions', move.body(chain, lot, 20));
    expect(codes).to.deep.equal({ lot: 'lot-held' });
  });

  it('takes a form, and asks for a reason beside its field', async () => {
    const browser = await world.as.hoa.browser();
    const lot = await freshLot(world, chain);
    const fields = { lot, quantity: '2,5', at: chain.facility._id, eventTime: '2026-10-03T09:00' };
    const refused = await browser.post('/destructions', { ...fields, reason: ' ' });
    expect(refused.status).to.equal(400);
    expect(refused.text)
      .to.include('id="error-reason"')
      .and.match(/name="quantity"[^>]*value="2,5"/);
    const res = await browser.post('/destructions', { ...fields, reason: 'Mốc' });
    expect(res.status, res.text).to.equal(303);
    expect(await world.lot(lot)).to.include({ destroyed: 2.5 });
  });

  refusesBadMoves(() => world, move);
});
