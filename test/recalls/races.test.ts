import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { compareLots } from '../../src/events/rebuild.service.js';
import { Events } from '../../src/events/event.model.js';
import { stepOf } from '../../src/events/step.js';
import { AnnouncedRecalls } from '../../src/lots/announced.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { completeRecall } from '../../src/recalls/complete.service.js';
import { finishLeft } from '../../src/recalls/keeper.js';
import { RecallParts, Recalls } from '../../src/recalls/recall.model.js';
import { startRecall as recallLots } from '../../src/recalls/recall.service.js';
import { startRecall } from '../support/recalls.js';
import { openWorkshop, outcome, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('a recall and what happens at the same moment', () => {
  let world: World;
  let hoa: Workshop;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
  });
  after(() => world.stop());

  /** The steps of a lot in the order in which they changed it. */
  async function stepsOf(lot: string): Promise<(string | null)[]> {
    const found = await Events.find({ lots: lot }).lean();
    const versionOf = ({ lots, versions }: (typeof found)[number]) => versions[lots.indexOf(lot)] ?? 0;
    return found.sort((one, other) => versionOf(one) - versionOf(other)).map(({ event }) => stepOf(event));
  }

  it('is in one order or the other with shipments: nothing is shipped of a lot that is recalled', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const root = await hoa.harvest();
      const lots = [root, await hoa.process(20, root), await hoa.process(20, root)];
      const ship = async (lot: string) => {
        const codes: string[] = [];
        while (codes.length < 8 && !codes.includes('lot-recalled')) codes.push(await outcome(hoa.ship(lot, 'binh')));
        return codes;
      };
      const recall = sleep((round % 4) * 15).then(() => recallLots({ lots: [root], reason: 'x' }, world.by('minh')));
      const codes = await Promise.all(lots.map(ship));
      await recall;
      for (const [index, lot] of lots.entries()) {
        for (const code of codes[index] ?? []) seen.add(code);
        const steps = await stepsOf(lot);
        const done = (codes[index] ?? []).filter((code) => code === 'done').length;
        expect(steps.filter((step) => step === 'shipping')).to.have.length(done);
        expect(steps.slice(steps.indexOf('recalling') + 1), steps.join()).not.to.include('shipping');
        expect(steps).to.include('recalling');
      }
    }
    expect([...seen].sort()).to.deep.equal(['done', 'lot-recalled']);
    expect((await compareLots()).differences).to.deep.equal([]);
  }).timeout(240_000);

  it('is one where two inspectors decide at once on lots of one family', async () => {
    const root = await hoa.harvest();
    const made = await hoa.process(20, root);
    const answers = await Promise.all(
      [root, made, root].map((lot) =>
        world.as.minh.post('/api/recalls', { lots: [lot], reason: 'x', notice: { vi: 'y' } }),
      ),
    );
    const done = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status === 409).length + done.length).to.equal(3);
    expect(done.length).to.be.within(1, 2); // of the lot alone, then of its raw material too
    for (const lot of [root, made]) expect((await Lots.findById(lot).lean())?.recalledBy).to.be.a('string');
  });

  it('is finished by another process where its own has died', async () => {
    const root = await hoa.harvest();
    const made = await hoa.process(20, root);
    const id = await startRecall(world, root);
    // as it was after the first event: nothing listed, nothing marked but the root
    const { recalledBy: eventID = '' } = (await Lots.findById(root).lean()) ?? {};
    await AnnouncedRecalls.create({ _id: id, roots: [root], eventID: eventID ?? '' });
    const later = await hoa.harvest();
    const unmarked = { recalledBy: null };
    await RecallParts.deleteMany({ recall: id });
    await Recalls.updateOne({ _id: id }, { $set: { markedAt: null, listedAt: null, lots: 0, touchedAt: new Date(0) } });
    await Lots.updateOne({ _id: made }, { $set: unmarked }); // by hand: its event stays, and is found again
    expect((await Lots.findById(made).lean())?.recalledBy).to.equal(eventID); // as announced
    expect(await outcome(hoa.ship(made, 'binh'))).to.equal('lot-recalled');
    expect(await outcome(hoa.ship(later, 'binh'))).to.equal('done');
    await Promise.all([finishLeft(new Date()), finishLeft(new Date())]);
    const recall = await Recalls.findById(id).lean();
    expect([recall?.lots, recall?.markedAt instanceof Date]).to.deep.equal([2, true]);
    expect(await AnnouncedRecalls.countDocuments({})).to.equal(0);
    expect(await RecallParts.countDocuments({ recall: id, eventID: null })).to.equal(0);
    const parts = await RecallParts.countDocuments({ recall: id });
    await completeRecall(id, eventID ?? null); // once more changes nothing
    expect(await RecallParts.countDocuments({ recall: id })).to.equal(parts);
  });
});
