import { expect } from 'chai';
import { capture } from '../../src/events/capture.js';
import { Events } from '../../src/events/event.model.js';
import { compareLots, restoreLot } from '../../src/events/rebuild.service.js';
import { Lots } from '../../src/lots/lot.model.js';
import { type Product } from '../../src/registry/product.model.js';
import { buildProduct } from '../support/builders.js';
import { buildLot, observe } from '../support/drafts.js';
import { startWorld, type World } from '../support/world.js';

describe('lots folded again from their events', () => {
  let world: World;
  let product: Product;
  before(async () => {
    world = await startWorld();
    product = await buildProduct(world.by('hoa'));
  });
  after(() => world.stop());

  const someLotOf = (thousandths: number) => buildLot(product, thousandths, world.by('hoa'));

  it('name a lot that was tampered with and the fields, and put it right', async () => {
    const lot = await someLotOf(5000);
    await capture(observe('retail_selling', lot, 1000), world.by('hoa'));
    const onHand = [{ organization: 'org-binh', quantity: 4000 }];
    await Lots.updateOne({ _id: lot }, { $set: { onHand, sold: 999 } });
    const { differences } = await compareLots();
    expect(differences.map((difference) => difference.lot)).to.deep.equal([lot]);
    expect(differences[0]?.fields).to.have.members(['onHand', 'sold']);
    for (const difference of differences) expect(await restoreLot(difference)).to.equal(true);
    expect((await compareLots()).differences).to.deep.equal([]);
    expect(await world.lot(lot)).to.include({ sold: 1, onHand: 4 });
  });

  it('make a lost lot anew, and leave a lot alone whose events are not whole', async () => {
    const [lost, cut, invented] = [await someLotOf(5000), await someLotOf(5000), await someLotOf(7000)];
    const sale = await capture(observe('retail_selling', cut, 1000), world.by('hoa'));
    await capture(observe('retail_selling', cut, 500), world.by('hoa'));
    await Lots.deleteOne({ _id: lost });
    await Events.deleteOne({ _id: sale.eventID });
    await Events.deleteOne({ lots: invented });
    const { differences } = await compareLots();
    const faults = Object.fromEntries(differences.map(({ lot, fault }) => [lot, fault]));
    expect(faults).to.deep.equal({
      [lost]: 'not stored',
      [cut]: 'an event is missing after version 1',
      [invented]: 'no event made it',
    });
    const restored = await Promise.all(differences.map(async (each) => [each.lot, await restoreLot(each)]));
    expect(Object.fromEntries(restored)).to.deep.equal({ [lost]: true, [cut]: false, [invented]: false });
    expect(await world.lot(lost)).to.include({ produced: 5, onHand: 5 });
    expect(await world.lot(cut)).to.include({ sold: 1.5 });
  });
});
