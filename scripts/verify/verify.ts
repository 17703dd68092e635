/** Checks an export line by line, as it comes. */
import { createHash, type Hash } from 'node:crypto';
import { type TreeHead } from '../../src/ledger/note.js';
import { addEntry, addLot, endBalances, startBalances, type Balances } from './balances.js';
import { readCheckpoint } from './checkpoint.js';
import { startEvents, type EventCheck } from './events.js';
import { readLine, type EndLine, type EntryLine, type Header, type KeySet, type Line } from './format.js';
import { checkKeys, type KnownKeys } from './keys.js';
import { checkLabel } from './labels.js';
import { startReport, type Report } from './report.js';
import { startTree, type Tree } from './tree.js';
import { checkWitness, newWitness, type Witness } from './witness.js';

/** What the verifier knows beside the export. */
export interface Known {
  now: Date;
  toleranceMs: number;
  /** Key of the log; undefined where the export is believed, which its first reader cannot help. */
  vkey?: string;
  /** Label keys that were published. */
  jwks?: KeySet;
  witness?: Witness | null;
  /** Links of labels that somebody has, to check with the samples. */
  labels?: string[];
  /** The export comes from a server at this moment, and not from a file of some time before. */
  isLive?: boolean;
}

export interface Verified {
  report: Report;
  header: Header | null;
  tree: Tree | null;
  /** What to remember; null when anything is wrong. */
  witness: Witness | null;
}

export interface Verifier {
  /** The bytes of one line with its line break. */
  line(bytes: Uint8Array): void;
  end(): Verified;
}

/** What the header opens. */
interface Opened {
  header: Header;
  vkey: string;
  start: TreeHead | null;
  tree: Tree;
  events: EventCheck;
  balances: Balances;
  keys: KnownKeys;
}

interface Reading {
  known: Known;
  report: Report;
  /** Over the lines but for the last. */
  hash: Hash;
  lines: number;
  written: EndLine['end'];
  /** Where in {@link sections} it is. */
  section: number;
  /** Position of the next entry. */
  next: number;
  labels: string[];
  opened: Opened | null;
  end: EndLine | null;
}

export function startVerifier(known: Known): Verifier {
  const reading: Reading = {
    known,
    report: startReport(),
    hash: createHash('sha256'),
    lines: 0,
    written: { lots: 0, labels: 0, entries: 0, strays: 0 },
    section: 0,
    next: 0,
    labels: [...(known.labels ?? [])],
    opened: null,
    end: null,
  };
  return { line: (bytes) => readNext(reading, bytes), end: () => finish(reading) };
}

const sections: Line['kind'][][] = [['header'], ['lot', 'label'], ['tile', 'entry'], ['stray'], ['end']];
const counted: Partial<Record<Line['kind'], keyof EndLine['end']>> = {
  lot: 'lots',
  label: 'labels',
  entry: 'entries',
  stray: 'strays',
};

function readNext(reading: Reading, bytes: Uint8Array): void {
  const { report, written, section } = reading;
  reading.lines++;
  const place = section < 2 ? {} : { position: reading.next };
  const line = readLine(bytes);
  if (line?.kind !== 'end') reading.hash.update(bytes);
  if (!line) return report.fault('form', `line ${reading.lines} is not whole`, place);
  report.saw('form');
  const found = sections.findIndex((kinds) => kinds.includes(line.kind));
  const isFirst = reading.lines === 1;
  if (found < section || reading.end || isFirst !== (line.kind === 'header')) {
    report.fault('form', `line ${reading.lines} is not in its place`, place);
  }
  reading.section = Math.max(section, found);
  const name = counted[line.kind];
  if (name) written[name]++;
  if (line.kind === 'header') reading.opened = open(line.value, reading);
  else take(line, reading);
}

