/**
 * Folds all events again and compares with them every lot, every set, the registers of blank labels and the directory
 * of serials, and with the lots the blocks of chains: `npm run rebuild -- --check`.
 * Without `--check` those that differ are also written anew. Events are never changed.
 * Exit code 0: all are equal or put right; 1: some are not; 2: it could not be done.
 */
import { config } from '../src/config.js';
import { connect, disconnect } from '../src/db.js';
import { type EmbeddedDb, startEmbeddedDb } from '../src/embedded-db.js';
import { compareRuns, restoreRuns } from '../src/events/rebuild-runs.js';
import { compareSets, restoreSet } from '../src/events/rebuild-sets.js';
import { compareLots, restoreLot, type Difference } from '../src/events/rebuild.service.js';
import { compareBlanks, restoreBlanks } from '../src/labels/rebuild-blanks.js';
import { dropBlocks } from '../src/trace/block.model.js';
import { compareBlocks } from '../src/trace/rebuild-blocks.js';

async function main([option, ...others]: string[]): Promise<number> {
  if ((option !== undefined && option !== '--check') || others.length > 0) {
    throw new Error('Usage: npm run rebuild [-- --check]');
  }
  const embedded = config.mongodbUri ? null : await startEngine();
  try {
    await connect(config.mongodbUri ?? embedded?.uri ?? '', config.publicUrl);
    const writes = option === undefined;
    return Math.max(
      await rebuild(writes),
      await rebuildSets(writes),
      await rebuildBlanks(writes),
      await rebuildRuns(writes),
      await rebuildBlocks(writes), // last, for they follow from the lots
    );
  } finally {
    await disconnect();
    await embedded?.stop();
  }
}

/** The server's own database is free only while the server is stopped. */
function startEngine(): Promise<EmbeddedDb> {
  return startEmbeddedDb({ dataDir: config.dataDir, progress: (_step, work) => work });
}

async function rebuild(writes: boolean): Promise<number> {
  const { lots, events, differences } = await compareLots();
  let wrong = 0;
  for (const difference of differences) {
    const isRight = writes && (await restoreLot(difference));
    if (!isRight) wrong++;
    console.log(describe(difference) + (writes ? (isRight ? ' → written anew' : ' → left as it is') : ''));
  }
  const result = differences.length === 0 ? 'all equal' : `${differences.length} differ`;
  console.log(`${lots} lots, ${events} events: ${result}${writes && differences.length > 0 ? `, ${wrong} left` : ''}`);
  return wrong > 0 ? 1 : 0;
}

/** Silent where there are none. */
async function rebuildSets(writes: boolean): Promise<number> {
  const { sets, differences } = await compareSets();
  let wrong = 0;
  for (const difference of differences) {
    const isRight = writes && (await restoreSet(difference));
    if (!isRight) wrong++;
    const { set: lot, fields, fault } = difference;
    console.log(describe({ lot, fields, fault }) + (writes ? (isRight ? ' → written anew' : ' → left as it is') : ''));
  }
  if (sets > 0) console.log(`${sets} sets: ${differences.length === 0 ? 'all equal' : `${differences.length} differ`}`);
  return wrong > 0 ? 1 : 0;
}

/** Silent where there are none. */
async function rebuildBlanks(writes: boolean): Promise<number> {
  const { products, differences } = await compareBlanks();
  for (const difference of differences) {
    if (writes) await restoreBlanks(difference);
    const { product: lot, fields } = difference;
    console.log(`${describe({ lot, fields, fault: 'blank labels' })}${writes ? ' → written anew' : ''}`);
  }
  const result = differences.length === 0 ? 'all equal' : `${differences.length} differ`;
  if (products > 0) console.log(`blank labels of ${products} products: ${result}`);
  return differences.length > 0 && !writes ? 1 : 0;
}

/** Silent where there are none. */
async function rebuildRuns(writes: boolean): Promise<number> {
  const { runs, differences } = await compareRuns();
  for (const difference of differences) {
    if (writes) await restoreRuns(difference);
    const { page, missing, extra } = difference;
    const fault = `${missing} missing, ${extra} too many`;
    console.log(`directory of serials ${page}: ${fault}${writes ? ' → written anew' : ''}`);
  }
  const result = differences.length === 0 ? 'all equal' : `${differences.length} pages differ`;
  if (runs > 0 || differences.length > 0) console.log(`${runs} issues of labels: ${result}`);
  return differences.length > 0 && !writes ? 1 : 0;
}

/** Silent where all are equal. They are not mended but dropped: the server folds them anew behind its start. */
async function rebuildBlocks(writes: boolean): Promise<number> {
  const { differences } = await compareBlocks();
  if (differences.length === 0) return 0;
  if (writes) await dropBlocks();
  for (const lot of differences) console.log(describe({ lot, fields: [], fault: 'blocks of chains' }));
  console.log(`blocks of chains: ${differences.length} differ${writes ? ' → dropped, to be folded anew' : ''}`);
  return writes ? 0 : 1;
}

function describe({ lot, fields, fault }: Pick<Difference, 'lot' | 'fields' | 'fault'>): string {
  return `${lot}: ${[...fields, ...(fault ? [`(${fault})`] : [])].join(', ')}`;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
