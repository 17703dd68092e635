import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { mongo } from 'mongoose';
import {
  engineUri,
  enginesOf,
  makeDataDir,
  removeDataDir,
  startServer,
  statusOf,
  waitFor,
  type ServerProcess,
} from '../support/server-process.js';

const writers = 8;

describe('kill -9 in a load of writes', function () {
  this.timeout(90_000);
  let dataDir: string;
  let server: ServerProcess;
  beforeEach(async () => {
    dataDir = await makeDataDir();
    server = await startServer({ DATA_DIR: dataDir });
    await server.ready();
  });
  afterEach(async () => {
    server.child.kill('SIGTERM');
    await server.exit();
    await removeDataDir(dataDir);
  });

  it('of the server: the engine ends by itself, and the next start has all that was acknowledged', async () => {
    const load = await startLoad(engineUri(dataDir));
    await waitFor('some writes', () => load.acknowledged.size > 100);
    server.child.kill('SIGKILL');
    expect(await server.exit()).to.equal('SIGKILL');
    server = await startServer({ DATA_DIR: dataDir }); // at once: it waits for the engine that is about to end
    await server.ready();
    await load.stop();
    expect(await missing(dataDir, load.acknowledged)).to.deep.equal([]);
    expect(enginesOf(dataDir)).to.have.length(1);
  });

  it('of the server alone leaves no engine behind', async () => {
    server.child.kill('SIGKILL');
    await waitFor('no engine', () => enginesOf(dataDir).length === 0, 10_000);
  });

  it('is told by 503 for as long as the engine does not answer', async () => {
    const pid = enginesOf(dataDir)[0]?.pid ?? NaN;
    process.kill(pid, 'SIGSTOP');
    try {
      await waitFor('503', async () => (await statusOf(`${server.url}/readyz`)) === 503, 20_000);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await server.ready();
  });

  it('of the engine: it comes back by itself with all that was acknowledged', async () => {
    const load = await startLoad(engineUri(dataDir));
    await waitFor('some writes', () => load.acknowledged.size > 100);
    const [engine] = enginesOf(dataDir);
    process.kill(engine?.pid ?? NaN, 'SIGKILL');
    // it may be back before anybody could see it away
    const other = () => enginesOf(dataDir).some(({ pid }) => pid !== engine?.pid);
    await waitFor('another engine', other, 20_000);
    await server.ready();
    await load.stop();
    expect(await missing(dataDir, load.acknowledged)).to.deep.equal([]);
    expect(enginesOf(dataDir)[0]?.pid).to.be.a('number').not.equal(engine?.pid);
  });
});

interface Load {
  acknowledged: Set<string>;
  stop(): Promise<void>;
}

/** Writes without pause, each in a transaction, until it is stopped or the store no longer answers. */
async function startLoad(uri: string): Promise<Load> {
  const client = await mongo.MongoClient.connect(uri, { serverSelectionTimeoutMS: 300 });
  await client.db().createCollection<Note>('notes');
  const notes = client.db().collection<Note>('notes');
  const acknowledged = new Set<string>();
  let going = true;
  const write = async (writer: number) => {
    for (let i = 0; going; i++) {
      const _id = `${writer}-${i}`;
      const insert = (session: mongo.ClientSession) =>
        session.withTransaction(() => notes.insertOne({ _id }, { session }));
      const done = await client.withSession(insert).catch(() => null);
      if (!done) return;
      acknowledged.add(_id);
    }
  };
  const all = Array.from({ length: writers }, (_, writer) => write(writer));
  const stop = async () => {
    going = false;
    await Promise.all(all);
    await client.close();
  };
  return { acknowledged, stop };
}

interface Note {
  _id: string;
}

async function missing(dataDir: string, acknowledged: Set<string>): Promise<string[]> {
  const client = await mongo.MongoClient.connect(engineUri(dataDir));
  const stored = await client.db().collection<Note>('notes').find().toArray();
  await client.close();
  const ids = new Set(stored.map((note) => note._id));
  return [...acknowledged].filter((id) => !ids.has(id));
}

describe('a store whose first tables were never finished', function () {
  this.timeout(90_000);

  it('makes way for a new one, and is kept', async () => {
    const dataDir = await makeDataDir();
    try {
      await mkdir(join(dataDir, 'db'));
      await writeFile(join(dataDir, 'db', 'WiredTiger'), 'half a file');
      const server = await startServer({ DATA_DIR: dataDir });
      await server.ready();
      server.child.kill('SIGTERM');
      expect(await server.exit()).to.equal(0);
      const names = await readdir(dataDir);
      expect(names.filter((name) => name.startsWith('db.unfinished-'))).to.have.length(1);
      expect(names).to.include('db.confirmed');
    } finally {
      await removeDataDir(dataDir);
    }
  });
});
