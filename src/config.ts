/** The settings, read once from the environment. Nothing else reads `process.env`. */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const blankIsAbsent = (value: unknown) => (value === '' ? undefined : value);
const setting = <T extends z.ZodType>(schema: T) => z.preprocess(blankIsAbsent, schema);

const environment = z.object({
  HOST: setting(z.string().default('127.0.0.1')),
  PORT: setting(z.coerce.number('must be a number').int().min(1).max(65535).default(3000)),
  PUBLIC_URL: setting(z.url({ protocol: /^https?$/, error: 'must be an http(s) address' }).optional()),
  DATA_DIR: setting(z.string().default('./data')),
  MONGODB_URI: setting(
    z
      .string()
      .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
      .optional(),
  ),
  DEMO: setting(z.enum(['on', 'off'], 'must be on or off').default('on')),
  TRUST_PROXY: setting(z.string().default('')), // addresses or subnets of the proxies in front, comma separated
  LOG_LEVEL: setting(z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn')),
  UTC_OFFSET: setting(
    z
      .string()
      .regex(/^[+-]\d\d:\d\d$/, 'must look like +07:00')
      .default('+07:00'),
  ), // of times typed in forms
  CITY_TABLE: setting(z.string().refine(existsSync, 'must be a file').optional()), // MMDB: cities of addresses
  npm_lifecycle_event: z.string().optional(), // npm sets it for what it runs
});

export interface Config {
  host: string;
  port: number;
  /** Origin of every link that leaves the server, without a trailing slash. */
  publicUrl: string;
  dataDir: string;
  /** Absent: the embedded database is started. */
  mongodbUri: string | undefined;
  demo: boolean;
  trustProxy: string[];
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  utcOffset: string;
  /** A table of cities (MMDB); absent: the places of scans are countries. */
  cityTable: string | undefined;
  /** Run by `npm start`: the server ends when npm does. */
  startedByNpm: boolean;
}

/** @throws Error with one sentence that names every bad setting */
export function readConfig(env: Record<string, string | undefined>): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
    throw new Error(`Bad setting: ${faults.join('; ')}.`);
  }
  const { HOST, PORT, PUBLIC_URL, DATA_DIR, MONGODB_URI, DEMO, TRUST_PROXY, LOG_LEVEL, UTC_OFFSET, CITY_TABLE } =
    parsed.data;
  return {
    host: HOST,
    port: PORT,
    publicUrl: (PUBLIC_URL ?? `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`).replace(/\/+$/, ''),
    dataDir: resolve(DATA_DIR),
    mongodbUri: MONGODB_URI,
    demo: DEMO === 'on',
    trustProxy: TRUST_PROXY.split(',').flatMap((entry) => entry.trim() || []),
    logLevel: LOG_LEVEL,
    utcOffset: UTC_OFFSET,
    cityTable: CITY_TABLE,
    startedByNpm: parsed.data.npm_lifecycle_event === 'start',
  };
}

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(2);
  }
}

/** Folder of package.json, from the sources and from dist/ alike. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

export const projectRoot = findRoot();
export const config: Config = readConfigOrExit();
