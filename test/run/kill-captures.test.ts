/** Harvests recorded over HTTP while the server or its database is killed: what was acknowledged is there, and adds up. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../src/config.js';
import {
  enginesOf,
  makeDataDir,
  removeDataDir,
  startServer,
  waitFor,
  type ServerProcess,
} from '../support/server-process.js';

const writers = 6;

describe('kill -9 in a load of captures', function () {
  this.timeout(180_000);
  let dataDir: string;
  let server: ServerProcess;
  beforeEach(async () => {
    dataDir = await makeDataDir();
    server = await startServer({ DATA_DIR: dataDir, DEMO: 'on' });
    await server.ready();
  });
  afterEach(async () => {
    server.child.kill('SIGTERM');
    await server.exit();
    await removeDataDir(dataDir);
  });

  it('of the server: the next start has every acknowledged harvest, and all balances hold', async () => {
    const load = await startHarvesting(server.url, dataDir);
    await waitFor('some harvests', () => load.acknowledged.length > 40, 60_000);
    server.child.kill('SIGKILL');
    await server.exit();
    await load.stop();
    server = await startServer({ DATA_DIR: dataDir, DEMO: 'on', PORT: new URL(server.url).port });
    await server.ready();
    await expectAll(server.url, dataDir, load.acknowledged);
  });

  it('of the database: it comes back by itself with every acknowledged harvest, and goes on', async () => {
    const load = await startHarvesting(server.url, dataDir);
    await waitFor('some harvests', () => load.acknowledged.length > 40, 60_000);
    process.kill(enginesOf(dataDir)[0]?.pid ?? NaN, 'SIGKILL');
    const killedAt = load.acknowledged.length;
    await waitFor('more harvests', () => load.acknowledged.length > killedAt + 20, 60_000);
    await load.stop();
    await expectAll(server.url, dataDir, load.acknowledged);
  });

  const expectAll = async (url: string, folder: string, lots: string[]) => {
    const call = await signIn(url, folder);
    const missing: string[] = [];
    for (const lot of lots) if ((await call(`/api/lots/${lot}`)).status !== 200) missing.push(lot);
    expect(missing).to.deep.equal([]);
    server.child.kill('SIGTERM');
    await server.exit();
    const { stdout } = await promisify(execFile)('npx', ['tsx', 'scripts/rebuild.ts', '--check'], {
      cwd: projectRoot,
      env: { ...process.env, DATA_DIR: folder, PUBLIC_URL: url },
    });
    expect(stdout).to.match(/all equal/);
  };
});

type Call = (path: string, body?: object) => Promise<Response>;

async function signIn(url: string, dataDir: string): Promise<Call> {
  const accounts = JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8')) as Record<string, string>[];
  const { email, password } = accounts.find((account) => account.role === 'producer') ?? {};
  const json = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ email, password });
  const { accessToken } = (await (await fetch(`${url}/api/token`, { method: 'POST', headers: json, body })).json()) as {
    accessToken: string;
  };
  const headers = { ...json, Authorization: `Bearer ${accessToken}` };
  return (path, sent) =>
    fetch(url + path, {
      headers,
      ...(sent && { method: 'POST', body: JSON.stringify(sent) }),
      signal: AbortSignal.timeout(20_000),
    });
}

/** Records harvests without pause; keeps the lots of those that were answered with 201. */
async function startHarvesting(
  url: string,
  dataDir: string,
): Promise<{ acknowledged: string[]; stop(): Promise<void> }> {
  const call = await signIn(url, dataDir);
  const itemsOf = async (path: string) =>
    ((await (await call(path)).json()) as { items: Record<string, string>[] }).items;
  const product = (await itemsOf('/api/products')).find((item) => item.uom === 'KGM')?.id;
  const zone = (await itemsOf('/api/locations')).find((item) => item.kind === 'zone')?.id;
  const eventTime = new Date(Date.now() - 60_000).toISOString();
  const acknowledged: string[] = [];
  let going = true;
  const work = Array.from({ length: writers }, async (_none, writer) => {
    for (let turn = 0; going; turn++) {
      const lot = `K${writer}-${turn}`;
      const answer = await call('/api/harvests', { product, zone, lot, quantity: 1.5, eventTime }).catch(() => null);
      if (answer?.status === 201) acknowledged.push(((await answer.json()) as { lot: string }).lot);
      else if (answer?.status === 404 || answer?.status === 400) throw new Error(await answer.text());
    }
  });
  return {
    acknowledged,
    stop: async () => {
      going = false;
      await Promise.all(work);
    },
  };
}
