/**
 * Makes a clone ready: `node scripts/prepare.mjs` installs the packages when they are not those of package-lock.json,
 * `node scripts/prepare.mjs build` also builds dist/ when it is not of these sources. Silent when nothing is to be
 * done. Plain JavaScript without a dependency, because it runs before there are any.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setInterval, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const buildStamp = join(root, 'dist', '.sources');
const progressAfterMillis = 1000;
const shownLines = 15; // of the output of a failed step

let child = null;
let stopSignal = null;

checkNode();
watchForEnd();
if (!isInstalled()) await step('Installing the packages', ['ci', '--include=dev']);
if (process.argv.includes('build')) await build();
process.exit(0);

function checkNode() {
  const needed = /\d+\.\d+/.exec(readJson('package.json').engines.node)[0];
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [neededMajor, neededMinor] = needed.split('.').map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  fail(`This needs Node ${needed} or newer; the one that runs it is ${process.versions.node}.`);
}

/** npm keeps a record of what it installed, written last: it must name every package of the lock in its version. */
function isInstalled() {
  try {
    const wanted = Object.entries(readJson('package-lock.json').packages).filter(([path]) => path !== '');
    const present = readJson('node_modules/.package-lock.json').packages;
    return wanted.every(([path, { version, optional, devOptional }]) => {
      const found = present[path];
      return found ? found.version === version : optional || devOptional; // those of other systems are left out
    });
  } catch {
    return false;
  }
}

async function build() {
  const sources = hashSources();
  if (readOrNull(buildStamp) === sources) return;
  rmSync(join(root, 'dist'), { recursive: true, force: true }); // so that nothing stays of a source that is gone
  await step('Building', ['run', '--silent', 'build']);
  writeFileSync(buildStamp, sources);
}

function hashSources() {
  const inSrc = readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'].map((name) => join(root, name))) {
    hash.update(readFileSync(file));
  }
  for (const file of inSrc) hash.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

/** Runs npm, by its own path where npm runs this, and says so when it takes a while. */
async function step(name, args) {
  const npm = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : null;
  const [command, words] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
  const timer = setTimeout(() => say(`${name} …`), progressAfterMillis);
  child = spawn(command, words, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve).on('error', () => resolve('no npm')));
  clearTimeout(timer);
  if (stopSignal) process.exit(stopSignal === 'SIGINT' ? 130 : 143);
  if (code === 0) return;
  const statements = output.split('\n').filter((line) => /^\S/.test(line)); // indented lines only explain them
  say(statements.slice(0, shownLines).join('\n'));
  fail(`${name} failed (npm ${args.join(' ')}): see the lines above.`);
}

/** Ctrl-C, SIGTERM, and the end of npm that runs this: the child ends first, then this process with an error. */
function watchForEnd() {
  const stop = (signal) => {
    stopSignal = signal;
    if (child) child.kill(signal);
    else process.exit(1);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && !stopSignal && stop('SIGTERM'), 500).unref();
}

function readJson(name) {
  return JSON.parse(readFileSync(join(root, name), 'utf8'));
}

function readOrNull(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(sentence) {
  say(sentence);
  process.exit(1);
}
