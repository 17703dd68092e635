/**
 * Where keys lie: one JSON file a purpose in `DATA_DIR/keys`, a folder and files that only their owner may open.
 * A file appears whole or not at all, and once there it is never overwritten by a second process that starts.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, statSync, type Stats } from 'node:fs';
import { link, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { logger } from '../http/log.js';

const othersMay = 0o077;

/**
 * Makes the folder (0700) when it is absent.
 * @throws Error when it is no folder, or open to others
 */
export async function openKeyFolder(dataDir: string): Promise<string> {
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 }).catch(ignore('EEXIST'));
  return checkKeyFolder(dataDir);
}

/** @throws Error when it is not there, no folder, or open to others */
export async function checkKeyFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'keys');
  const found = await stat(folder).catch(ignore('ENOENT'));
  if (!found) throw new Error(`${folder} is not there: set DATA_DIR, or start the server once, which makes the keys.`);
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder: move it away, or make it one of chmod 700.`);
  if (found.mode & othersMay) throw new Error(`${folder} is open to other users: run chmod 700 '${folder}'.`);
  return folder;
}

/**
 * Gives a key file its first content when there is none. Of several processes that start at once, the first to finish
 * wins.
 */
export async function ensureKeyFile(path: string, make: () => unknown): Promise<void> {
  const found = await stat(path).catch(ignore('ENOENT'));
  if (!found) await createOnce(path, make());
}

/** @throws Error when the file is absent, open to others, or not of the form of `schema` */
export function readKeyFile<T extends z.ZodType>(path: string, schema: T): z.output<T> {
  return readVersion(path, schema, (content) => content).content;
}

/**
 * A key file as it is at each moment. Every use looks whether the file is another one: one `stat`, some microseconds,
 * so that no use after a change can miss it, in whatever process. A watcher is told late, and on some file systems
 * never. What cannot be used is told once in the log, and the last good content stays.
 * @param build what is made of a content; throws when it makes no sense
 * @throws Error as {@link readKeyFile}; the uses throw none
 */
export function followKeyFile<T extends z.ZodType, K>(path: string, schema: T, build: (content: z.output<T>) => K) {
  let { content: good, version } = readVersion(path, schema, build);
  let [refused, told] = ['', ''];
  return (): K => {
    const seen = versionNow(path);
    if (seen === version || seen === refused) return good;
    try {
      ({ content: good, version } = readVersion(path, schema, build));
      [refused, told] = ['', ''];
      logger.info({ path }, 'the keys were changed and are taken up');
    } catch (error) {
      if (error instanceof BadKeyFile) refused = seen; // another fault, of the disk say, may pass: look again
      const words = error instanceof BadKeyFile ? error.message : `${path} cannot be read.`;
      if (words !== told) logger.error({ path, code: (error as NodeJS.ErrnoException).code }, `${words} ${meanwhile}`);
      told = words;
    }
    return good;
  };
}

const meanwhile = 'The keys of before stay in use; what was changed is not.';

/** A fault that stays until the file is another one. The message must not quote it: it holds secrets. */
class BadKeyFile extends Error {}

interface Version<K> {
  content: K;
  version: string;
}

function readVersion<T extends z.ZodType, K>(path: string, schema: T, build: (content: z.output<T>) => K): Version<K> {
  const file = openSync(path, 'r');
  try {
    const found = fstatSync(file);
    if (found.mode & othersMay) throw new BadKeyFile(`${path} is open to other users: run chmod 600 '${path}'.`);
    const text = readFileSync(file, 'utf8');
    return { content: parse(path, () => build(schema.parse(JSON.parse(text)))), version: versionOf(found) };
  } finally {
    closeSync(file);
  }
}

function versionNow(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found ? versionOf(found) : 'absent';
  } catch {
    return 'unknown';
  }
}

/** A change puts a new file in the place of the old one; the rest shows an edit in place, and a copy put back. */
function versionOf({ ino, size, mode, mtimeMs, ctimeMs }: Stats): string {
  return `${ino} ${size} ${mode} ${mtimeMs} ${ctimeMs}`;
}

/**
 * Puts new content in the place of a key file. The temporary name is the lock: whoever finds it taken gives way.
 * @param change from the old content to the new
 * @throws Error when another change is under way
 */
export async function replaceKeyFile<T>(path: string, change: () => T): Promise<T> {
  const next = `${path}.next`;
  const file = await open(next, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Error(
      `${next} is in the way: another change of keys is under way, or was cut short and left it there. Nothing was changed.`,
    );
  });
  try {
    const content = change();
    await writeAll(file, content);
    await rename(next, path);
    await syncFolder(path);
    return content;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(next, { force: true });
    throw error;
  }
}

/** A revocation that was told must outlive a loss of power. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function createOnce(path: string, content: unknown): Promise<void> {
  const temporary = `${path}.${randomBytes(8).toString('hex')}`;
  try {
    await writeAll(await open(temporary, 'wx', 0o600), content);
    await link(temporary, path).catch(ignore('EEXIST')); // unlike a rename, a link never replaces
  } finally {
    await rm(temporary, { force: true });
  }
}

async function writeAll(file: FileHandle, content: unknown): Promise<void> {
  try {
    await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parse<K>(path: string, read: () => K): K {
  try {
    return read();
  } catch {
    throw new BadKeyFile(`${path} is not a whole key file: put a copy of it back and run chmod 600 '${path}'.`);
  }
}

function ignore(code: string) {
  return (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error;
  };
}
