import { expect } from 'chai';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { startTestStore } from '../support/engine.js';
import {
  aliveAmong,
  engineUri,
  enginesOf,
  familyOf,
  makeDataDir,
  removeDataDir,
  startServer,
  statusOf,
  waitFor,
} from '../support/server-process.js';

describe('starting and stopping', function () {
  this.timeout(150_000);
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await makeDataDir();
  });
  afterEach(() => removeDataDir(dataDir));

  it('starts, ends on SIGTERM with nothing left running, and finds its data again', async () => {
    const first = await startServer({ DATA_DIR: dataDir });
    await first.ready();
    const family = familyOf(first.child.pid ?? 0);
    expect(family).to.have.length.of.at.least(2);
    await withStore(engineUri(dataDir), (store) => store.collection('notes').insertOne({ text: 'mận' }));
    first.child.kill('SIGTERM');
    expect(await first.exit()).to.equal(0);
    expect(aliveAmong(family)).to.deep.equal([]);

    const second = await startServer({ DATA_DIR: dataDir });
    await second.ready();
    const found = await withStore(engineUri(dataDir), (store) => store.collection('notes').findOne());
    expect(found?.text).to.equal('mận');
    second.child.kill('SIGINT');
    expect(await second.exit()).to.equal(0);
  });

  it('lets a running request finish before it ends', async () => {
    const server = await startServer({ DATA_DIR: dataDir });
    await server.ready();
    const slow = connect(Number(new URL(server.url).port), '127.0.0.1');
    let answer = '';
    slow.on('data', (chunk) => (answer += chunk.toString()));
    slow.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n');
    await waitFor('the connection', () => !slow.connecting);
    await fetch(`${server.url}/livez`); // by now the server has read the first half
    server.child.kill('SIGTERM');
    await waitFor('no new connection', async () => (await statusOf(`${server.url}/livez`)) === null);
    expect(answer).to.equal('');
    slow.write('\r\n');
    expect(await server.exit()).to.equal(0);
    expect(answer).to.match(/^HTTP\/1.1 200 /);
  });

  it('ends when it is asked to while it is still starting', async () => {
    const server = await startServer({ DATA_DIR: dataDir });
    await waitFor('an engine', () => enginesOf(dataDir).length > 0);
    server.child.kill('SIGTERM');
    expect(await server.exit()).to.equal(0);
    expect(enginesOf(dataDir)).to.deep.equal([]);
  });

  it('ends an installation that is under way', async () => {
    await rm(join(dataDir, 'engine'));
    const bin = join(dataDir, 'bin');
    await mkdir(bin);
    const slowPython = '#!/bin/sh\n[ "$1" = -c ] && exit 0\necho $$ > "$0.pid"\nexec sleep 60\n';
    await writeFile(join(bin, 'python3'), slowPython, { mode: 0o755 });
    const server = await startServer({ DATA_DIR: dataDir, PATH: `${bin}:/bin` });
    const installer = () => readFile(join(bin, 'python3.pid'), 'utf8').then(Number, () => 0);
    await waitFor('an installation', async () => (await installer()) > 0);
    server.child.kill('SIGTERM');
    const startedAt = Date.now();
    expect(await server.exit()).to.equal(0);
    expect(Date.now() - startedAt).to.be.below(10_000);
    expect(aliveAmong([await installer()])).to.deep.equal([]);
  });

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'] as const) {
    it(`ends when only the process of npm start gets ${signal}`, async () => {
      const npm = await startServer({ DATA_DIR: dataDir }, ['npm', 'start']);
      await npm.ready();
      const family = familyOf(npm.child.pid ?? 0);
      expect(family).to.have.length.of.at.least(3);
      npm.child.kill(signal);
      await npm.exit();
      await waitFor('nothing left', () => aliveAmong(family).length === 0, 10_000);
      expect(enginesOf(dataDir)).to.deep.equal([]);
    });
  }

  it('uses the database of MONGODB_URI and starts none', async () => {
    const store = await startTestStore();
    const server = await startServer({ DATA_DIR: dataDir, MONGODB_URI: store.uri });
    await server.ready();
    expect(enginesOf(dataDir)).to.deep.equal([]);
    const names = await withStore(store.uri, (db) => db.listCollections().toArray());
    expect(names.map(({ name }) => name)).to.include('settings');
    server.child.kill('SIGTERM');
    expect(await server.exit()).to.equal(0);
  });

  it('prints the address, a product page, a label and the sign-ins', async () => {
    const account = { role: 'producer', email: 'hoa@example.vn', password: 'mot-hai-ba', organization: 'HTX Hoa' };
    await writeFile(join(dataDir, 'demo-accounts.json'), JSON.stringify([account]));
    const label = 'https://nguon.example/01/09521234000013/10/L1/21/ABCD';
    await writeFile(join(dataDir, 'demo-labels.json'), JSON.stringify([{ uri: label }]));
    const server = await startServer({ DATA_DIR: dataDir, PUBLIC_URL: 'https://nguon.example' });
    await server.ready();
    await waitFor('the banner', () => server.words().includes('Sign-ins'));
    const lines = server.words().split('\n').map((line) => line.trim()); // prettier-ignore
    expect(lines.join('\n')).to.include('https://nguon.example ');
    expect(lines).to.include.members([
      'product page  https://nguon.example/01/09521234000013',
      `a label       ${label}`,
      'producer  hoa@example.vn  mot-hai-ba  HTX Hoa',
    ]);
    server.child.kill('SIGTERM');
    expect(await server.exit()).to.equal(0);
  });
});

async function withStore<T>(uri: string, work: (store: mongo.Db) => Promise<T>): Promise<T> {
  const client = await mongo.MongoClient.connect(uri);
  return work(client.db()).finally(() => client.close());
}
