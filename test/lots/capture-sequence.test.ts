import { expect } from 'chai';
import fc from 'fast-check';
import { lotPath } from '../../src/epcis/identifiers.js';
import { type EventDraft, type QuantityElement } from '../../src/epcis/vocabulary.js';
import { capture, declareError, requestReference } from '../../src/events/capture.js';
import { Events } from '../../src/events/event.model.js';
import { compareLots } from '../../src/events/rebuild.service.js';
import { imbalance } from '../../src/lots/balance.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { type By } from '../../src/policy.js';
import { type Product } from '../../src/registry/product.model.js';
import { buildProduct, someLot } from '../support/builders.js';
import { despatch, kilograms, observe, outcome, outcomeOf, transform } from '../support/drafts.js';
import { startWorld, type World } from '../support/world.js';

describe('events of two organisations, at random', () => {
  let world: World;
  let products: Record<'hoa' | 'binh', Product>;
  before(async () => {
    world = await startWorld();
    products = { hoa: await buildProduct(world.by('hoa')), binh: await buildProduct(world.by('binh')) };
  });
  after(() => world.stop());

  type Shipment = { reference: string; lot: string; to: 'hoa' | 'binh'; quantity: number };
  const shipments: Shipment[] = [];
  const other = { hoa: 'binh', binh: 'hoa' } as const;
  const step = fc.record({
    kind: fc.constantFrom(
      'harvest',
      'process',
      'process',
      'ship',
      'receive',
      'sell',
      'destroy',
      'hold',
      'release',
      'cancel',
      'amend',
    ),
    who: fc.constantFrom('hoa' as const, 'binh' as const),
    pick: fc.nat(),
    share: fc.double({ min: 0.001, max: 1.2, noNaN: true }),
  });

  type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

  /** The event that a step would be now, of lots that the person holds; null where there is nothing to do it with. */
  async function draftOf({ kind, who, pick, share }: Step, by: By): Promise<EventDraft | null> {
    const held = await Lots.find({ 'onHand.organization': `org-${who}` })
      .sort('_id')
      .lean();
    const lot = held[pick % Math.max(held.length, 1)];
    const amountOf = ({ onHand }: Lot) =>
      Math.ceil((onHand.find(({ organization }) => organization === `org-${who}`)?.quantity ?? 0) * share);
    const fresh = lotPath(products[who].key, someLot());
    if (kind === 'harvest') return observe('commissioning', fresh, 1 + (pick % 100_000), { action: 'ADD' });
    if (kind === 'receive') {
      const shipment = shipments.find(({ to }) => to === who);
      if (!shipment) return null;
      const quantity = Math.ceil(shipment.quantity * share);
      const missing = { 'nguon:missing': [kilograms(shipment.lot, Math.max(shipment.quantity - quantity, 0))] };
      const sent = despatch(shipment.reference, `org-${who}`);
      return observe('receiving', shipment.lot, quantity, { ...sent, ...(pick % 2 && missing) });
    }
    if (!lot) return null;
    const second = held[(pick + 1) % held.length] ?? lot;
    if (kind === 'process') {
      const inputs = [lot, second].map((each): [string, number] => [each._id, amountOf(each)]);
      return transform(inputs, fresh, 1 + (pick % 50_000));
    }
    if (kind === 'ship') {
      const reference = requestReference(by);
      shipments.push({ reference, lot: lot._id, to: other[who], quantity: amountOf(lot) });
      return observe('shipping', lot._id, amountOf(lot), despatch(reference, `org-${other[who]}`));
    }
    if (kind === 'hold' || kind === 'release') {
      const disposition = kind === 'hold' && pick % 3 === 0 ? 'unavailable' : 'available';
      return observe('holding', lot._id, 0, { disposition });
    }
    return observe(kind === 'sell' ? 'retail_selling' : 'destroying', lot._id, amountOf(lot));
  }

  /** Takes back an event of the person's, or puts another in its place with a share of its quantities: two events. */
  async function correct({ kind, who, pick, share }: Step): Promise<string[]> {
    const events = await Events.find({ organization: `org-${who}` })
      .sort('_id')
      .lean();
    const { _id, event } = events[pick % Math.max(events.length, 1)] ?? {};
    if (!_id || !event) return [];
    const by = world.by(who);
    if (kind === 'cancel') return [await outcome(() => declareError(_id, 'nhầm', by))];
    const scaled = (list: QuantityElement[] | undefined) =>
      list?.map((each) => ({ ...each, quantity: Math.ceil((each.quantity ?? 0) * share * 1000) / 1000 }));
    const lists = {
      quantityList: scaled(event.quantityList),
      outputQuantityList: scaled(event.outputQuantityList),
    };
    const recorded = await outcome(() => capture({ ...event, ...lists }, by, _id));
    return recorded === 'recorded' ? [recorded, recorded] : [recorded];
  }

  it('leave every lot in balance and exactly as its events say', async function () {
    this.timeout(120_000);
    const steps = fc.array(step, { minLength: 200, maxLength: 200 });
    const outcomes: string[] = [];
    const walk = fc.asyncProperty(steps, async (all) => {
      for (const each of all) {
        const by = each.kind === 'hold' || each.kind === 'release' ? world.by('minh') : world.by(each.who);
        const draft = await draftOf(each, by);
        if (draft) outcomes.push(await outcomeOf(draft, by));
        if (each.kind === 'cancel' || each.kind === 'amend') outcomes.push(...(await correct(each)));
      }
      for (const lot of await Lots.find({}).lean()) {
        expect(imbalance(lot), lot._id).to.equal(0);
        const quantities = [...lot.onHand, ...lot.inTransit].map(({ quantity }) => quantity);
        const least = Math.min(...quantities, lot.consumed, lot.sold, lot.destroyed, lot.lost);
        expect(least, lot._id).to.be.at.least(0);
      }
    });
    await fc.assert(walk, { numRuns: 1, endOnFailure: true });
    const recorded = outcomes.filter((outcome) => outcome === 'recorded').length;
    expect(await world.countEvents(), 'a refusal stores nothing').to.equal(recorded);
    expect(recorded).to.be.above(40);
    expect(outcomes.length - recorded, 'some steps must be refused').to.be.above(10);
    const { lots, events, differences } = await compareLots();
    expect(differences).to.deep.equal([]);
    expect(events).to.equal(recorded);
    expect(lots).to.equal(await Lots.countDocuments({}));
  });
});
