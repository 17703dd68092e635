import { expect } from 'chai';
import mongoose from 'mongoose';
import { followChanges, type StoreChanges } from '../../src/db-changes.js';
import { startWorld, type World } from '../support/world.js';

describe('following the changes of the store', function () {
  this.timeout(60_000);
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const collection = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
  const settings = () => collection('settings').findOne({ _id: 'store' });

  /** Batches from the opening on. */
  async function follow(isWanted: boolean, enough: (batches: StoreChanges[]) => boolean, work: () => Promise<unknown>) {
    const stopping = new AbortController();
    const how = { busiest: ['busiest'], isWanted: () => isWanted, signal: stopping.signal };
    const batches: StoreChanges[] = [];
    try {
      for await (const batch of followChanges(['followed'], how)) {
        if (batches.length === 0) await work();
        batches.push(batch);
        if (enough(batches)) return batches;
      }
    } finally {
      stopping.abort();
    }
    return batches;
  }

  it('proves nothing before it has told what happened until then, however much else did', async () => {
    let changedAt = Infinity;
    const batches = await follow(
      true,
      (all) => all.some(({ until = -Infinity }) => until >= changedAt),
      async () => {
        for (const name of ['busiest', 'other']) {
          const many = Array.from({ length: 700 }, (_, index) => ({ _id: String(index) }));
          await collection(name).insertMany(many);
        }
        await collection('followed').insertOne({ _id: 'one' });
        changedAt = performance.now();
      },
    );
    const told = batches.flatMap(({ changes }) => changes);
    expect(told).to.deep.equal([{ collection: 'followed', id: 'one' }]);
  });

  it('writes nothing and proves nothing while nobody needs it', async () => {
    const before = await settings();
    const batches = await follow(
      false,
      (all) => all.length > 3,
      () => collection('followed').insertOne({ _id: 'two' }),
    );
    expect(batches.flatMap(({ changes }) => changes)).to.deep.equal([{ collection: 'followed', id: 'two' }]);
    expect(batches.map(({ until }) => until)).to.deep.equal(batches.map(() => undefined));
    expect(await settings()).to.deep.equal(before);
  });
});
