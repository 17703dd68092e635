/** The database of the tests: one embedded engine a test process, a fresh database for whoever asks. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedDb } from '../../src/embedded-db.js';
import { testEngineDir } from './engine-dir.js';

export interface TestStore {
  uri: string;
  stop(): Promise<void>;
}

/**
 * An empty database. `MONGODB_URI_TEST` names another server to make it on (replica set, without a database name).
 * Its `stop` may be called or not: the engine ends with the test process.
 */
export async function startTestStore(): Promise<TestStore> {
  running ??= startEngine();
  const uri = new URL((await running).uri);
  uri.pathname = `/test_${randomBytes(8).toString('hex')}`;
  return { uri: uri.href, stop: () => Promise.resolve() };
}

async function startEngine(): Promise<TestStore> {
  const given = process.env.MONGODB_URI_TEST;
  if (given) return { uri: given, stop: () => Promise.resolve() };
  const dataDir = await mkdtemp(join(tmpdir(), 'nguon-test-'));
  const engine = await startEmbeddedDb({
    dataDir,
    engineDir: testEngineDir,
    durable: false,
    progress: (_step, work) => work,
  });
  return {
    uri: engine.uri,
    stop: async () => {
      await engine.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

let running: Promise<TestStore> | undefined;

after(async function stopEngine() {
  this.timeout(20_000);
  await (await running?.catch(() => undefined))?.stop();
});
