/**
 * The database that the server starts for itself when it is given none: MongoDB's wire protocol over WiredTiger.
 * Owns the engine's process, its lock and its log. At most one engine runs on a data folder, it never outlives the
 * server, and it is started again on the same port when it ends by itself.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, launcher, prepareEngine, type Progress } from './engine-install.js';

export interface EmbeddedDb {
  uri: string;
  /** Says that the store was opened whole: from now on its folder is kept whatever happens. */
  confirm(): Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedDbOptions {
  dataDir: string;
  progress: Progress;
  /** Where the engine's program lives; several data folders may share one. Default `dataDir/engine`. */
  engineDir?: string;
  /** A commit reaches the disk before it is acknowledged. Default true. */
  durable?: boolean;
  /** Ends a start that is under way; of no effect after it. */
  signal?: AbortSignal;
}

/** What it takes to run the engine once more in the same place. */
interface Engine {
  python: string;
  args: string[];
  port: number;
  lock: string;
  log: string;
}

const lockedExitCode = 75; // scripts/engine.py
const millisToAnswer = 60_000; // recovery after a crash reads the whole journal
const millisToStop = 35_000; // of one whose server was killed: scripts/engine.py gives it 30 seconds

/** @throws Error with a sentence for the person */
export async function startEmbeddedDb(options: EmbeddedDbOptions): Promise<EmbeddedDb> {
  const { dataDir, progress, signal, engineDir = join(dataDir, 'engine') } = options;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const python = await prepareEngine(engineDir, progress, signal);
  const engine = await describeEngine(python, dataDir, options.durable ?? true);
  let child = await progress('Starting the embedded database', launch(engine, signal));

  const stopping = new AbortController();
  const keepRunning = async () => {
    for (;;) {
      await ended(child);
      if (stopping.signal.aborted) return;
      const next = progress('The embedded database has ended; starting it again', relaunch(engine, stopping.signal));
      child = (await next) ?? child;
    }
  };
  const running = keepRunning();
  return {
    uri: `mongodb://127.0.0.1:${engine.port}/nguon?directConnection=true`,
    confirm: () => writeFile(join(dataDir, 'db.confirmed'), ''), // read by scripts/engine.py
    stop: async () => {
      stopping.abort();
      await end(child, engine.port);
      await running;
    },
  };
}

async function describeEngine(python: string, dataDir: string, durable: boolean): Promise<Engine> {
  const port = await findFreePort();
  const args = ['--host', '127.0.0.1', '--port', String(port), '--storage-path', join(dataDir, 'db')];
  const settings = join(dataDir, 'engine.toml');
  await writeFile(settings, ''); // without a file of its own it would read one from the home folder
  args.push('--config', settings, '--log-level', 'WARNING');
  if (durable) args.push('--sync-on-commit');
  return { python, args, port, lock: join(dataDir, 'engine.lock'), log: join(dataDir, 'engine.log') };
}

/** Starts the engine and waits for its first answer, and before that for one that a killed server left to end. */
async function launch(engine: Engine, signal?: AbortSignal): Promise<ChildProcess> {
  const deadline = Date.now() + millisToStop;
  for (;;) {
    const child = await spawnEngine(engine);
    if (await answers(engine.port, child, signal)) return child;
    await end(child, engine.port);
    signal?.throwIfAborted();
    if (child.exitCode !== lockedExitCode) {
      throw new Error(`The embedded database did not start. Its own words are at the end of ${engine.log}`);
    }
    if ((await isOwned(engine.lock)) || Date.now() > deadline) {
      throw new Error(`Another server is running on the data folder ${dirname(engine.lock)}. Stop it or set DATA_DIR.`);
    }
    await sleep(200);
  }
}

/** Tries until it succeeds; null when the server is stopping. */
async function relaunch(engine: Engine, stopping: AbortSignal): Promise<ChildProcess | null> {
  for (let pause = 100; !stopping.aborted; pause = Math.min(pause * 2, 5000)) {
    const child = await launch(engine, stopping).catch(() => null);
    if (child) return child;
    await sleep(pause, undefined, { signal: stopping }).catch(() => undefined);
  }
  return null;
}

async function spawnEngine({ python, args, lock, log }: Engine): Promise<ChildProcess> {
  const words = await open(log, 'a', 0o600);
  try {
    const command = [launcher, lock, String(process.pid), 'secantus', ...args];
    // A group of its own: Ctrl-C in the terminal is for the server, which still needs the engine to drain.
    const child = spawn(python, command, { stdio: ['pipe', words.fd, words.fd], detached: true });
    child.on('error', () => undefined); // told by `answers`
    return child;
  } finally {
    await words.close();
  }
}

/** True at its first answer; false when it ended, when the start was called off, or after a minute. */
async function answers(port: number, child: ChildProcess, signal?: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + millisToAnswer;
  while (child.pid && isRunning(child) && !signal?.aborted && Date.now() < deadline) {
    if ((await saysHello(port)) && isRunning(child)) return true;
    await sleep(50);
  }
  return false;
}

/** The `hello` command of MongoDB's protocol (OP_MSG), written out: the driver belongs to db.ts. */
const hello = (() => {
  const document = Buffer.from('\0\0\0\0\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0', 'latin1');
  document.writeInt32LE(document.length);
  const head = Buffer.alloc(21); // length, request, answer to, operation, flags, kind of section
  head.writeInt32LE(head.length + document.length);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, document]);
})();

function saysHello(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(hello));
    socket.setTimeout(2000, () => socket.destroy());
    socket.on('data', () => socket.destroy(resolve(true) as undefined));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(false));
  });
}

/** True when the server that holds the lock is alive; false when only its engine is left, which is about to end. */
async function isOwned(lock: string): Promise<boolean> {
  return isAlive(Number(await readFile(lock, 'utf8')));
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid && isRunning(child)) await once(child, 'exit');
}

/** Closing its input asks the engine to end; see scripts/engine.py, which also sees to it that it does. */
async function end(child: ChildProcess, port: number): Promise<void> {
  const over = ended(child);
  child.stdin?.end();
  while (child.pid && isRunning(child)) {
    await saysHello(port); // a connection wakes the loop that takes them, which else sleeps on for two seconds
    await Promise.race([over, sleep(20)]);
  }
}

/** A port of this machine that nobody listens on now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
