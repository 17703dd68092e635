import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes, randomInt } from 'node:crypto';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { keys } from '../../src/auth/keys.js';
import { inTransaction, newId } from '../../src/db.js';
import { enqueue } from '../../src/ledger/append.js';
import { LogHeads, LogLeases, LogPositions, LogTiles, PendingEntries } from '../../src/ledger/log.model.js';
import { getCheckpoint, getTile } from '../../src/ledger/log.service.js';
import { type TreeHead } from '../../src/ledger/note.js';
import { sequencePending, startSequencer, type Sequencer } from '../../src/ledger/sequencer.js';
import { auditLog, expectPrefix, readHead } from '../support/log.js';
import { waitFor } from '../support/server-process.js';
import { startWorld, type World } from '../support/world.js';

const read = async (path: string) => (path === 'checkpoint' ? Buffer.from(await getCheckpoint()) : getTile(path));

describe('the sequencer', function () {
  this.timeout(90_000);
  let world: World;
  let vkey: string;
  const acknowledged = new Map<string, Buffer>();
  const heads: TreeHead[] = [];
  beforeEach(async () => {
    world = await startWorld();
    vkey = keys().log().vkey;
    acknowledged.clear();
    heads.length = 0;
  });
  afterEach(() => world.stop());

  /** What `capture` does for an event; the entry counts from its acknowledgement on. */
  const enter = async (count = 1) => {
    for (let i = 0; i < count; i++) {
      const entry = { eventID: `ni:${newId()}`, commitment: randomBytes(32), recordTime: new Date() };
      await inTransaction((session) => enqueue(entry, session));
      acknowledged.set(entry.eventID, entry.commitment);
    }
  };
  const isAllSigned = async () => (await readHead(read, vkey)).size >= acknowledged.size;
  const remember = async () => {
    heads.push(await readHead(read, vkey));
  };

  /** Every acknowledged entry once, at one position, in a log that begins with every checkpoint that was seen. */
  const expectSound = async () => {
    const audit = await auditLog(read, vkey);
    const positions = await LogPositions.find({}).sort({ _id: 1 }).lean();
    expect(positions.map(({ _id }) => _id)).to.deep.equal(audit.entries.map((_, at) => at));
    expect(positions).to.have.length(acknowledged.size);
    for (const { _id, event } of positions) expect(audit.entries[_id], event).to.deep.equal(acknowledged.get(event));
    for (const head of heads) expectPrefix(head, audit);
    expect(await PendingEntries.countDocuments({})).to.equal(0);
  };

  it('keeps one log when three run at once', async () => {
    const all = await Promise.all(Array.from({ length: 3 }, () => startSequencer(keys().log())));
    const load = Promise.all(Array.from({ length: 6 }, () => enter(30)));
    for (let i = 0; i < 10; i++) {
      await remember();
      await sleep(60);
    }
    await load;
    await waitFor('all signed', isAllSigned);
    await Promise.all(all.map((each) => each.stop()));
    await expectSound();
  });

  it('keeps one log also when nobody minds the lease', async () => {
    await (await startSequencer(keys().log())).stop();
    await enter(40);
    const everybodyLeads = setInterval(() => void LogLeases.deleteMany({}).catch(() => undefined), 5);
    const race = () => sequencePending(keys().log(), newId());
    for (let i = 0; i < 5; i++) {
      await enter(10);
      await Promise.allSettled([race(), race(), race(), race(), enter(5)]);
      await remember();
    }
    clearInterval(everybodyLeads);
    await (await startSequencer(keys().log())).stop();
    await expectSound();
  });

  it('takes over within a second from a leader that has died', async () => {
    const sequencer: Sequencer = await startSequencer(keys().log());
    await enter();
    await waitFor('a lease', async () => (await LogLeases.countDocuments({})) === 1);
    // what a leader leaves that dies at the moment it has taken the lease
    const taken = Date.now();
    await LogLeases.updateOne({ _id: 'log' }, { $set: { owner: 'dead', until: new Date(taken + 500) } });
    await enter();
    await waitFor('all signed', isAllSigned, 1000);
    expect(Date.now() - taken).to.be.below(1200);
    await sequencer.stop();
    await expectSound();
  });

  it('lets another process lead at once when it stops', async () => {
    const first = await startSequencer(keys().log());
    await enter();
    await first.stop();
    expect(await isAllSigned()).to.equal(true);
    expect(await LogLeases.countDocuments({})).to.equal(0);
  });

  it('loses and forks nothing, whichever of its steps fails, before or after it is done', async () => {
    await (await startSequencer(keys().log())).stop();
    let failures = 0;
    for (const when of ['before', 'after'] as const) {
      for (let step = 1; ; step++) {
        await enter(3);
        await remember();
        const failed = await runWithFault(step, when, () => sequencePending(keys().log(), 'one'));
        await remember();
        if (!failed) break;
        failures++;
      }
    }
    expect(failures).to.be.at.least(20);
    await LogLeases.deleteMany({});
    await sequencePending(keys().log(), 'two');
    await expectSound();
  });

  it('does not sign a log whose tiles were changed', async () => {
    await (await startSequencer(keys().log())).stop();
    await enter(3);
    await sequencePending(keys().log(), 'one');
    await remember();
    const bytes = Buffer.from(await getTile('tile/0/000.p/3'));
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    await LogTiles.updateOne({ _id: 'tile/0/000' }, { $set: { bytes } });
    await enter();
    const failure = await sequencePending(keys().log(), 'one').catch((error: Error) => error.message);
    expect(failure).to.contain('the log is damaged');
    expect(await readHead(read, vkey)).to.deep.equal(heads[0]);
  });

  it('loses and forks nothing when processes are killed with -9 under load', async () => {
    const { host, port, name } = mongoose.connection;
    const children: ChildProcess[] = [];
    const launch = async () => {
      const child = launchProcess(`mongodb://${host}:${port}/${name}?directConnection=true`);
      children.push(child);
      await once(child.stdout as NodeJS.ReadableStream, 'data');
      return child;
    };
    let going = true;
    const load = async () => {
      while (going) await enter();
    };
    const loads = [load(), load(), load()];
    for (let kill = 0; kill < 4; kill++) {
      const [victim] = await Promise.all([launch(), launch()]);
      await sleep(randomInt(300));
      await remember();
      victim.kill('SIGKILL');
    }
    await sleep(200);
    going = false;
    await Promise.all(loads);
    await waitFor('all signed', isAllSigned, 10_000);
    for (const child of children) child.kill('SIGKILL');
    expect(acknowledged.size).to.be.above(50);
    await expectSound();
  });
});

