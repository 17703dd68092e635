/**
 * Prints as files under `DATA_DIR/prints`: drawn once, so that progress can be told, a download goes on where the
 * connection was lost, and a second one costs nothing. A print is named by all that its bytes follow from; a file that
 * was swept, or that another process has, is drawn again with the same bytes.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { logger } from '../http/log.js';
import { type Lot } from '../lots/lot.model.js';
import { drawElsewhere } from './draw-elsewhere.js';
import { drawInto, type Drawing } from './drawing.js';
import { familyOf } from './fonts.js';
import { labelAt } from './label.service.js';
import { wordsOf } from './layout.js';
import { makingOf } from './print.js';
import { type SheetRequest } from './sheet-request.js';

export interface Print extends SheetRequest {
  /** Hexadecimal: the file's name and its strong ETag. */
  name: string;
}

export interface PrintProgress {
  /** Its name. */
  print: string;
  state: 'none' | 'drawing' | 'ready' | 'failed';
  /** Labels drawn so far. */
  drawn: number;
  count: number;
}

interface Work {
  print: Print;
  drawn: number;
  stop: AbortController;
  file: Promise<string>;
}

/** Changed with whatever changes the drawing. */
const edition = 2;
const hour = 3_600_000;
const lifetime = 24 * hour;
const mostBytes = 500_000_000; // of all prints
const mostUnderWay = 20;

/** Labels that are drawn within a second or two: by this process, and whoever asks waits for the file itself. */
export const promptly = 2100;

let folder = join(config.dataDir, 'prints');
const underWay = new Map<string, Work>();
const failed = new Set<string>(); // since they were asked for last
let queue: Promise<unknown> = Promise.resolve(); // of large prints: one at a time

/** Where prints are kept instead of under `DATA_DIR`. */
export function keepPrintsIn(path: string): void {
  folder = path;
}

/** @throws DomainError `key-withdrawn`, also where a print that is drawn already has such labels */
export function printOf(sheet: SheetRequest): Print {
  const { from, count, startAt, printing } = sheet;
  const { lot, template, facts, seal, key } = printing;
  const runs = lot.labels.filter((run) => run.from < from + count && from < run.from + run.count);
  for (const [, index] of new Map(runs.map((run) => [run.key, run.from]))) labelAt(lot, index);
  const follows = [edition, process.version, config.publicUrl, lot._id, template, from, count, startAt, facts];
  const signedBy = seal === 'full' ? key.kid : null;
  const name = createHash('sha256')
    .update(JSON.stringify([...follows, signedBy]))
    .digest('hex');
  return { ...sheet, name };
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
  const work: Work = {
    print,
    drawn: 0,
    stop: new AbortController(),
    file: Promise.resolve(path),
  };
  const isLarge = print.count > promptly;
  const turn = isLarge ? queue : Promise.resolve();
  const draw = isLarge ? drawElsewhere : drawInto;
  work.file = turn.then(() => write(print, work, draw)).finally(() => underWay.delete(print.name));
  if (isLarge) queue = work.file.catch(() => undefined);
  underWay.set(print.name, work);
  failed.delete(print.name);
  return work.file;
}

/** Draws a print that was just recorded: a small one is there afterwards, a large one is under way. */
export async function beginPrint(print: Print): Promise<void> {
  const file = drawPrint(print).catch((error: Error) => {
    if (error.name !== 'AbortError') logger.error({ err: error }, 'a print could not be drawn');
  });
  if (print.count <= promptly) await file;
}

export async function progressOf({ name, count }: Print): Promise<PrintProgress> {
  const work = underWay.get(name);
  if (work) return { print: name, state: 'drawing', drawn: work.drawn, count };
  if (await touch(pathOf(name))) return { print: name, state: 'ready', drawn: count, count };
  return { print: name, state: failed.has(name) ? 'failed' : 'none', drawn: 0, count };
}

/** The large prints of a lot that are being drawn, or wait for their turn. */
export function printsUnderWay(lot: Lot): { print: Print; drawn: number }[] {
  const works = [...underWay.values()];
  return works.filter(({ print }) => print.count > promptly && print.printing.lot._id === lot._id);
}

/** Stops a drawing of the lot and forgets what is drawn. What is finished stays. @returns false when there was none */
export async function stopPrint(lot: Lot, name: string): Promise<boolean> {
  const work = underWay.get(name);
  if (work?.print.printing.lot._id !== lot._id) return false;
  work.stop.abort();
  return work.file.then(
    () => false,
    () => true,
  );
}

const pathOf = (name: string) => join(folder, `${name}.pdf`);

async function write(print: Print, work: Work, draw: typeof drawInto): Promise<string> {
  const { signal } = work.stop;
  signal.throwIfAborted();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await sweep();
  const path = pathOf(print.name);
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    await draw(part, drawingOf(print), { signal, onDrawn: (count) => (work.drawn = count) });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (!signal.aborted) failed.add(print.name);
    throw error;
  }
  return path;
}

function drawingOf({ startAt, from, count, printing }: Print): Drawing {
  const { lot, template, facts } = printing;
  const making = makingOf(printing, from, count);
  const [title, madeAt, family] = [`Tem ${lot.code}`, lot.firstEventTime, familyOf(wordsOf(facts))];
  return { making, template, startAt, title, madeAt, family };
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
