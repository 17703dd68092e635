import { randomBytes, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { keys } from '../../src/auth/keys.js';
import { trusted } from '../../src/db.js';
import { Events, type StoredEvent } from '../../src/events/event.model.js';
import { LogEntries, PendingEntries } from '../../src/ledger/log.model.js';
import { startSequencer } from '../../src/ledger/sequencer.js';
import { newLotState } from '../../src/lots/lot-state.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { mayReadLot } from '../../src/lots/lot.service.js';
import { dropBlocks, findChainHead } from '../../src/trace/block.model.js';
import { chainOf } from '../../src/trace/chain.service.js';
import { foldChains } from '../../src/trace/fold-blocks.js';
import { readBlocks } from '../../src/trace/read-blocks.js';
import { compareBlocks } from '../../src/trace/rebuild-blocks.js';
import { type Actor } from '../../src/policy.js';
import { someLot } from '../support/builders.js';
import { buildChain, laterTime, record, type Chain } from '../support/chain.js';
import { startWorld, type World } from '../support/world.js';

/** What happens at once: lots that are made, or changed, each with what it is made of; then how far the others are. */
interface Batch {
  lots: { lot: number; parents: number[]; hoaHasPart: boolean; isHeld: boolean }[];
  then: 'nothing' | 'placed' | 'folded';
}

const most = 40;
const anyLot = fc.integer({ min: 0, max: most });
const anyBatches = fc.array(
  fc.record<Batch>({
    lots: fc.array(
      fc.record({
        lot: anyLot,
        parents: fc.array(anyLot, { maxLength: 3 }), // also itself, in circles, or one that never is
        hoaHasPart: fc.integer({ min: 0, max: 5 }).map((number) => number > 0),
        isHeld: fc.boolean(),
      }),
      { minLength: 1, maxLength: 60, size: 'medium' },
    ),
    then: fc.constantFrom('nothing', 'placed', 'folded'),
  }),
  { minLength: 2, maxLength: 8 },
);

describe('the blocks of chains', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    await happen(randomUUID(), { lots: [{ lot: 0, parents: [], hoaHasPart: true, isHeld: false }], then: 'folded' });
  });
  after(() => world.stop());

  it('give the graph that a walk from lot to lot gives, however much of it they know yet', async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(anyBatches, fc.array(anyLot, { minLength: 4, maxLength: 4 }), async (batches, roots) => {
        const name = randomUUID();
        for (const batch of batches) await happen(name, batch);
        const all = new Map((await Lots.find({ code: name }).lean()).map((lot) => [lot._id, lot as Lot]));
        for (const root of roots) {
          const lot = all.get(pathOf(name, root));
          if (!lot) continue;
          for (const actor of [world.as.minh.actor, world.as.hoa.actor]) await compareWithWalk(lot, actor, all);
        }
        await foldChains();
        expect((await compareBlocks()).differences).to.deep.equal([]);
      }),
      { numRuns: 4 },
    );
  });

  it('are begun by one of two who fold at the same moment', async () => {
    for (let again = 0; again < 5; again++) {
      await dropBlocks();
      await Promise.all([foldChains(), foldChains()]).then(() => foldChains());
      expect((await compareBlocks()).differences).to.deep.equal([]);
    }
  }).timeout(60_000);

  it('are not asked where more was recorded than they know', async () => {
    const name = randomUUID();
    await happen(name, { lots: [{ lot: 0, parents: [], hoaHasPart: true, isHeld: false }], then: 'folded' });
    expect(await readBlocks(pathOf(name, 0))).to.have.length(1);
    const rows = Array.from({ length: 600 }, () => ({
      _id: randomUUID(),
      commitment: randomBytes(32),
      at: new Date(),
    }));
    await PendingEntries.insertMany(rows);
    expect(await readBlocks(pathOf(name, 0))).to.equal(null);
    await PendingEntries.deleteMany({});
  });
});

const pathOf = (name: string, lot: number) => `${name}/${lot}`;

/** Writes the lots and an event for each, as far as a chain is read from them. */
async function happen(name: string, { lots, then }: Batch): Promise<void> {
  const at = new Date();
  const rows = new Map<string, Lot>();
  const events: StoredEvent[] = [];
  for (const { lot, parents, hoaHasPart, isHeld } of lots) {
    const _id = pathOf(name, lot);
    const state = newLotState('KGM', new Date(Date.UTC(2026, 0, 1, lot)).toISOString());
    const parties = ['org-x', ...(hoaHasPart ? ['org-hoa'] : [])];
    const row: Lot = { ...state, _id, code: name, product: `p${lot % 3}`, organization: 'org-x', version: 1, parties };
    const change = { ...row, parents: parents.map((each) => pathOf(name, each)), heldBy: isHeld ? 'held' : null };
    rows.set(_id, change);
    events.push({ _id: randomUUID(), lots: [_id] } as StoredEvent);
  }
  await Lots.deleteMany({ code: name, _id: trusted({ $in: [...rows.keys()] }) });
  await Lots.insertMany([...rows.values()], { lean: true });
  await Events.collection.insertMany(events.map((event) => ({ ...event, request: event._id }) as never));
  await PendingEntries.insertMany(events.map(({ _id }) => ({ _id, commitment: randomBytes(32), at })));
  if (then === 'nothing') return;
  const waiting = await PendingEntries.find({}).lean();
  const first = await LogEntries.countDocuments({});
  await LogEntries.insertMany(
    waiting.map(({ _id, commitment }, index) => ({ _id: first + index, event: _id, commitment })),
  );
  await PendingEntries.deleteMany({});
  if (then === 'folded') await foldChains();
}

