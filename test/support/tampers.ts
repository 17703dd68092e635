/**
 * Ways to tamper with a ledger. Most are done to the file of somebody who can write it and not sign; some by the
 * operator, who has the keys of the log and makes all of it anew. Each says where the fault must be found.
 */
import { createHash, generateKeyPairSync } from 'node:crypto';
import { commitmentTo } from '../../src/ledger/commitment.js';
import { logKey } from '../../src/ledger/note.js';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { type Fault } from '../../scripts/verify/report.js';
import {
  labelUri,
  linesOf,
  named,
  noteOf,
  publicJwks,
  seal,
  tileLine,
  type Line,
  type Random,
  type Row,
  type TestLedger,
} from './ledger.js';

export interface Tampered {
  bytes: Buffer;
  what: string;
  /** True when the fault is named as it must be. */
  isNamed: (fault: Fault) => boolean;
}

export interface Target {
  ledger: TestLedger;
  lines: Line[];
  bytes: Buffer;
  /** Entries that were seen before. */
  seen: number;
}

type Entry = {
  position: number;
  eventID: string;
  commitment: string;
  nonce: string;
  lots: string[];
  versions: number[];
} & {
  event: EpcisEvent & Record<string, unknown>;
};

const isEntry = (line: Line): boolean => 'position' in line;
const entriesOf = (lines: Line[]) => lines.filter(isEntry) as unknown as Entry[];
const at = (position: number) => (fault: Fault) => fault.position === position;
const anywhere = () => true;

/** Of the event, its position, or a lot of it. */
const about =
  ({ position, eventID, lots }: Entry) =>
  (fault: Fault) =>
    fault.position === position || fault.event === eventID || (fault.lot !== undefined && lots.includes(fault.lot));

type Tamper = (target: Target, random: Random) => Tampered | null;

const pick = <T>(list: readonly T[], random: Random): T => list[Math.floor(random() * list.length)] as T;

/** Changes a copy of the lines; `change` returns what they become and where that must be found. */
function onLines(
  what: string,
  change: (lines: Line[], target: Target, random: Random) => Tampered['isNamed'] | null,
): Tamper {
  return (target, random) => {
    const lines = structuredClone(target.lines);
    const isNamed = change(lines, target, random);
    return isNamed && { what, bytes: seal(lines), isNamed };
  };
}

const replace = (lines: Line[], made: Line[]) => void lines.splice(0, lines.length, ...made);
const renumber = (lines: Line[]) => entriesOf(lines).forEach((entry, position) => Object.assign(entry, { position }));

const bitFlip: Tamper = ({ bytes, lines }, random) => {
  const changed = Buffer.from(bytes);
  const place = Math.floor(random() * bytes.length);
  changed[place] = (changed[place] ?? 0) ^ (1 << Math.floor(random() * 8));
  const hit = lines[bytes.subarray(0, place).filter((byte) => byte === 10).length];
  const isNamed = hit && isEntry(hit) ? about(hit as unknown as Entry) : anywhere;
  return { what: `bit flip at ${place}`, bytes: changed, isNamed };
};

const truncation: Tamper = ({ bytes }, random) => {
  const length = Math.floor(random() * bytes.length);
  const whole = bytes.subarray(0, length).toString().split('\n').slice(0, -1);
  const next = whole.filter((line) => line.startsWith('{"position"')).length;
  const isNamed = (fault: Fault) => next === 0 || fault.position === next;
  return { what: `truncation to ${length} bytes`, bytes: bytes.subarray(0, length), isNamed };
};

const eventEdits: ((event: Record<string, unknown>) => void)[] = [
  (event) => (event.eventTime = '2026-10-02T08:30:01+07:00'),
  (event) => (event.recordTime = '2026-10-26T08:00:00.000Z'),
  (event) => (event['nguon:note'] = 'khác'),
  (event) => (event.bizStep = 'destroying'),
  (event) => delete event.eventTimeZoneOffset,
  (event) => (event.quantityList = []),
];

