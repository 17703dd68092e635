/**
 * Writes the ledger to a file that `npm run verify-ledger` checks: `npm run export-ledger -- FILE`.
 * It reads the store itself: that of MONGODB_URI beside a server that runs, the embedded one while it is stopped.
 * Exit code 0: written; 2: it could not be done.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { exportLedger } from '../src/audit/export.js';
import { keys, openKeys } from '../src/auth/keys.js';
import { config } from '../src/config.js';
import { connect, disconnect } from '../src/db.js';
import { type EmbeddedDb, startEmbeddedDb } from '../src/embedded-db.js';
import { startSequencer } from '../src/ledger/sequencer.js';

async function main([path, ...others]: string[]): Promise<void> {
  if (path === undefined || path.startsWith('-') || others.length > 0) {
    throw new Error('Usage: npm run export-ledger -- FILE');
  }
  await openKeys(config.dataDir);
  const embedded = config.mongodbUri ? null : await startEngine();
  try {
    await connect(config.mongodbUri ?? embedded?.uri ?? '', config.publicUrl);
    const sequencer = await startSequencer(keys().log()); // what a server that died had not yet sequenced
    await writeWhole(path).finally(() => sequencer.stop());
  } finally {
    await disconnect();
    await embedded?.stop();
  }
}

function startEngine(): Promise<EmbeddedDb> {
  return startEmbeddedDb({ dataDir: config.dataDir, progress: (_step, work) => work });
}

/** The ledger is for few eyes: the file is its owner's. */
async function writeWhole(path: string): Promise<void> {
  const next = `${path}.next`;
  try {
    await pipeline(Readable.from(exportLedger()), createWriteStream(next, { mode: 0o600 }));
    await rename(next, path);
  } finally {
    await rm(next, { force: true });
  }
}

process.exitCode = await main(process.argv.slice(2)).then(
  () => 0,
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  },
);
