/** The server as a process of its own, as a person starts it: its words, its end, and what it leaves running. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../src/config.js';
import { prepareEngine } from '../../src/engine-install.js';
import { testEngineDir } from './engine-dir.js';

export interface ServerProcess {
  child: ChildProcess;
  url: string;
  /** Everything that it has written so far. */
  words(): string;
  /** Waits for `/readyz` to say 200. */
  ready(): Promise<void>;
  /** The exit code, or the name of the signal that ended it. */
  exit(): Promise<number | string>;
}

const started: ChildProcess[] = [];
const millisToBuild = 100_000; // `npm start` builds first when the sources are new
const fromSources = [process.execPath, '--import', 'tsx', 'src/server.ts'];

/** A data folder of its own, with the engine's program in it, so that a start takes no installation. */
export async function makeDataDir(): Promise<string> {
  await prepareEngine(testEngineDir, (_step, work) => work);
  const dataDir = await mkdtemp(join(tmpdir(), 'nguon-run-'));
  await symlink(testEngineDir, join(dataDir, 'engine'));
  return dataDir;
}

/** Ends whatever a failed test left of that data folder, and removes it. */
export async function removeDataDir(dataDir: string): Promise<void> {
  const running = started.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
  for (const pid of running.flatMap((child) => familyOf(child.pid ?? NaN))) process.kill(pid, 'SIGKILL');
  for (const { pid } of enginesOf(dataDir)) process.kill(pid, 'SIGKILL');
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

/** Starts the server; `env` is laid over the settings of a quiet, empty one on a free port. */
export async function startServer(env: Record<string, string>, command = fromSources): Promise<ServerProcess> {
  const port = env.PORT ?? String(await findFreePort());
  const url = `http://127.0.0.1:${port}`;
  const settings = { PATH: process.env.PATH, HOME: process.env.HOME, PORT: port, DEMO: 'off', ...env };
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: projectRoot, env: settings, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  let words = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const closed = once(child, 'close');
  return {
    child,
    url,
    words: () => words,
    ready: async () => {
      const isReady = async () => child.exitCode !== null || (await statusOf(`${url}/readyz`)) === 200;
      await waitFor(`${url} ready`, isReady, millisToBuild);
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} and said: ${words}`);
    },
    exit: async () => {
      await closed;
      return child.exitCode ?? child.signalCode ?? 'unknown';
    },
  };
}

/** Status of an answer, null when nobody answers. */
export async function statusOf(url: string): Promise<number | null> {
  return fetch(url, { headers: { connection: 'close' } }).then(
    (res) => res.body?.cancel().then(() => res.status) ?? res.status,
    () => null,
  );
}

export async function waitFor(what: string, isSo: () => boolean | Promise<boolean>, millis = 25_000): Promise<void> {
  const deadline = Date.now() + millis;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`not within ${millis} ms: ${what}`);
    await sleep(50);
  }
}

interface Row {
  pid: number;
  parent: number;
  command: string;
}

function processes(): Row[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return command && !state?.startsWith('Z') ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
  });
}

/** The engines that run on a data folder. */
export function enginesOf(dataDir: string): Row[] {
  return processes().filter(({ command }) => command.includes(`${join(dataDir, 'db')} `));
}

/** A process and all that it started, directly or not. */
export function familyOf(pid: number): number[] {
  const all = processes();
  const below = (parent: number): number[] =>
    all.filter((row) => row.parent === parent).flatMap((row) => [row.pid, ...below(row.pid)]);
  return [pid, ...below(pid)];
}

/** The processes that draw prints for another. */
export function drawersOf(parent: number): number[] {
  return processes().flatMap((row) => (row.parent === parent && row.command.includes('draw-process') ? [row.pid] : []));
}

export function aliveAmong(pids: number[]): number[] {
  const alive = new Set(processes().map(({ pid }) => pid));
  return pids.filter((pid) => alive.has(pid));
}

/** Where the engine of a data folder listens. */
export function engineUri(dataDir: string): string {
  const port = /--port (\d+)/.exec(enginesOf(dataDir)[0]?.command ?? '')?.[1];
  if (!port) throw new Error(`no engine runs on ${dataDir}`);
  return `mongodb://127.0.0.1:${port}/nguon?directConnection=true`;
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
