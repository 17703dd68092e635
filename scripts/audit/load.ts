/** A server of its own, on an empty store, into which events are recorded. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../src/config.js';
import { connect, disconnect } from '../../src/db.js';
import { findFreePort, startEmbeddedDb } from '../../src/embedded-db.js';
import { lotPath, uriOfPath } from '../../src/epcis/identifiers.js';
import { capture } from '../../src/events/capture.js';
import { quantityElement } from '../../src/lots/effects.js';
import { type By } from '../../src/policy.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { createProduct, productInput } from '../../src/registry/product.service.js';

export interface LoadedServer {
  /** Address of the log, with a slash at its end. */
  url: string;
  /** The text under a path below it. */
  read(path: string): Promise<string>;
  /** Waits until that share of the events is in the log. */
  loaded(share: number): Promise<void>;
  stop(): Promise<void>;
}

const writers = 8;

/** Resolves when the server answers; the events arrive from then on. */
export async function startLoadedServer(dataDir: string, events: number): Promise<LoadedServer> {
  const progress = <T>(_step: string, work: Promise<T>) => work;
  const engineDir = join(projectRoot, 'node_modules', '.cache', 'engine');
  const engine = await startEmbeddedDb({ dataDir, engineDir, durable: false, progress });
  const origin = `http://127.0.0.1:${await findFreePort()}`;
  const { PATH, HOME } = process.env;
  const settings = { PORT: new URL(origin).port, DATA_DIR: dataDir, MONGODB_URI: engine.uri, DEMO: 'off' };
  const args = ['--import', 'tsx', 'src/server.ts'];
  const env = { PATH, HOME, ...settings };
  const server = spawn(process.execPath, args, { cwd: projectRoot, env, stdio: ['ignore', 'ignore', 'inherit'] });
  const isReady = () =>
    fetch(`${origin}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (server.exitCode !== null) throw new Error('the server did not start');
    await sleep(100);
  }
  await connect(engine.uri, origin);
  const url = `${origin}/log/`;
  const read = async (path: string) => (await fetch(url + path)).text();
  let failure: Error | undefined;
  const load = recordEvents(events, origin).catch((error: Error) => {
    failure = error;
  });
  return {
    url,
    read,
    loaded: async (share) => {
      if (share >= 1) await load;
      while (Number((await read('checkpoint')).split('\n')[1]) < share * events) {
        if (failure) throw failure;
        await sleep(50);
      }
    },
    stop: async () => {
      await load;
      await disconnect();
      server.kill('SIGTERM');
      if (server.exitCode === null) await once(server, 'exit');
      await engine.stop();
    },
  };
}

/** Harvests of one product, each of a lot of its own, by several writers at once. */
async function recordEvents(count: number, namespace: string): Promise<void> {
  const actor = { id: 'audit', name: 'Audit', role: 'producer' as const, organization: 'audit' };
  const by = (): By => ({ actor, now: new Date(), key: randomUUID() });
  const organization = { _id: 'audit', organization: 'audit', name: 'Audit', kind: 'cooperative' as const };
  await Organizations.create({ ...organization, createdAt: new Date() });
  const names = { vi: 'Củ dong riềng' };
  const product = await createProduct(productInput.parse({ productCode: 'DONG', names, uom: 'KGM' }), by());
  let next = 0;
  const write = async () => {
    while (next < count) {
      const uri = uriOfPath(lotPath(product.key, `L${next++}`), namespace);
      const quantityList = [quantityElement(uri, { quantity: 1000, uom: 'KGM' })];
      const eventTime = '2026-10-02T08:30:00+07:00';
      await capture({ type: 'ObjectEvent', action: 'ADD', bizStep: 'commissioning', eventTime, quantityList }, by());
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
}