function take(line: Line, reading: Reading): void {
  const { opened, report } = reading;
  if (!opened) return;
  if (line.kind === 'lot') addLot(opened.balances, line.value);
  if (line.kind === 'label') reading.labels.push(line.value.uri);
  if (line.kind === 'tile') opened.tree.tile(line.value.tile, Buffer.from(line.value.hashes, 'base64'));
  if (line.kind === 'entry') takeEntry(line.value, opened, reading);
  if (line.kind === 'stray') report.fault('tree', 'it is in the store and not in the log', { event: line.value.stray });
  if (line.kind === 'end') reading.end = line.value;
}

/** A longer gap than a file can have lost in passing: the number itself is wrong. */
const farthestJump = 100_000;

function takeEntry(entry: EntryLine, { tree, events, balances }: Opened, reading: Reading): void {
  const { report, next } = reading;
  const { position, eventID } = entry;
  if (position < next) return report.fault('tree', 'the position is there twice', { position, event: eventID });
  if (position > next) report.fault('tree', 'nothing is at this position', { position: next });
  if (position > next + farthestJump) return;
  reading.next = position + 1;
  tree.entry(position, eventID, Buffer.from(entry.commitment, 'hex'));
  if (events.entry(entry)) addEntry(balances, entry);
}

function open(header: Header, { known, report }: Reading): Opened {
  const { namespace, jwks } = header;
  const { witness, now, toleranceMs } = known;
  const vkey = known.vkey ?? witness?.vkey ?? header.vkey;
  if (header.vkey !== vkey) report.fault('checkpoint', `the log has the key ${header.vkey}, and not ${vkey}`);
  if (witness && witness.vkey !== vkey) report.fault('witness', `another key was seen before: ${witness.vkey}`);
  if (witness && witness.namespace !== namespace) {
    report.fault('witness', `another store was seen before: ${witness.namespace}`);
  }
  return {
    header,
    vkey,
    start: checkNote(header.checkpoint, vkey, report),
    tree: startTree(report),
    events: startEvents(namespace, { now, toleranceMs, seen: witness ?? null }, report),
    balances: startBalances(namespace, report),
    keys: checkKeys(
      jwks,
      [known.jwks, witness?.jwks].filter((set) => set !== undefined),
      { now, report },
    ),
  };
}

function checkNote(note: string, vkey: string, report: Report): TreeHead | null {
  const head = readCheckpoint(note, vkey);
  report.saw('checkpoint');
  if (!head) report.fault('checkpoint', `a checkpoint is not signed by ${vkey}`);
  return head;
}

function finish(reading: Reading): Verified {
  const { opened, report, known } = reading;
  if (!opened) {
    report.fault('form', 'it is no export of a ledger');
    return { report, header: null, tree: null, witness: null };
  }
  const { tree, balances, start, header } = opened;
  const head = reading.end && checkNote(reading.end.checkpoint, opened.vkey, report);
  if (start && head && start.size > head.size) {
    report.fault('checkpoint', 'the log became shorter while it was read', { position: head.size });
  }
  const suspect = known.witness ? checkWitness(known.witness, tree.leaves(), tree.events(), report) : undefined;
  tree.end([start, head], suspect);
  endBalances(balances, start?.size ?? 0);
  for (const uri of reading.labels) checkLabel(uri, opened.keys, balances.runs, report);
  checkEnd(reading);
  return { report, header, tree, witness: report.first() ? null : remember(opened, known) };
}

function checkEnd({ report, end, written, hash, next }: Reading): void {
  if (!end) return report.fault('seal', 'it is cut off', { position: next });
  report.saw('seal');
  const isWhole = Object.entries(end.end).every(([kind, count]) => written[kind as keyof typeof written] === count);
  if (!isWhole) report.fault('seal', 'lines are missing, or there are more than were written');
  if (hash.digest('hex') !== end.sha256) report.fault('seal', 'the lines are not as they were written');
}

function remember({ header, vkey, events, tree }: Opened, { witness, now, isLive }: Known): Witness {
  const latest = Number.isFinite(events.latest()) ? new Date(events.latest()) : new Date(0);
  const seen = isLive ? now : latest;
  const at = witness && Date.parse(witness.at) > seen.getTime() ? witness.at : seen.toISOString();
  return newWitness({ vkey, namespace: header.namespace, at, jwks: header.jwks }, tree.leaves());
}
