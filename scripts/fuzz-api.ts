/**
 * Lets schemathesis (pinned, in a Python environment of its own) ask a server with the demo whatever its description
 * allows and more, as producer, inspector and stranger: `npm run fuzz-api [-- REQUESTS]`, by default 2000 of each.
 * Exit code 0: no failure; 1: the first of them are shown; 2: it could not be done.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../src/config.js';
import { findFreePort } from '../src/embedded-db.js';
import { prepareEngine } from '../src/engine-install.js';
import { fuzzOnce, prepareSchemathesis } from './fuzz/schemathesis.js';

const cache = join(projectRoot, 'node_modules', '.cache');
const millisToStart = 300_000;
const mostRounds = 20;

type Role = 'producer' | 'inspector' | 'anonymous';

interface Account {
  role: string;
  email: string;
  password: string;
}

async function main([given = '2000', ...others]: string[]): Promise<number> {
  const wanted = Number(given);
  if (!Number.isInteger(wanted) || wanted < 1 || others.length > 0) {
    throw new Error('Usage: npm run fuzz-api [-- REQUESTS]');
  }
  const python = await prepareSchemathesis(cache);
  const engineDir = join(cache, 'engine');
  await prepareEngine(engineDir, (_step, work) => work);
  const dataDir = await mkdtemp(join(tmpdir(), 'nguon-fuzz-'));
  await symlink(engineDir, join(dataDir, 'engine'));
  const url = `http://127.0.0.1:${await findFreePort()}`;
  const server = await startServer(url, dataDir);
  try {
    let failures = 0;
    for (const role of ['producer', 'inspector', 'anonymous'] as const) {
      failures += await fuzzAs(role, wanted, { url, dataDir, python });
    }
    return failures === 0 ? 0 : 1;
  } finally {
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function startServer(url: string, dataDir: string): Promise<ChildProcess> {
  const env = {
    ...{ PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, LOG_LEVEL: 'error' },
    ...{ PORT: new URL(url).port, PUBLIC_URL: url },
  };
  const server = spawn(process.execPath, ['--import', 'tsx', 'src/server.ts'], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const deadline = Date.now() + millisToStart;
  while (!(await isReady(url, dataDir))) {
    if (server.exitCode !== null || Date.now() > deadline) throw new Error('The server does not start.');
    await sleep(200);
  }
  return server;
}

async function isReady(url: string, dataDir: string): Promise<boolean> {
  try {
    await readFile(join(dataDir, 'demo-accounts.json'));
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

interface Place {
  url: string;
  dataDir: string;
  python: string;
}

/** Rounds with other seeds until it has asked often enough. @returns how many kinds of failure there were */
async function fuzzAs(role: Role, wanted: number, place: Place): Promise<number> {
  const operations = await countOperations(place.url);
  let [asked, failures] = [0, 0];
  for (let round = 1; asked < wanted && failures === 0 && round <= mostRounds; round++) {
    const isShort = wanted < operations * 10;
    const examples = isShort ? Math.ceil(wanted / operations) : 10;
    const token = role === 'anonymous' ? null : await tokenOf(role, place);
    const { report, words } = await fuzzOnce({ ...place, token, seed: round, examples, isShort });
    asked += report.test_cases.generated;
    failures += report.test_cases.unique_failures + report.errors.length;
    if (failures > 0) console.log(words);
  }
  const enough = asked >= wanted ? '' : ', which is too few';
  console.log(`${role}: ${asked} requests to ${operations} operations${enough}, ${failures} failures`);
  return asked >= wanted ? failures : failures + 1;
}

async function countOperations(url: string): Promise<number> {
  const { paths } = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: Record<string, object> };
  return Object.values(paths).reduce((total, item) => total + Object.keys(item).length, 0);
}

/** A fresh one for each round: they last 15 minutes. */
async function tokenOf(role: Role, { url, dataDir }: Place): Promise<string> {
  const accounts = JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8')) as Account[];
  const { email, password } = accounts.find((account) => account.role === role) ?? {};
  const res = await fetch(`${url}/api/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const { accessToken } = (await res.json()) as { accessToken?: string };
  if (!accessToken) throw new Error(`No token for the ${role} of the demo: ${res.status}`);
  return accessToken;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