function launchProcess(uri: string): ChildProcess {
  const { origin, privateKey } = keys().log();
  const env = {
    PATH: process.env.PATH,
    MONGODB_URI: uri,
    LOG_KEY: JSON.stringify({ origin, jwk: privateKey.export({ format: 'jwk' }) }),
  };
  const args = ['--import', 'tsx', 'test/support/sequencer-process.ts'];
  return spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

type Method = (...args: unknown[]) => PromiseLike<unknown>;

/** Runs `work` while the given call to the store, counted from 1, fails. False when there were fewer calls. */
async function runWithFault(step: number, when: 'before' | 'after', work: () => Promise<void>): Promise<boolean> {
  let calls = 0;
  const calledMethods: [object, string[]][] = [
    [LogLeases, ['updateOne']],
    [LogHeads, ['findById', 'updateOne']],
    [LogTiles, ['find', 'bulkWrite']],
    [LogPositions, ['insertMany']],
    [PendingEntries, ['find', 'deleteMany']],
  ];
  const owners = calledMethods.flatMap(([model, names]) =>
    names.map((name) => [model as Record<string, Method>, name] as const),
  );
  for (const [model, name] of owners) {
    const original = (model[name] as Method).bind(model);
    model[name] = (...args) => {
      calls++;
      if (calls !== step) return original(...args);
      if (when === 'before') throw new Error('fault');
      const query = original(...args) as PromiseLike<unknown> & { readConcern?: () => PromiseLike<unknown> };
      const failing = Promise.resolve(query.readConcern?.call(query, 'majority') ?? query).then(() => {
        throw new Error('fault');
      });
      return Object.assign(failing, { readConcern: () => failing });
    };
  }
  try {
    await work();
    return false;
  } catch (error) {
    expect((error as Error).message).to.equal('fault');
    return true;
  } finally {
    for (const [model, name] of owners) delete model[name];
  }
}
