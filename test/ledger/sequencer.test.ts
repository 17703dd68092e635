import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { newId } from '../../src/db.js';
import {
  findHead,
  listPending,
  LogEntries,
  LogLeases,
  LogTiles,
  PendingEntries,
  type LogHead,
} from '../../src/ledger/log.model.js';
import { getTile } from '../../src/ledger/log.service.js';
import { extend, place } from '../../src/ledger/sequence.js';
import { sequencePending, startSequencer } from '../../src/ledger/sequencer.js';
import { runBeside, runWithFault } from '../support/fault.js';
import { openTestLog, type TestLog } from '../support/log.js';
import { waitFor } from '../support/server-process.js';
import { startWorld, type World } from '../support/world.js';

describe('the sequencer', function () {
  this.timeout(90_000);
  let world: World;
  let log: TestLog;
  beforeEach(async () => {
    world = await startWorld();
    log = openTestLog();
  });
  afterEach(() => world.stop());

  it('keeps one log when three run at once', async () => {
    const all = await Promise.all(Array.from({ length: 3 }, () => startSequencer(keys().log())));
    const load = Promise.all(Array.from({ length: 6 }, () => log.enter(30)));
    for (let i = 0; i < 10; i++) {
      await log.remember();
      await sleep(60);
    }
    await load;
    await waitFor('all signed', log.isAllSigned);
    await Promise.all(all.map((each) => each.stop()));
    await log.expectSound();
  });

  it('keeps one log also when nobody minds the lease', async () => {
    await (await startSequencer(keys().log())).stop();
    await log.enter(40);
    const everybodyLeads = setInterval(() => void LogLeases.deleteMany({}).catch(() => undefined), 5);
    const race = () => sequencePending(keys().log(), newId());
    for (let i = 0; i < 5; i++) {
      await log.enter(10);
      await Promise.allSettled([race(), race(), race(), race(), log.enter(5)]);
      await log.remember();
    }
    clearInterval(everybodyLeads);
    await (await startSequencer(keys().log())).stop();
    await log.expectSound();
  });

  it('takes the oldest first when more waits than it looks at', async () => {
    await (await startSequencer(keys().log())).stop();
    const count = 4_200;
    const backlog = Array.from({ length: count }, (_, index) => {
      // the newest came into the store first, and its name is the first of the alphabet
      const entry = { _id: `ni:${String(index).padStart(5, '0')}`, commitment: randomBytes(32) };
      return { ...entry, at: new Date(1_800_000_000_000 - index) };
    });
    for (const { _id, commitment } of backlog) log.acknowledged.set(_id, commitment);
    await PendingEntries.insertMany(backlog);
    await sequencePending(keys().log(), 'one');
    const [first, last] = [await LogEntries.findById(0).lean(), await LogEntries.findById(count - 1).lean()];
    expect([first?.event, last?.event]).to.deep.equal([backlog.at(-1)?._id, backlog[0]?._id]);
    await log.expectSound();
  });

  it('is not thrown back by a process that slept over a longer log', async () => {
    await (await startSequencer(keys().log())).stop();
    await log.enter(3);
    const others = async () => {
      await LogLeases.deleteMany({});
      await log.enter(300);
      await sequencePending(keys().log(), 'other');
      await log.remember();
    };
    const sleeper = async () => {
      const head = (await findHead()) as LogHead;
      await place(head, await listPending(3));
      await extend(head, keys().log());
    };
    await runBeside('LogTiles.bulkWrite', sleeper, others);
    expect(log.heads[0]?.size).to.equal(303);
    expect(await log.head()).to.deep.equal(log.heads[0]);
    await log.expectSound();
  });

  it('leaves no gap where a process slept that placed what others placed meanwhile', async () => {
    await (await startSequencer(keys().log())).stop();
    await log.enter(3);
    const [, second] = await listPending(3);
    const others = async () => place((await findHead()) as LogHead, second ? [second] : []);
    await runBeside(
      'LogEntries.insertMany',
      async () => place((await findHead()) as LogHead, await listPending(3)),
      others,
    );
    expect((await LogEntries.find({}).lean()).map(({ _id }) => _id)).to.deep.equal([0]);
    await sequencePending(keys().log(), 'one');
    await log.expectSound();
  });

  it('takes over within a second from a leader that has died', async () => {
    const sequencer = await startSequencer(keys().log());
    await log.enter();
    await waitFor('a lease', async () => (await LogLeases.countDocuments({})) === 1);
    // what a leader leaves that dies at the moment it has taken the lease
    const taken = Date.now();
    await LogLeases.updateOne({ _id: 'log' }, { $set: { owner: 'dead', until: new Date(taken + 500) } });
    await log.enter();
    await waitFor('all signed', log.isAllSigned, 1000);
    expect(Date.now() - taken).to.be.below(1200);
    await sequencer.stop();
    await log.expectSound();
  });

  it('lets another process lead at once when it stops', async () => {
    const first = await startSequencer(keys().log());
    await log.enter();
    await first.stop();
    expect(await log.isAllSigned()).to.equal(true);
    expect(await LogLeases.countDocuments({})).to.equal(0);
  });

  it('loses and forks nothing, whichever of its steps fails, before or after it is done', async () => {
    await (await startSequencer(keys().log())).stop();
    let failures = 0;
    for (const when of ['before', 'after'] as const) {
      for (let step = 1; ; step++) {
        await log.enter(3);
        await log.remember();
        const failed = await runWithFault(step, when, () => sequencePending(keys().log(), 'one'));
        await log.remember();
        if (!failed) break;
        failures++;
      }
    }
    expect(failures).to.be.at.least(20);
    await LogLeases.deleteMany({});
    await sequencePending(keys().log(), 'two');
    await log.expectSound();
  });

  it('does not sign a log whose tiles were changed', async () => {
    await (await startSequencer(keys().log())).stop();
    await log.enter(3);
    await sequencePending(keys().log(), 'one');
    await log.remember();
    const bytes = Buffer.from(await getTile('tile/0/000.p/3'));
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    await LogTiles.updateOne({ _id: 'tile/0/000' }, { $set: { bytes } });
    await log.enter();
    const failure = await sequencePending(keys().log(), 'one').catch((error: Error) => error.message);
    expect(failure).to.contain('the log is damaged');
    expect(await log.head()).to.deep.equal(log.heads[0]);
  });
});
