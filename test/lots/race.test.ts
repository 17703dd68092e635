import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { lotPath } from '../../src/epcis/identifiers.js';
import { capture } from '../../src/events/capture.js';
import { type Captured } from '../../src/events/record.js';
import { Lots } from '../../src/lots/lot.model.js';
import { type Product } from '../../src/registry/product.model.js';
import { buildProduct, someLot } from '../support/builders.js';
import { buildLot, observe, outcomeOf, transform } from '../support/drafts.js';
import { startWorld, type World } from '../support/world.js';

describe('events at the same time', () => {
  let world: World;
  let product: Product;
  before(async () => {
    world = await startWorld();
    product = await buildProduct(world.by('hoa'));
  });
  after(() => world.stop());

  const someLotOf = (thousandths: number) => buildLot(product, thousandths, world.by('hoa'));

  it('share a lot without ever taking more than there is', async () => {
    const lot = await someLotOf(10_000);
    const sell = () => outcomeOf(observe('retail_selling', lot, 1000), world.by('hoa'));
    const outcomes = await Promise.all(Array.from({ length: 20 }, sell));
    expect(outcomes.filter((outcome) => outcome === 'recorded')).to.have.length(10);
    expect(outcomes.filter((outcome) => outcome === 'insufficient-quantity')).to.have.length(10);
    expect(await world.lot(lot)).to.include({ sold: 10, onHand: 0 });
  });

  it('have one winner for the last kilogram, whatever they want it for', async () => {
    for (let round = 0; round < 5; round++) {
      const lot = await someLotOf(1000);
      const output = lotPath(product.key, someLot());
      const outcomes = await Promise.all([
        outcomeOf(observe('retail_selling', lot, 1000), world.by('hoa')),
        outcomeOf(transform([[lot, 1000]], output, 900), world.by('hoa')),
      ]);
      expect(outcomes).to.have.members(['recorded', 'insufficient-quantity']);
      expect((await Lots.exists({ _id: output })) !== null).to.equal(outcomes[1] === 'recorded');
    }
  });

  it('open a lot code once', async () => {
    const lot = lotPath(product.key, someLot());
    const open = () => outcomeOf(observe('commissioning', lot, 1000, { action: 'ADD' }), world.by('hoa'));
    const outcomes = await Promise.all(Array.from({ length: 8 }, open));
    expect(outcomes.filter((outcome) => outcome === 'recorded')).to.have.length(1);
    expect(outcomes.filter((outcome) => outcome === 'lot-exists')).to.have.length(7);
  });

  it('are recorded once a request, also when sending it again would break several rules', async () => {
    const lots = [await someLotOf(1000), await someLotOf(1000)];
    const output = lotPath(product.key, someLot());
    const by = { ...world.by('hoa'), key: randomUUID(), fingerprint: 'a' };
    const draft = transform(
      lots.map((lot) => [lot, 1000]),
      output,
      500,
    );
    const first: Captured = await capture(draft, by);
    const events = await world.countEvents();
    expect(await capture(draft, by)).to.deep.equal(first);
    expect(await outcomeOf(draft, { ...by, fingerprint: 'b' })).to.equal('idempotency-key-reused');
    expect(await outcomeOf(draft, world.by('hoa'))).to.equal('insufficient-quantity,insufficient-quantity,lot-exists');
    expect(await world.countEvents()).to.equal(events);
  });

  it('cannot take less than nothing', async () => {
    const lot = await someLotOf(1000);
    expect(await outcomeOf(observe('retail_selling', lot, -500), world.by('hoa'))).to.equal('invalid-request');
    expect(await outcomeOf(observe('retail_selling', lot, 1e18), world.by('hoa'))).to.equal('invalid-request');
    expect(await world.lot(lot)).to.include({ sold: 0, onHand: 1 });
  });
});
