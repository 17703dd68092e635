/** Where benches run: a server as a process of its own, its store, and a producer who speaks to it over HTTP. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import mongoose, { type mongo } from 'mongoose';
import { openKeys } from '../../src/auth/keys.js';
import { issueToken } from '../../src/auth/session.service.js';
import { Users } from '../../src/auth/user.model.js';
import { config } from '../../src/config.js';
import { connect, disconnect } from '../../src/db.js';
import { startEmbeddedDb } from '../../src/embedded-db.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { makeDataDir, removeDataDir, startServer } from '../../test/support/server-process.js';

export interface Stand {
  /** The store of the server, on a connection of the bench's own. */
  db: mongo.Db;
  dataDir: string;
  uri: string;
  get(path: string): Promise<Response>;
  /** @throws Error unless it is answered with 2xx */
  post(path: string, body: unknown): Promise<Response>;
}

/** Of an organisation without lots: all events are those of another system. */
export const producer = { _id: 'bench', name: 'Bench', createdAt: new Date(), organization: 'bench' };

const server = [process.execPath, 'dist/src/server.js'];

/** Runs the work on a stand of its own, and takes it down. */
export async function onStand(work: (stand: Stand) => Promise<void>): Promise<void> {
  const dataDir = await makeDataDir();
  const options = { dataDir: join(dataDir, 'store'), engineDir: join(dataDir, 'engine') };
  const embedded = config.mongodbUri ? null : await startEmbeddedDb({ ...options, progress: (_step, done) => done });
  try {
    const uri = new URL(config.mongodbUri ?? embedded?.uri ?? '');
    uri.pathname = `/bench_${randomBytes(6).toString('hex')}`;
    await openKeys(dataDir);
    await connect(uri.href, config.publicUrl);
    const env = { DATA_DIR: dataDir, MONGODB_URI: uri.href, PUBLIC_URL: config.publicUrl };
    const running = await startServer(env, server);
    await running.ready();
    await work(await enter(running.url, dataDir, uri.href));
    running.child.kill('SIGTERM');
    await running.exit();
  } finally {
    if (config.mongodbUri) await mongoose.connection.dropDatabase().catch(() => undefined); // the other goes as files
    await disconnect();
    await embedded?.stop();
    await removeDataDir(dataDir);
  }
}

async function enter(url: string, dataDir: string, uri: string): Promise<Stand> {
  const authorization = `Bearer ${await signUp()}`;
  const { db } = mongoose.connection;
  if (!db) throw new Error('the store is not connected');
  return {
    db,
    dataDir,
    uri,
    get: (path) => fetch(url + path, { headers: { authorization } }),
    post: async (path, body) => {
      const headers = { authorization, 'content-type': 'application/json' };
      const res = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
      if (!res.ok) throw new Error(`POST ${path} answers ${res.status}: ${await res.text()}`);
      return res;
    },
  };
}

async function signUp(): Promise<string> {
  await Organizations.create({ ...producer, kind: 'cooperative' });
  const user = { ...producer, email: 'bench@nguon.test', role: 'producer' as const, passwordHash: 'none' };
  await Users.create(user);
  return issueToken(user).accessToken;
}
