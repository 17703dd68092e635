/** The whole ledger as a file, and what it takes to check it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fill } from './fill.js';
import { timed } from './figures.js';
import { onStand } from './stand.js';

export async function benchLedger(isSmall: boolean): Promise<void> {
  const count = isSmall ? 10_000 : 100_000;
  await onStand(async (stand) => {
    await fill(stand, count, true);
    const file = join(stand.dataDir, 'ledger.jsonl');
    const env = { DATA_DIR: stand.dataDir, MONGODB_URI: stand.uri };
    const exported = await timed(() => run('scripts/export-ledger.ts', file, env));
    console.log(`export-ledger: ${seconds(exported)}, ${Math.round((await stat(file)).size / 1e6)} MB`);
    const verified = await timed(() => run('scripts/verify-ledger.ts', file, {}));
    console.log(`verify-ledger: ${seconds(verified)}`);
  });
}

const seconds = (millis: number) => `${(millis / 1000).toFixed(1)} s`;

/** @throws Error unless the script says that all is right */
async function run(script: string, file: string, env: Record<string, string>): Promise<void> {
  const command = ['--import', 'tsx', script, file];
  const child = spawn(process.execPath, command, { env: { ...process.env, ...env }, stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${script} ends with ${code}`);
}
