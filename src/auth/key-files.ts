/**
 * Where keys lie: one JSON file a purpose in `DATA_DIR/keys`, a folder and files that only their owner may open.
 * A file appears whole or not at all, and once there it is never overwritten by a second process that starts.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';

const othersMay = 0o077;

/**
 * Makes the folder (0700) when it is absent.
 * @throws Error when it is no folder, or open to others
 */
export async function openKeyFolder(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(ignore('EEXIST'));
  const found = await stat(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder: move it away, or make it one of chmod 700.`);
  if (found.mode & othersMay) throw new Error(`${folder} is open to other users: run chmod 700 '${folder}'.`);
  return folder;
}

/**
 * Reads a key file; when there is none, `make` gives the first content. Of several processes that start at once, the
 * first to finish wins and all read its file.
 * @throws Error when the file is open to others, or is not of the form of `schema`
 */
export async function readKeyFile<T extends z.ZodType>(path: string, schema: T, make: () => z.input<T>) {
  let file = await open(path, 'r').catch(ignore('ENOENT'));
  if (!file) {
    await createOnce(path, make());
    file = await open(path, 'r');
  }
  try {
    const { mode } = await file.stat();
    if (mode & othersMay) throw new Error(`${path} is open to other users: run chmod 600 '${path}'.`);
    return parse(path, await file.readFile('utf8'), schema);
  } finally {
    await file.close();
  }
}

/**
 * Puts new content in the place of a key file. The temporary name is the lock: whoever finds it taken gives way.
 * @param change from the old content to the new
 * @throws Error when another change is under way
 */
export async function replaceKeyFile<T>(path: string, change: () => Promise<T>): Promise<T> {
  const next = `${path}.next`;
  const file = await open(next, 'wx', 0o600).catch(() => {
    throw new Error(`${next} is in the way: another change of keys is under way, or was cut short and left it there.`);
  });
  try {
    const content = await change();
    await writeAll(file, content);
    await rename(next, path);
    return content;
  } catch (error) {
    await rm(next, { force: true });
    throw error;
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

/** The message must not quote the file: it holds secrets. */
function parse<T extends z.ZodType>(path: string, text: string, schema: T): z.output<T> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${path} is not a whole key file: put a copy of it back and run chmod 600 '${path}'.`);
  }
}

function ignore(code: string) {
  return (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== code) throw error;
  };
}