async function compareWithWalk(root: Lot, actor: Actor, all: ReadonlyMap<string, Lot>): Promise<void> {
  const { nodes } = await chainOf(root, actor);
  const readable = [...all.values()].filter((lot) => lot._id === root._id || mayReadLot(actor, lot));
  const known = new Map(readable.map((lot) => [lot._id, lot]));
  const parentsOf = (id: string) => [...new Set(known.get(id)?.parents)].filter((parent) => known.has(parent));
  const childrenOf = (id: string) => readable.filter(({ parents }) => parents.includes(id)).map(({ _id }) => _id);
  const walked = new Set([...walk(root._id, parentsOf), ...walk(root._id, childrenOf)]);
  expect([...nodes.keys()].sort()).to.deep.equal([...walked].sort());
  for (const [id, { lot, parents, children }] of nodes) {
    const stored = known.get(id);
    expect([lot.heldBy, lot.parties, lot.product]).to.deep.equal([stored?.heldBy, stored?.parties, stored?.product]);
    expect([lot.firstEventTime, lot.lastEventTime]).to.deep.equal([stored?.firstEventTime, stored?.lastEventTime]);
    expect([...parents].sort()).to.deep.equal(
      parentsOf(id)
        .filter((each) => walked.has(each))
        .sort(),
    );
    expect([...children].sort()).to.deep.equal(
      childrenOf(id)
        .filter((each) => walked.has(each))
        .sort(),
    );
  }
}

function walk(from: string, next: (id: string) => string[]): Set<string> {
  const seen = new Set([from]);
  for (const id of seen) for (const other of next(id)) seen.add(other);
  return seen;
}

describe('a chain read from blocks', () => {
  let world: World;
  let chain: Chain;
  let [noodles, packed] = ['', ''];
  const pack = () =>
    record(world, 'hoa', '/packings', {
      ...{ input: { lot: noodles, quantity: 5 }, product: chain.package._id, lot: someLot(), units: 10 },
      ...{ facility: chain.facility._id, eventTime: laterTime },
    });
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
    noodles = await record(world, 'hoa', '/processes', {
      inputs: [{ lot: chain.lot, quantity: 100 }],
      outputs: [{ product: chain.noodle._id, lot: someLot(), quantity: 20 }],
      ...{ facility: chain.facility._id, eventTime: laterTime },
    });
    packed = await pack();
  });
  after(() => world.stop());

  const trace = async (lot: string) => {
    const res = await world.as.hoa.get(`/api/lots/${lot}/trace`);
    expect(res.status, res.text).to.equal(200);
    return res.body as { items: { lot: string; step: number; state: string }[] };
  };
  const fold = async () => {
    const sequencer = await startSequencer(keys().log());
    await sequencer.stop();
    await foldChains();
  };

  it('is answered as before', async () => {
    const before = [await trace(chain.lot), await trace(noodles), await trace(packed)];
    expect(await readBlocks(packed)).to.equal(null);
    await fold();
    expect((await findChainHead())?.places).to.equal(3);
    expect(await readBlocks(packed)).to.have.length(3);
    expect([await trace(chain.lot), await trace(noodles), await trace(packed)]).to.deep.equal(before);
  });

  it('has what was recorded since', async () => {
    const next = await pack();
    expect((await trace(chain.lot)).items.map(({ lot }) => lot)).to.have.members([chain.lot, noodles, packed, next]);
    const res = await world.as.minh.post(`/api/lots/${noodles}/holds`, { reason: 'Mẫu nghi nhiễm' });
    expect(res.status, res.text).to.equal(201);
    const held = (await trace(next)).items.find(({ lot }) => lot === noodles);
    expect(held?.state).to.equal('held');
  });

  it('is found to differ by `rebuild --check` when a lot is not what its block says', async () => {
    await fold();
    expect(await compareBlocks()).to.deep.equal({ lots: 4, differences: [] });
    await Lots.updateOne({ _id: packed }, { $set: { parties: [] } });
    expect((await compareBlocks()).differences).to.deep.equal([packed]);
    await dropBlocks();
    expect(await findChainHead()).to.equal(null);
    await foldChains();
    expect(await compareBlocks()).to.deep.equal({ lots: 4, differences: [] });
  });
});
