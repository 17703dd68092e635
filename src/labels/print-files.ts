/**
 * Prints as files under `DATA_DIR/prints`: drawn once, so that progress can be told, a download goes on where the
 * connection was lost, and a second one costs nothing. A print is named by all that its bytes follow from; a file that
 * was swept, or that another process has, is drawn again with the same bytes.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { type Lot } from '../lots/lot.model.js';
import { type LabelContent } from './layout.js';
import { labelContents, preparePrinting, type Printing } from './print.js';
import { drawSheet } from './sheet.js';
import { type LabelTemplate } from './templates.js';

export interface PrintOrder {
  lot: Lot;
  template: LabelTemplate;
  /** Index of the first label. */
  from: number;
  count: number;
  /** First free label of a part-used sheet. */
  startAt: number;
}

export interface Print extends PrintOrder {
  /** Hexadecimal: the file's name and its strong ETag. */
  name: string;
  printing: Printing;
}

export interface PrintProgress {
  state: 'none' | 'drawing' | 'ready';
  /** Labels drawn so far. */
  drawn: number;
  count: number;
}

interface Drawing {
  drawn: number;
  stop: AbortController;
  file: Promise<string>;
}

/** Changed with whatever changes the drawing. */
const edition = 1;
const hour = 3_600_000;
const lifetime = 24 * hour;
const mostBytes = 500_000_000; // of all prints
const mostUnderWay = 20;

/** Labels that are drawn within a second or two: whoever asks waits for the file itself. */
export const promptly = 2100;

let folder = join(config.dataDir, 'prints');
const underWay = new Map<string, Drawing>();
let queue: Promise<unknown> = Promise.resolve(); // of large prints: one at a time

/** Where prints are kept instead of under `DATA_DIR`. */
export function keepPrintsIn(path: string): void {
  folder = path;
}

/** @throws DomainError `not-found` unless all its labels are issued, `label-too-small` */
export async function preparePrint(order: PrintOrder): Promise<Print> {
  const { lot, template, from, count, startAt } = order;
  const issued = lot.labels.reduce((total, run) => total + run.count, 0);
  if (count < 1 || from + count > issued) throw new DomainError('not-found');
  const printing = await preparePrinting(lot, from, template);
  const key = printing.seal === 'full' ? printing.key.kid : null;
  const follows = [edition, process.version, config.publicUrl, lot._id, template, from, count, startAt, printing.facts];
  const name = createHash('sha256')
    .update(JSON.stringify([...follows, key]))
    .digest('hex');
  return { ...order, name, printing };
}

/**
 * The file of a print, drawn when it is not there. Whoever asks while it is drawn waits for the same file.
 * @throws DomainError `too-many-attempts`. AbortError when it is stopped
 */
export async function drawPrint(print: Print): Promise<string> {
  const path = pathOf(print.name);
  if (await touch(path)) return path;
  const known = underWay.get(print.name);
  if (known) return known.file;
  if (underWay.size >= mostUnderWay) throw new DomainError('too-many-attempts');
  const drawing: Drawing = { drawn: 0, stop: new AbortController(), file: Promise.resolve(path) };
  const isLarge = print.count > promptly;
  const turn = isLarge ? queue : Promise.resolve();
  drawing.file = turn.then(() => draw(print, drawing, path)).finally(() => underWay.delete(print.name));
  if (isLarge) queue = drawing.file.catch(() => undefined);
  underWay.set(print.name, drawing);
  return drawing.file;
}

export async function progressOf({ name, count }: Print): Promise<PrintProgress> {
  const drawing = underWay.get(name);
  if (drawing) return { state: 'drawing', drawn: drawing.drawn, count };
  return (await touch(pathOf(name))) ? { state: 'ready', drawn: count, count } : { state: 'none', drawn: 0, count };
}

/** Stops a drawing and forgets what is drawn. What is finished stays. */
export async function stopPrint(print: Print): Promise<PrintProgress> {
  const drawing = underWay.get(print.name);
  drawing?.stop.abort();
  await drawing?.file.catch(() => undefined);
  return progressOf(print);
}

const pathOf = (name: string) => join(folder, `${name}.pdf`);

async function draw(print: Print, drawing: Drawing, path: string): Promise<string> {
  const { template, startAt, lot, from, count, printing } = print;
  const { signal } = drawing.stop;
  signal.throwIfAborted();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweep();
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  const labels = counted(labelContents(printing, from, count), drawing);
  const madeAt = new Date(lot.firstEventTime);
  const sheet = drawSheet({ template, labels, startAt, title: `Tem ${lot.code}`, madeAt });
  try {
    await pipeline(sheet, createWriteStream(part, { flags: 'wx', mode: 0o600 }), { signal });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return path;
}

function* counted(labels: Iterable<LabelContent>, drawing: Drawing): Generator<LabelContent> {
  for (const label of labels) {
    yield label;
    drawing.drawn += 1;
  }
}

/** Marks a file as used; false when it is not there. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}

/** Removes prints that nobody used for a day, then the longest unused ones beyond {@link mostBytes}. */
async function sweep(): Promise<void> {
  const names = await readdir(folder);
  const files = await Promise.all(
    names.map(async (name) => {
      const facts = await stat(join(folder, name)).catch(() => null); // another process sweeps too
      return { name, size: facts?.size ?? 0, usedAt: facts?.mtimeMs ?? 0 };
    }),
  );
  let bytes = 0;
  for (const { name, size, usedAt } of files.sort((a, b) => b.usedAt - a.usedAt)) {
    bytes += size;
    const age = Date.now() - usedAt;
    const isOld = age > (name.endsWith('.part') ? hour : lifetime);
    if (isOld || bytes > mostBytes) await rm(join(folder, name), { force: true });
  }
}
