/** Two servers on the store of a world, as processes: they keep pages of labels ready, each its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { config } from '../../src/config.js';
import { Alerts } from '../../src/scans/alert.model.js';
import mongoose from 'mongoose';
import { startServer, waitFor, type ServerProcess } from './server-process.js';
import { startStoreProxy, type StoreProxy } from './store-proxy.js';
import { type World } from './world.js';
import { forgetScans } from './scans.js';

/** What a change may take to show on every process. */
export const oneSecond = 1000;

export interface TwoServers {
  /** The second reaches the store through the proxy. */
  servers: ServerProcess[];
  proxy: StoreProxy;
  stop: () => Promise<void>;
}

export async function startTwoServers({ dataDir }: World): Promise<TwoServers> {
  const { host, port, name } = mongoose.connection;
  const uri = `mongodb://${host}:${port}/${name}?directConnection=true`;
  const proxy = await startStoreProxy(uri);
  const env = { DATA_DIR: dataDir, PUBLIC_URL: config.publicUrl, TRUST_PROXY: 'loopback', LOG_LEVEL: 'silent' };
  const servers = await Promise.all([uri, proxy.uri].map((each) => startServer({ ...env, MONGODB_URI: each })));
  for (const server of servers) await server.ready();
  const stop = async () => {
    for (const server of servers) server.child.kill('SIGTERM');
    for (const server of servers) await server.exit();
    await proxy.stop();
  };
  return { servers, proxy, stop };
}

/** Opens a label's link at a server. */
export async function get(server: ServerProcess, link = '', headers: Record<string, string> = {}) {
  const usual = { 'accept-language': 'vi', accept: 'text/html', 'accept-encoding': 'identity' };
  const res = await fetch(server.url + link.slice(config.publicUrl.length), { headers: { ...usual, ...headers } });
  return { res, text: await res.text() };
}

export const isReady = ({ res }: { res: Response }) => res.headers.get('server-timing') === 'ready';
/** Looks so often that they would be a burst. */
export async function makeReady(server: ServerProcess, link: string | undefined, headers: Record<string, string> = {}) {
  const look = async () => {
    await Promise.all([forgetScans(), Alerts.deleteMany({})]);
    return isReady(await get(server, link, headers));
  };
  const stays = async () => (await look()) && (await sleep(millisUntilChangesPassed), look());
  await waitFor('a page that is ready', stays, 60_000);
}

/** What changed before the page was made may come in the stream behind it, and drops it once. */
const millisUntilChangesPassed = 600;
