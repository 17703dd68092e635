/** The program of the embedded database: a private Python environment with one pinned wheel, made once. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './config.js';

/** Tells of a step while it lasts, and gives its result. */
export type Progress = <T>(step: string, work: Promise<T>) => Promise<T>;

/** Arguments: lock file (or empty), owner, Python module, its arguments. See the file. */
export const launcher = join(projectRoot, 'scripts', 'engine.py');

const version = '0.7.0b3';
const wheel = `secantusdb==${version}`;
const pythonNames = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const isFit = 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))'; // those that the wheel is built for

/**
 * The Python that runs the engine of this folder. Installs it when it is missing, of another version, or broken
 * because the Python below it was removed.
 * @throws Error with a sentence for the person: no Python, no venv module, failed download
 */
export async function prepareEngine(folder: string, progress: Progress, signal?: AbortSignal): Promise<string> {
  await removeAbandonedDrafts(folder);
  if (!(await isWhole(folder))) {
    await progress('Installing the embedded database, once', install(await findPython(), folder, signal));
  }
  return pythonOf(folder);
}

const pythonOf = (folder: string) => join(folder, 'bin', 'python');

async function isWhole(folder: string): Promise<boolean> {
  const check = 'import sys, importlib.metadata as m; sys.exit(m.version("secantusdb") != sys.argv[1])';
  return succeeds(pythonOf(folder), ['-c', check, version]);
}

/** Built beside its place and moved there when whole, so that an interrupted installation is never taken for one. */
async function install(base: string, folder: string, signal?: AbortSignal): Promise<void> {
  const draft = `${folder}-${process.pid}`;
  const quietly = ['--quiet', '--no-input', '--disable-pip-version-check', '--only-binary', ':all:'];
  try {
    await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
    await run(base, ['venv', draft], noVenv, signal);
    await run(pythonOf(draft), ['pip', 'install', ...quietly, wheel], noDownload, signal);
    if (await isWhole(folder)) return; // another process was quicker
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function findPython(): Promise<string> {
  for (const name of pythonNames) {
    if (await succeeds(name, ['-c', isFit])) return name;
  }
  throw new Error(`The embedded database needs Python 3.10 to 3.13, and none was found. Install it, ${orOwnStore}`);
}

const orOwnStore = 'or set MONGODB_URI to a MongoDB of your own.';
const noVenv = (output: string) =>
  `Python cannot make a virtual environment (${output}). ` +
  `Install its venv module (Debian, Ubuntu: apt install python3-venv), ${orOwnStore}`;
const noDownload = (output: string) =>
  `The embedded database ${wheel} could not be installed (${output}). Check the network and start again, ${orOwnStore}`;

/** Runs a Python module to its end; it dies with this process. */
async function run(python: string, module: string[], explain: (output: string) => string, signal?: AbortSignal) {
  signal?.throwIfAborted();
  const child = spawn(python, [launcher, '', '', ...module], { stdio: 'pipe', detached: true });
  const endGroup = () => void (child.pid && process.kill(-child.pid)); // venv has a child of its own
  signal?.addEventListener('abort', endGroup);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  signal?.removeEventListener('abort', endGroup);
  if (code !== 0) throw new Error(explain(lastLine(output)));
}

const lastLine = (text: string) => text.trim().split('\n').at(-1)?.trim() ?? '';

async function succeeds(program: string, args: string[]): Promise<boolean> {
  return promisify(execFile)(program, args).then(
    () => true,
    () => false,
  );
}

/** What an installation left that was killed: drafts carry the number of their process. */
async function removeAbandonedDrafts(folder: string): Promise<void> {
  const parent = dirname(folder);
  for (const name of await readdir(parent).catch(() => [])) {
    const pid = name.startsWith(`${basename(folder)}-`) ? Number(name.slice(basename(folder).length + 1)) : NaN;
    if (pid > 0 && !isAlive(pid)) await rm(join(parent, name), { recursive: true, force: true });
  }
}

/** True while another process of this machine has that number. */
export function isAlive(pid: number): boolean {
  if (!(pid > 0) || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
