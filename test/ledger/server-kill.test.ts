import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { connect, disconnect } from '../../src/db.js';
import { LogEntries } from '../../src/ledger/log.model.js';
import { auditLog, expectPrefix, openTestLog, readHead, type ReadLog } from '../support/log.js';
import { engineUri, makeDataDir, removeDataDir, startServer, waitFor } from '../support/server-process.js';

describe('kill -9 of the server under load', function () {
  this.timeout(90_000);
  let dataDir: string;
  before(async () => {
    dataDir = await makeDataDir();
  });
  after(async () => {
    await disconnect();
    await removeDataDir(dataDir);
  });

  it('loses no acknowledged entry of the log, and its checkpoints stay true', async () => {
    const acknowledged = new Set<string>();
    let server = await startServer({ DATA_DIR: dataDir });
    await server.ready();
    const read: ReadLog = async (path) => Buffer.from(await (await fetch(`${server.url}/log/${path}`)).arrayBuffer());
    const vkey = (await read('vkey')).toString();
    const heads = [];
    for (let round = 0; round < 2; round++) {
      await connect(engineUri(dataDir), server.url);
      const load = writeUntilAway(acknowledged);
      await waitFor('a checkpoint of some entries', async () => (await readHead(read, vkey)).size > 30 * (round + 1));
      await sleep(randomInt(300));
      heads.push(await readHead(read, vkey));
      server.child.kill('SIGKILL');
      await server.exit();
      await load;
      await disconnect();
      server = await startServer({ DATA_DIR: dataDir });
      await server.ready();
    }
    await waitFor('all in the log', async () => (await readHead(read, vkey)).size >= acknowledged.size);
    const audit = await auditLog(read, vkey);
    for (const head of heads) expectPrefix(head, audit);
    await connect(engineUri(dataDir), server.url);
    const placed = new Set((await LogEntries.find({}).lean()).map(({ event }) => event));
    expect([...acknowledged].filter((event) => !placed.has(event))).to.deep.equal([]);
    expect((await read('vkey')).toString()).to.equal(vkey);
    server.child.kill('SIGTERM');
    expect(await server.exit()).to.equal(0);
  });
});

/** Enters without pause, until the engine, which ends with its server, is away. */
async function writeUntilAway(acknowledged: Set<string>): Promise<void> {
  const log = openTestLog();
  const write = async () => {
    for (;;) await log.enter();
  };
  await Promise.allSettled([write(), write(), write()]);
  for (const event of log.acknowledged.keys()) acknowledged.add(event);
}
