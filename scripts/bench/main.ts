/**
 * Measures what the project promises: `npm run bench -- NAME [small]`; without a name it lists the benches. The server
 * runs as `npm start` runs it, on an empty store of its own that is removed afterwards: the embedded database, or a
 * database of its own on MONGODB_URI.
 * Exit code 0: measured; 2: it could not be done.
 */
import { benchCaptures } from './captures.js';
import { benchDossier } from './dossier.js';
import { benchFind } from './find.js';
import { benchLabels } from './labels.js';
import { benchLedger } from './ledger.js';
import { benchQueries } from './queries.js';
import { benchRecall } from './recall.js';
import { benchScans } from './scans.js';
import { benchTrace } from './trace.js';

/** Prints its figures; `isSmall` takes a tenth of the data, to see that it runs. */
type Bench = (isSmall: boolean) => Promise<void>;

const benches: Record<string, [what: string, bench: Bench]> = {
  captures: ['captures a second beside raw insertMany, and the way from answer to checkpoint', benchCaptures],
  labels: ['labels issued, sealed and drawn a second beside the usual way, and memory', benchLabels],
  queries: ['queries by lot and by time among 100,000 events, with their plans', benchQueries],
  recall: ['a recall of 10,000 lots: its simulation, its answer, its marks, its contacts', benchRecall],
  scans: ['scans of 10,000 labels beside a bare handler and the obvious way', benchScans],
  find: ['searches among 100,000 lots, with their plans', benchFind],
  trace: ['the chain of 10,000 lots beside one findOne a lot', benchTrace],
  dossier: ['the dossier of a lot with 1,000 events', benchDossier],
  ledger: ['export and verify-ledger of 100,000 events', benchLedger],
};

async function main([name, size, ...others]: string[]): Promise<void> {
  const bench = name === undefined ? undefined : benches[name]?.[1];
  if (!bench || others.length > 0 || ![undefined, 'small'].includes(size)) {
    const list = Object.entries(benches).map(([each, [what]]) => `  ${each.padEnd(10)} ${what}`);
    console.log(['Usage: npm run bench -- NAME [small]', ...list].join('\n'));
    if (name !== undefined) process.exitCode = 2;
    return;
  }
  await bench(size === 'small');
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
