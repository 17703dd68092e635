/** The process: claims its address, opens the store, serves; ends in the reverse order. */
import { mkdir } from 'node:fs/promises';
import { createApp } from './app.js';
import { keys, openKeys } from './auth/keys.js';
import { describeServer } from './banner.js';
import { config } from './config.js';
import { connect, disconnect } from './db.js';
import { loadDemo } from './demo/load.js';
import { type EmbeddedDb, startEmbeddedDb } from './embedded-db.js';
import { startNotifier } from './events/epcis/notifier.js';
import { type SocketHub, startSocketHub } from './events/epcis/socket.js';
import { type Gate, openGate } from './http/gate.js';
import { logged } from './http/log.js';
import { type Keeper } from './keeper.js';
import { ensureFirstAdmin } from './registry/first-admin.js';
import { labelsFirst } from './public/known-label.js';
import { type PageCache, startPageCache } from './public/page-cache.js';
import { startRecallKeeper } from './recalls/keeper.js';
import { type Sequencer, startSequencer } from './ledger/sequencer.js';
import { startChainKeeper } from './trace/keeper.js';

const millisUntilProgress = 1000;
const millisBetweenLooksAtNpm = 500;
const millisOfOneKeystroke = 1000; // the terminal and npm both pass on a Ctrl-C: together they are one wish

const starting = new AbortController();
let gate: Gate | undefined;
let embedded: Promise<EmbeddedDb> | undefined;
let sequencer: Sequencer | undefined;
let notifier: Keeper | undefined;
let sockets: SocketHub | undefined;
let pages: PageCache | undefined;
let recalls: Keeper | undefined;
let chains: Keeper | undefined;

async function start(): Promise<void> {
  gate = await openGate(config.host, config.port);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 }).catch(explainFolder);
  await openKeys(config.dataDir);
  const uri = config.mongodbUri ?? (await startEmbedded());
  await progress('Connecting to the database', connect(uri, config.publicUrl)).catch(explainStore);
  await (await embedded)?.confirm();
  sequencer = await startSequencer(keys().log());
  const { dataDir, publicUrl } = config;
  if (config.demo) await progress('Loading the demo data', loadDemo({ dataDir, signal: starting.signal }));
  await ensureFirstAdmin(dataDir);
  starting.signal.throwIfAborted();
  notifier = startNotifier();
  sockets = startSocketHub();
  pages = startPageCache();
  recalls = startRecallKeeper();
  chains = startChainKeeper();
  gate.admit(logged(labelsFirst(createApp())), sockets.upgrade);
  process.stdout.write(`${await describeServer(publicUrl, dataDir)}\n`);
}

async function startEmbedded(): Promise<string> {
  embedded = startEmbeddedDb({ dataDir: config.dataDir, progress, signal: starting.signal });
  return (await embedded).uri;
}

async function close(): Promise<void> {
  sockets?.close();
  await gate?.close();
  await chains?.stop();
  await recalls?.stop();
  await pages?.stop();
  await notifier?.stop();
  await sequencer?.stop();
  await disconnect();
  await (await embedded?.catch(() => undefined))?.stop();
}

/** Says that a step is under way when it takes more than a second. */
async function progress<T>(step: string, work: Promise<T>): Promise<T> {
  const timer = setTimeout(() => process.stdout.write(`${step} …\n`), millisUntilProgress);
  return work.finally(() => clearTimeout(timer));
}

function explainFolder(error: unknown): never {
  throw new Error(`The data folder ${config.dataDir} cannot be made: ${messageOf(error)}. Set DATA_DIR.`);
}

function explainStore(error: unknown): never {
  const where = config.mongodbUri?.replace(/\/\/[^/]*@/, '//').replace(/\?.*/s, ''); // no password in a terminal
  throw new Error(`The database ${where ? `of MONGODB_URI, ${where}, ` : ''}cannot be used: ${messageOf(error)}.`);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message.replace(/\.$/, '') : String(error));

/** The first wish to stop drains; one that comes later does not wait. */
function stopWhenAsked(): void {
  let askedAt: number | undefined;
  const stop = () => {
    if (askedAt !== undefined) {
      if (Date.now() - askedAt > millisOfOneKeystroke) process.exit(1);
      return;
    }
    askedAt = Date.now();
    starting.abort();
    progress('Stopping', close()).then(() => process.exit(0), fail);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  if (config.startedByNpm) {
    const npm = process.ppid;
    setInterval(() => process.ppid !== npm && askedAt === undefined && stop(), millisBetweenLooksAtNpm).unref();
  }
  // The terminal may be gone before the process: what can no longer be shown must not end it in the middle.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function fail(error: unknown): never {
  const isDebug = config.logLevel === 'debug' && error instanceof Error;
  process.stderr.write(`${isDebug ? error.stack : messageOf(error)}${isDebug ? '' : '.'}\n`);
  process.exit(1);
}

stopWhenAsked();
start().catch(async (error: unknown) => {
  if (starting.signal.aborted) return; // `close` is under way
  await close().catch(() => undefined);
  fail(error);
});
