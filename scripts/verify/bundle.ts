/**
 * The evidence of a dossier, by itself: each event is what was logged, at its position below the signed root; the lots
 * are what these events make of them. Events elsewhere in the log are not in the file, so only the lot and what it was
 * made of are folded.
 */
import { createHash } from 'node:crypto';
import { leafHash, provesInclusion } from '../../src/ledger/merkle.js';
import { type TreeHead } from '../../src/ledger/note.js';
import { addEntry, addLot, endBalances, startBalances, type Balances } from './balances.js';
import { readCheckpoint } from './checkpoint.js';
import { startEvents, type EventCheck } from './events.js';
import { readBundleLine, type BundleHeader, type BundleLine, type ProvedEntry } from './format.js';
import { startReport, type Report } from './report.js';

export interface BundleVerdict {
  report: Report;
  header: BundleHeader | null;
}

interface Reading {
  header: BundleHeader;
  vkey: string;
  head: TreeHead | null;
  report: Report;
  events: EventCheck;
  balances: Balances;
  lots: Set<string>;
  /** Files that the events name. */
  named: Set<string>;
}

/**
 * @param lines with their line breaks
 * @param known vkey: of the log, from somewhere else than the file
 */
export function checkBundle(
  lines: Uint8Array[],
  known: { vkey?: string; now: Date; toleranceMs: number },
): BundleVerdict {
  const report = startReport();
  const read = lines.map((bytes) => readBundleLine(bytes));
  read.forEach((line, index) => {
    if (line) report.saw('form');
    else report.fault('form', `line ${index + 1} is not whole`);
  });
  const [first] = read;
  if (first?.kind !== 'header') {
    report.fault('form', 'it is no bundle of a dossier');
    return { report, header: null };
  }
  const reading = open(first.value, known, report);
  for (const line of read.slice(1)) if (line) take(line, reading);
  endBalances(reading.balances, Infinity);
  checkSeal(lines, read, report);
  return { report, header: first.value };
}

function open(header: BundleHeader, known: { vkey?: string; now: Date; toleranceMs: number }, report: Report): Reading {
  const vkey = known.vkey ?? header.vkey;
  const head = readCheckpoint(header.checkpoint, vkey);
  report.saw('checkpoint');
  if (!head) report.fault('checkpoint', `the checkpoint is not signed by ${vkey}`);
  const times = { now: known.now, toleranceMs: known.toleranceMs, seen: null };
  const { namespace } = header;
  return {
    ...{ header, vkey, head, report, lots: new Set<string>(), named: new Set<string>() },
    events: startEvents(namespace, times, report),
    balances: startBalances(namespace, report),
  };
}

function take(line: BundleLine, reading: Reading): void {
  const { report, balances, lots, named, events } = reading;
  if (line.kind === 'lot') {
    lots.add(line.value.lot);
    addLot(balances, line.value);
  }
  if (line.kind === 'entry') {
    checkPlace(line.value, reading);
    if (!events.entry(line.value)) return;
    if (line.value.event['nguon:file']) named.add(line.value.event['nguon:file']);
    addEntry(balances, line.value, (path) => lots.has(path));
  }
  if (line.kind === 'file' && !named.has(line.value.file)) {
    report.fault('events', `no event names the file ${line.value.file}`);
  }
}

function checkPlace({ position, eventID, commitment, hashes }: ProvedEntry, { head, report }: Reading): void {
  report.saw('tree');
  const leaf = leafHash(Buffer.from(commitment, 'hex'));
  const path = hashes.map((hash) => Buffer.from(hash, 'hex'));
  if (head && provesInclusion(leaf, position, head.size, path, head.root)) return;
  report.fault('tree', 'it is not at its position in the signed log', { position, event: eventID });
}

function checkSeal(lines: Uint8Array[], read: (BundleLine | null)[], report: Report): void {
  const end = read.at(-1);
  if (end?.kind !== 'end') return report.fault('seal', 'it is cut off');
  report.saw('seal');
  const count = (kind: BundleLine['kind']) => read.filter((line) => line?.kind === kind).length;
  const { lots, entries, files } = end.value.end;
  if (count('lot') !== lots || count('entry') !== entries || count('file') !== files) {
    report.fault('seal', 'lines are missing, or there are more than were written');
  }
  const hash = createHash('sha256');
  for (const bytes of lines.slice(0, -1)) hash.update(bytes);
  if (hash.digest('hex') !== end.value.sha256) report.fault('seal', 'the lines are not as they were written');
}
