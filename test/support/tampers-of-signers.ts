/** What is done to a ledger with keys: forged, retired ones, and those of the operator, who makes all of it anew. */
import { generateKeyPairSync } from 'node:crypto';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { commitmentTo } from '../../src/ledger/commitment.js';
import { logKey } from '../../src/ledger/note.js';
import { correctedBy } from '../../src/lots/correction.js';
import { type Fault } from '../../scripts/verify/report.js';
import { labelUri, linesOf, named, noteOf, publicJwks, seal, type Row } from './ledger.js';
import { at, byOperator, entriesOf, onLines, pick, type Tamper } from './tamper.js';

const note = (row: Row, words: string): EpcisEvent => {
  const isOwn = row.event['nguon:request'] !== undefined;
  return named({ ...row.event, 'nguon:note': words }, isOwn ? null : row.event.eventID);
};

export const tampersOfSigners: Record<string, Tamper> = {
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
    if (!row || isReferredTo(rows, row)) return null;
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

/** An event that a correction names: who rewrites it has to rewrite that too. */
function isReferredTo(rows: Row[], { event }: Row): boolean {
  const names = rows.filter((row) => row.event !== event).map((row) => correctedBy(row.event));
  return names.includes(event.eventID);
}
