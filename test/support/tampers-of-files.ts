/** What somebody does to a ledger who can write its file and not sign it. Each says where it must be found. */
import { commitmentTo } from '../../src/ledger/commitment.js';
import { type Fault } from '../../scripts/verify/report.js';
import { named, tileLine, type Line, type Random } from './ledger.js';
import { about, anywhere, at, entriesOf, isEntry, onLines, pick, renumber, replace } from './tamper.js';
import { type Entry, type Tamper } from './tamper.js';

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

export const tampersOfFiles: Record<string, Tamper> = {
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
    const [first, second] = [lines.indexOf(one), lines.indexOf(other)];
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
    const place = lines.indexOf(entry) + 1;
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
    lines.splice(lines.indexOf(entry), 0, made as unknown as Line);
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
