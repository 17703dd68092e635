/** Faults that every step with a lot, a quantity and a time must refuse. */
import { expect } from 'chai';
import { capture } from '../../src/events/capture.js';
import { namespace } from '../../src/db.js';
import { uriOfPath } from '../../src/epcis/identifiers.js';
import { buildChain, expiredTime, harvest, laterTime, refuse, type Chain } from './chain.js';
import { type World } from './world.js';

export interface Move {
  path: string;
  /** A good body that takes `quantity` of `lot`. */
  body: (chain: Chain, lot: string, quantity: unknown, more?: object) => object;
  /** Prefix of the fields of the lot: `inputs.0.`. */
  place?: string;
}

/** Declares the tests; `world` is asked for when they run. */
export function refusesBadMoves(world: () => World, { path, body, place = '' }: Move): void {
  let chain: Chain;
  before(async () => {
    chain = await buildChain(world());
  });
  const refused = (lot: string, quantity: unknown, more?: object) =>
    refuse(world(), 'hoa', path, body(chain, lot, quantity, more));

  it('refuses a lot that is not there, and one of a stranger, in the same words', async () => {
    const theirs = await buildChain(world(), 'binh');
    const foreign = await refused(theirs.lot, 1);
    const absent = await refused(`${theirs.root.key}/10/NOWHERE`, 1);
    expect(foreign.status).to.equal(404);
    expect(foreign.codes).to.deep.equal({ [`${place}lot`]: 'not-found' });
    expect(foreign).to.deep.equal(absent);
  });

  for (const lot of ['', 'L1', '01/09521234000012/10/L1', '01/09521234000013/10/L1/21/X', 'p/ABC/10/lô']) {
    it(`refuses “${lot}” as a lot`, async () => {
      const { status, faults } = await refused(lot, 1);
      expect(status).to.equal(400);
      expect(faults).to.have.keys(`${place}lot`);
    });
  }

  for (const quantity of [0, -1, 'nhiều', '1e3', null, 2e9]) {
    it(`refuses ${JSON.stringify(quantity)} as a quantity`, async () => {
      const { status, faults } = await refused(chain.lot, quantity);
      expect(status).to.equal(400);
      expect(faults).to.have.property(`${place}quantity`);
    });
  }

  it('refuses more decimals than the unit has', async () => {
    const { status, codes } = await refused(chain.lot, 1.2345);
    expect(status).to.equal(400);
    expect(codes).to.deep.equal({ [`${place}quantity`]: 'too-many-decimals' });
  });

  it('refuses a time in the future, and one before the lot was', async () => {
    const future = await refused(chain.lot, 20, { eventTime: new Date(Date.now() + 86_400_000).toISOString() });
    expect(future.status).to.equal(400);
    expect(future.codes).to.deep.equal({ eventTime: 'event-in-future' });
    const early = await refused(chain.lot, 20, { eventTime: '2026-10-02T08:29:59+07:00' });
    expect(early.status).to.equal(409);
    expect(early.codes).to.deep.equal({ eventTime: 'event-before-lot' });
  });

  it('refuses more than is on hand and says how much is missing', async () => {
    const { status, faults } = await refused(chain.lot, 150);
    expect(status).to.equal(409);
    expect(faults[`${place}quantity`]).to.match(/120,5.+29,5/);
  });

  it('refuses somebody who is no producer', async () => {
    const { status, code } = await refuse(world(), 'minh', path, body(chain, chain.lot, 20));
    expect([status, code]).to.deep.equal([403, 'role-not-allowed']);
  });
}

/** A recalled, a held or an expired lot. */
export function refusesStoppedLots(world: () => World, { path, body, place = '' }: Move): void {
  for (const [code, disposition] of Object.entries({ 'lot-held': 'unavailable', 'lot-recalled': 'recalled' })) {
    it(`refuses to move a lot that is ${disposition}`, async () => {
      const chain = await buildChain(world());
      await holding(world(), chain.lot, disposition);
      const { status, codes } = await refuse(world(), 'hoa', path, body(chain, chain.lot, 20));
      expect(status).to.equal(409);
      expect(codes).to.deep.equal({ [`${place}lot`]: code });
    });
  }

  it('refuses to move a lot after its last day', async () => {
    const chain = await buildChain(world());
    const late = body(chain, chain.lot, 20, { eventTime: expiredTime });
    const { status, codes } = await refuse(world(), 'hoa', path, late);
    expect(status).to.equal(409);
    expect(codes).to.deep.equal({ [`${place}lot`]: 'lot-expired' });
  });
}

export function holding(world: World, lot: string, disposition: string): Promise<unknown> {
  return capture(
    {
      type: 'ObjectEvent',
      action: 'OBSERVE',
      bizStep: 'holding',
      disposition,
      eventTime: laterTime,
      quantityList: [{ epcClass: uriOfPath(lot, namespace()) }],
    },
    world.by('minh'),
  );
}

/** A lot of the chain's roots that nothing else has used. */
export function freshLot(world: World, chain: Chain): Promise<string> {
  return harvest(world, 'hoa', { product: chain.root._id, zone: chain.zone._id });
}