/** A rewritten history, signed by the operator. */
function byOperator(
  what: string,
  change: (rows: Row[], target: Target, random: Random) => Tampered['isNamed'] | null,
): Tamper {
  return (target, random) => {
    const rows = structuredClone(target.ledger.rows).map((row) => ({ ...row, nonce: Buffer.from(row.nonce) }));
    const isNamed = change(rows, target, random);
    if (!isNamed) return null;
    try {
      return { what, bytes: seal(linesOf({ ...target.ledger, rows })), isNamed };
    } catch {
      return null; // the balance no longer allows what comes later: an operator would leave that alone
    }
  };
}

const note = (row: Row, words: string): EpcisEvent => {
  const isOwn = row.event['nguon:request'] !== undefined;
  return named({ ...row.event, 'nguon:note': words }, isOwn ? null : row.event.eventID);
};

export const tampers: Record<string, Tamper> = {
  'bit flip': bitFlip,
  truncation,
  'event edited': onLines('an event edited', (lines, _target, random) => {
    const entry = pick(entriesOf(lines), random);
    pick(eventEdits, random)(entry.event);
    return at(entry.position);
  }),
  'event edited, commitment too': onLines('an event edited and its commitment made anew', (lines, _target, random) => {
    const entry = pick(entriesOf(lines), random);
    pick(eventEdits, random)(entry.event);
    entry.commitment = commitmentTo(entry.event, Buffer.from(entry.nonce, 'hex')).toString('hex');
    return at(entry.position);
  }),
  'tree made anew': onLines('an event, its commitment and its tile made anew', (lines, { seen }, random) => {
    const entries = entriesOf(lines);
    const entry = pick(entries, random);
    entry.event['nguon:note'] = 'khác';
    entry.commitment = commitmentTo(entry.event, Buffer.from(entry.nonce, 'hex')).toString('hex');
    const tile = Math.floor(entry.position / 256);
    const commitments = entries.map(({ commitment }) => Buffer.from(commitment, 'hex'));
    Object.assign(lines.find((line) => line.tile === tile) ?? {}, tileLine(tile, commitments));
    return (fault) => fault.check === 'tree' && (entry.position >= seen || fault.position === entry.position);
  }),
  'event deleted': onLines('the content of an event deleted', (lines, _target, random) => {
    const { position, eventID, commitment } = pick(entriesOf(lines), random);
    replace(
      lines,
      lines.map((line) => (line.position === position ? { position, eventID, commitment } : line)),
    );
    return at(position);
  }),
  'entry deleted': onLines('an entry deleted', (lines, _target, random) => {
    const entry = pick(entriesOf(lines), random);
    replace(
      lines,
      lines.filter((line) => line !== (entry as unknown as Line)),
    );
    if (random() < 0.5) renumber(lines);
    return at(entry.position);
  }),
  'lot deleted': onLines('a lot deleted', (lines, _target, random) => {
    const lot = pick(
      lines.filter((line) => 'lot' in line),
      random,
    );
    replace(
      lines,
      lines.filter((line) => line !== lot),
    );
    return (fault) => fault.lot === lot.lot;
  }),
  'tile deleted': onLines('a tile deleted', (lines, _target, random) => {
    const tile = pick(
      lines.filter((line) => 'tile' in line),
      random,
    );
    replace(
      lines,
      lines.filter((line) => line !== tile),
    );
    return at(256 * Number(tile.tile));
  }),
  'lines swapped': onLines('two entries swapped', (lines, _target, random) => {
    const [one, other] = twoOf(lines, random);
    const [first, second] = [lines.indexOf(one as unknown as Line), lines.indexOf(other as unknown as Line)];
    [lines[first], lines[second]] = [lines[second] ?? {}, lines[first] ?? {}];
    if (random() < 0.5) renumber(lines);
    return (fault) => fault.position !== undefined;
  }),
  'events swapped': onLines('what is at two positions swapped', (lines, _target, random) => {
    const [one, other] = twoOf(lines, random);
    const [first, second] = [
      { ...one, position: other.position },
      { ...other, position: one.position },
    ];
    Object.assign(one, second);
    Object.assign(other, first);
    return at(Math.min(one.position, other.position));
  }),
  'entry repeated': onLines('an entry inserted again', (lines, _target, random) => {
    const entry = pick(entriesOf(lines), random);
    const place = lines.indexOf(entry as unknown as Line) + 1;
    lines.splice(place, 0, structuredClone(entry) as unknown as Line);
    if (random() < 0.5) renumber(lines);
    return (fault) => fault.event === entry.eventID || fault.position === entry.position + 1;
  }),
  'event inserted': onLines('an event that was never logged inserted', (lines, _target, random) => {
    const entry = pick(entriesOf(lines), random);
    const { position } = entry;
    const event = named({ ...entry.event, 'nguon:note': 'mới', 'nguon:request': 'r', eventID: '' }, null);
    const commitment = commitmentTo(event, Buffer.from(entry.nonce, 'hex')).toString('hex');
    const made = { ...structuredClone(entry), event, eventID: event.eventID, commitment };
    lines.splice(lines.indexOf(entry as unknown as Line), 0, made as unknown as Line);
    renumber(lines);
    return at(position);
  }),
  'stray inserted': onLines('an event in the store alone', (lines) => {
    lines.splice(-1, 0, { stray: 'urn:uuid:stray' });
    return (fault) => fault.event === 'urn:uuid:stray';
  }),
  'version changed': onLines('the version of a lot changed', (lines, _target, random) => {
    const entry = pick(
      entriesOf(lines).filter(({ versions }) => versions.length > 0),
      random,
    );
    const index = Math.floor(random() * entry.versions.length);
    entry.versions[index] = (entry.versions[index] ?? 0) + (random() < 0.5 ? 1 : 5);
    return about(entry);
  }),
  'balance changed': onLines('the balance of a lot changed', (lines, _target, random) => {
    const lot = pick(
      lines.filter((line) => 'lot' in line),
      random,
    );
    const state = lot.state as Record<string, unknown>;
    const field = pick(Object.keys(state), random);
    state[field] = changed(state[field]);
    return (fault) => fault.lot === lot.lot;
  }),
  'entries cut off': onLines('the last entries cut off', (lines, _target, random) => {
    const entry = pick(entriesOf(lines), random);
    replace(
      lines,
      lines.filter((line) => !(Number(line.position) >= entry.position || 256 * Number(line.tile) >= entry.position)),
    );
    return at(entry.position);
  }),
  'checkpoint forged': (target, random) => {
    const forger = logKey('nguon.test/log', generateKeyPairSync('ed25519').privateKey);
    const commitments = entriesOf(target.lines).map(({ commitment }) => Buffer.from(commitment, 'hex'));
    const shown = random() < 0.5 ? commitments : commitments.slice(0, -1);
    const lines = structuredClone(target.lines);
    const checkpoint = noteOf(shown, forger);
    Object.assign(random() < 0.5 ? (lines[0] ?? {}) : (lines.at(-1) ?? {}), { checkpoint });
    const hasKey = random() < 0.5;
    if (hasKey) Object.assign(lines[0] ?? {}, { vkey: forger.vkey });
    return { what: 'a checkpoint forged', bytes: seal(lines), isNamed: ({ check }) => check === 'checkpoint' };
  },
  'older checkpoint': onLines('an older checkpoint put in place', (lines, { ledger }, random) => {
    const size = Math.floor(random() * ledger.rows.length);
    const older = ledger.rows.slice(0, size).map(({ event, nonce }) => commitmentTo(event, nonce));
    Object.assign(lines.at(-1) ?? {}, { checkpoint: noteOf(older, ledger.log) });
    return at(size);
  }),
  'label of a retired key': onLines('a label signed by a retired key', (lines, { ledger }, random) => {
    const retired = ledger.signers[0];
    const labels = lines.filter(({ uri }) => uri);
    const label = pick(labels, random);
    const lot = /^\/(.+)\/21\//.exec(String(label?.uri))?.[1] ?? '';
    const issued = ledger.rows.find(({ event, lots }) => event['nguon:labels'] && lots.includes(lot))?.event;
    if (!label || !retired?.validUntil || !issued?.['nguon:labels']) return null;
    if (String(issued.recordTime) <= retired.validUntil) return null;
    label.uri = labelUri(lot, issued['nguon:labels'].from, retired);
    return (fault) => fault.check === 'labels' && fault.lot === lot;
  }),
  'label of a stranger': onLines('a label signed by a stranger', (lines, _target, random) => {
    const label = pick(
      lines.filter(({ uri }) => uri),
      random,
    );
    if (!label) return null;
    const lot = /^\/(.+)\/21\//.exec(String(label.uri))?.[1] ?? '';
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    label.uri = labelUri(lot, 0, { mark: '1', privateKey, validFrom: '' });
    return (fault) => fault.check === 'labels' && fault.lot === lot;
  }),
  'key retired otherwise': onLines('the keys published otherwise', (lines, { ledger }, random) => {
    const [old, active] = ledger.signers;
    if (!old || !active) return null;
    const forged = [
      [active],
      [{ ...old, validUntil: '2026-12-31T00:00:00.000Z' }, active],
      [
        { ...old, validUntil: undefined },
        { ...active, validUntil: '2026-12-31T00:00:00.000Z' },
      ],
    ];
    Object.assign(lines[0] ?? {}, { jwks: publicJwks(pick(forged, random)) });
    return ({ check }) => check === 'keys';
  }),
  'back-dated by the operator': byOperator('an event back-dated and signed', (rows, _target, random) => {
    const last = rows.length - Math.floor(random() * 3) - 1;
    const row = rows[last];
    if (!row) return null;
    const recordTime = new Date(Date.parse(row.event.recordTime ?? '') - 86_400_000 * (1 + random() * 5)).toISOString();
    const isOwn = row.event['nguon:request'] !== undefined;
    row.event = named({ ...row.event, recordTime }, isOwn ? null : row.event.eventID);
    return at(last);
  }),
  'rewritten by the operator': byOperator('a history that was seen rewritten and signed', (rows, { seen }, random) => {
    const place = Math.floor(random() * seen);
    const row = rows[place];
    if (!row) return null;
    row.event = note(row, 'viết lại');
    return at(place);
  }),
  'named otherwise by the operator': byOperator('an event given another name and signed', (rows, _target, random) => {
    const place = Math.floor(random() * rows.length);
    const row = rows[place];
    if (!row || row.event['nguon:request'] === undefined || row.event['nguon:labels']) return null;
    row.event = { ...row.event, eventID: 'urn:uuid:otherwise' };
    return ({ check, position }) => check === 'identity' && position === place;
  }),
  'rolled back': (target, random) => {
    const size = Math.floor(random() * target.seen);
    const rows = target.ledger.rows.slice(0, size);
    const isNamed = ({ check, position, words }: Fault) =>
      check === 'witness' && position === size && words.startsWith('rollback');
    return { what: `an older backup of ${size} entries`, bytes: seal(linesOf({ ...target.ledger, rows })), isNamed };
  },
};

function twoOf(lines: Line[], random: Random): [Entry, Entry] {
  const entries = entriesOf(lines);
  const first = Math.floor(random() * (entries.length - 1));
  const second = first + 1 + Math.floor(random() * (entries.length - first - 1));
  return [entries[first] as Entry, entries[second] as Entry];
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value))
    return value.length > 0 && typeof value[0] === 'object' ? [] : [...(value as unknown[]), 'khác'];
  return value === null ? 'khác' : null;
}

export function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
