/** Schemathesis: installed once, pinned, and run on a server's description. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const version = '4.32.0';

/** Not asked: that what the schema allows is always taken. References, check digits and balances are not in it. */
const notChecked = 'positive_data_acceptance';

/** EPCIS has this for page tokens, and 501 is what a server answers that cannot take one back. */
const settings = `
[[operations]]
include-name = "DELETE /epcis/nextPageToken/{token}"
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "501"]
`;

export interface Report {
  test_cases: { generated: number; unique_failures: number; errored: number };
  failures: { title: string; operations: string[] }[];
  errors: { title?: string }[];
}

/**
 * @returns the Python that has it
 * @throws Error with a sentence for the person
 */
export async function prepareSchemathesis(cache: string): Promise<string> {
  const folder = join(cache, `schemathesis-${version}`);
  const python = join(folder, 'bin', 'python');
  const isThere = ['-c', `import importlib.metadata as m; assert m.version("schemathesis") == "${version}"`];
  if (await succeeds(python, isThere)) return python;
  const fits = ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'];
  if (!(await succeeds('python3', fits))) {
    throw new Error('Fuzzing needs Python 3.10 or newer with its venv module (python3, python3-venv); none was found.');
  }
  console.log(`Installing schemathesis ${version}, once …`);
  await mkdir(cache, { recursive: true });
  await run('python3', ['-m', 'venv', '--clear', folder]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${version}`]);
  return python;
}

export interface Round {
  url: string;
  /** Where report and settings may lie. */
  dataDir: string;
  python: string;
  /** Null for a stranger. */
  token: string | null;
  seed: number;
  /** Most random requests of each operation. */
  examples: number;
  /** Only asks at random; a long round first goes through the limits of every parameter. */
  isShort: boolean;
}

export async function fuzzOnce(round: Round): Promise<{ report: Report; words: string }> {
  const { url, dataDir, python, token, seed, examples, isShort } = round;
  const [path, config] = [join(dataDir, 'fuzz.json'), join(dataDir, 'fuzz.toml')];
  await writeFile(config, settings);
  const args = [
    ...['--config-file', config, 'run', `${url}/openapi.json`, '--seed', String(seed)],
    ...['--max-examples', String(examples), '--phases', isShort ? 'examples,fuzzing' : 'examples,coverage,fuzzing'],
    ...['--exclude-checks', notChecked, '--continue-on-failure', '--no-shrink', '--generation-database', 'none'],
    ...['--suppress-health-check', 'all', '--warnings', 'off', '--no-color', '--report-json-path', path],
    ...(token === null ? [] : ['--header', `Authorization: Bearer ${token}`]),
  ];
  const start = 'from schemathesis.cli import schemathesis; schemathesis()';
  const words = await run(python, ['-c', start, ...args], { cwd: dataDir, maxBuffer: 2 ** 28 }).then(
    ({ stdout }) => stdout,
    (error: { stdout?: string; stderr?: string }) => `${error.stdout ?? ''}${error.stderr ?? ''}`,
  );
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new Error(`schemathesis gives no report:\n${words}`);
  await rm(path);
  return { report: JSON.parse(text) as Report, words };
}

async function succeeds(program: string, args: string[]): Promise<boolean> {
  return run(program, args).then(
    () => true,
    () => false,
  );
}
