/**
 * Audits the log with clients that share no code with it: tessera's fsck and Go's sumdb/tlog (scripts/audit).
 * `npm run audit-log` starts a server with an empty store and records 2,000 events, or as many as it is told; takes
 * checkpoints while they arrive; requires both clients to accept the log, and both to refuse it once it is damaged.
 * Exit code 0: as required, or skipped because Go is not there (it says so); 1: not so.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../src/config.js';
import { damages, serveDamaged } from './audit/damage.js';
import { startLoadedServer } from './audit/load.js';

const millisOfClient = 120_000;
const programs = join(projectRoot, 'node_modules', '.cache', 'audit');
const folder = mkdtempSync(join(tmpdir(), 'nguon-audit-'));
const fileOf = (name: string) => join(folder, name);

async function main([events = '2000']: string[]): Promise<number> {
  const obstacle = buildPrograms();
  if (obstacle) {
    console.log(`skipped: ${obstacle}`);
    return 0;
  }
  const server = await startLoadedServer(folder, Number(events));
  try {
    writeFileSync(fileOf('vkey'), await server.read('vkey'));
    const checkpoints = [await server.read('checkpoint')];
    for (const share of [0.3, 0.6, 1]) {
      await server.loaded(share);
      checkpoints.push(await server.read('checkpoint'));
    }
    checkpoints.forEach((checkpoint, at) => writeFileSync(fileOf(`checkpoint-${at}`), checkpoint));
    const sizes = checkpoints.map((checkpoint) => Number(checkpoint.split('\n')[1]));
    console.log(`checkpoints of ${sizes.join(', ')} entries`);
    const last = checkpoints.length - 1;
    const isComplete = sizes[last] === Number(events) && new Set(sizes).size === sizes.length;
    if (!isComplete) console.log('not all events are in the log, or no two checkpoints were taken on the way');
    const verdicts = [await fsck(server.url, true)];
    for (let old = 0; old < last; old++) verdicts.push(await audit(server.url, old, last, true));
    verdicts.push(...(await auditDamaged(server.url, last)));
    return isComplete && verdicts.every(Boolean) ? 0 : 1;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Both clients are shown the log through a window that changes one bit of it. */
async function auditDamaged(url: string, last: number): Promise<boolean[]> {
  const refused: boolean[] = [];
  for (const damage of damages) {
    const window = await serveDamaged(url, damage);
    console.log(`one bit of ${damage.what} changed:`);
    refused.push(await fsck(window.url, false), await audit(window.url, 2, last, false));
    await window.stop();
  }
  return refused;
}

/** fsck 1.0.4 ends with 0 also when it has found damage: what counts is its sentence. */
async function fsck(url: string, expected: boolean): Promise<boolean> {
  const args = ['--storage_url', url, '--public_key', fileOf('vkey'), '--ui=false', '--N', '4'];
  const { isDone, output } = await run('fsck', args);
  return report('fsck', isDone && output.includes("Successfully fsck'd"), expected, output);
}

async function audit(url: string, old: number, last: number, expected: boolean): Promise<boolean> {
  const checkpoints = ['--old', fileOf(`checkpoint-${old}`), '--new', fileOf(`checkpoint-${last}`)];
  const { isDone, output } = await run('audit', ['--url', url, '--vkey', fileOf('vkey'), ...checkpoints]);
  return report('sumdb/tlog', isDone, expected, output);
}

function report(client: string, accepted: boolean, expected: boolean, output: string): boolean {
  console.log(`  ${client} ${accepted ? 'accepts' : 'refuses'}${accepted === expected ? '' : ', which is wrong'}`);
  if (accepted !== expected) console.log(output);
  return accepted === expected;
}

async function run(program: string, args: string[]): Promise<{ isDone: boolean; output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(join(programs, program), args, { timeout: millisOfClient });
    return { isDone: true, output: stdout + stderr };
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error as Error & { stdout?: string; stderr?: string };
    return { isDone: false, output: `${message}\n${stdout}${stderr}` };
  }
}

/** What stands in the way of building the clients; undefined when they are built. */
function buildPrograms(): string | undefined {
  const go = (args: string[]) =>
    execFileSync('go', args, { cwd: join(projectRoot, 'scripts', 'audit'), encoding: 'utf8', stdio: 'pipe' });
  try {
    go(['version']);
  } catch {
    return 'Go is not installed';
  }
  try {
    go(['mod', 'download']);
  } catch (error) {
    return `the Go modules cannot be fetched: ${(error as Error).message}`;
  }
  mkdirSync(programs, { recursive: true });
  go(['build', '-o', `${programs}/`, '.', 'github.com/transparency-dev/tessera/cmd/fsck']);
  return undefined;
}

process.exitCode = await main(process.argv.slice(2));
