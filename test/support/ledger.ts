/** A ledger made up at random, with its keys, as the lines of an export: what an honest server would write. */
import { generateKeyPairSync, createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { eventHashId } from '../../src/epcis/event-hash.js';
import { epcisContext, type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { labelPath, makeFullSeal, makeSerial } from '../../src/labels/seal.js';
import { createSecretKey } from 'node:crypto';
import { commitmentTo } from '../../src/ledger/commitment.js';
import { leafHash, rootOf } from '../../src/ledger/merkle.js';
import { logKey, signCheckpoint, type LogKey } from '../../src/ledger/note.js';
import { readLotPath } from '../../src/epcis/identifiers.js';
import { startFold, type Fold } from '../../src/lots/rebuild.js';
import { shuffledSteps, type Step } from './ledger-steps.js';

export const namespace = 'http://nguon.test';
export const now = new Date('2026-11-24T08:00:00Z');

export type Random = () => number;
/** mulberry32: the same seed, the same ledger. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An event with what stands beside it in the store. */
export interface Row {
  event: EpcisEvent;
  lots: string[];
  versions: number[];
  organization: string;
  nonce: Buffer;
}

export interface LabelSigner {
  mark: string;
  privateKey: KeyObject;
  validFrom: string;
  validUntil?: string;
}

export interface TestLedger {
  log: LogKey;
  signers: LabelSigner[];
  rows: Row[];
}

const newSigner = (mark: string, validFrom: string, validUntil?: string): LabelSigner => ({
  mark,
  privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  validFrom,
  validUntil,
});

/** @param count about how many events */
export function buildLedger(random: Random, count: number): TestLedger {
  const rows: Row[] = [];
  const versions = new Map<string, number>();
  const start = now.getTime() - 30 * 86_400_000;
  const interval = Math.min(600_000, (29 * 86_400_000) / count);
  for (const [index, step] of shuffledSteps(random, count).entries()) {
    const at = start + Math.floor((index - random() / 2) * interval); // a little out of order, as requests are
    const recordTime = new Date(at).toISOString();
    const nonce = Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256)));
    const event = eventOf(step, { index, recordTime, rows });
    const reached = step.lots.map((lot) => (versions.get(lot) ?? 0) + 1);
    step.lots.forEach((lot, at) => versions.set(lot, reached[at] ?? 0));
    rows.push({ event, lots: step.lots, versions: reached, organization: step.organization, nonce });
  }
  const retiredAt = new Date(start + Math.floor((count * interval) / 2)).toISOString();
  const signers = [newSigner('0', '2026-01-01T00:00:00.000Z', retiredAt), newSigner('1', retiredAt)];
  return { log: logKey('nguon.test/log', generateKeyPairSync('ed25519').privateKey), signers, rows };
}

function eventOf(
  step: Step,
  { index, recordTime, rows }: { index: number; recordTime: string; rows: Row[] },
): EpcisEvent {
  const idAt = (at: number) => rows[at]?.event.eventID ?? '';
  if (step.declares !== undefined) {
    const errorDeclaration = { declarationTime: recordTime, reason: 'incorrect_data' };
    return { ...step.event, eventID: idAt(step.declares), recordTime, errorDeclaration };
  }
  const corrects = step.corrects === undefined ? {} : { 'nguon:corrects': idAt(step.corrects) };
  const event = { ...step.event, recordTime, ...corrects };
  return named(event, step.isForeign ? `urn:uuid:${index}-${step.lots.join()}` : null);
}

/** @param eventID given by another system; null for an event of our own, which is named by its hash */
export function named(event: EpcisEvent, eventID: string | null): EpcisEvent {
  return { ...event, eventID: eventID ?? eventHashId({ ...event }, epcisContext(namespace)) };
}

export function publicJwks(signers: LabelSigner[]): { keys: object[] } {
  const keys = signers.map(({ mark, privateKey, validFrom, validUntil }) => {
    const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
    const text = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
    const kid = createHash('sha256').update(text).digest('base64url');
    const validity = { validFrom, ...(validUntil && { validUntil }) };
    return { kty: 'EC', crv: 'P-256', x, y, kid, alg: 'ES256', use: 'sig', mark, ...validity };
  });
  return { keys };
}

/** A line of an export; tests look into it as they like. */
export type Line = Record<string, unknown>;

/** The lines of an export without their end. */
export function linesOf({ log, signers, rows }: TestLedger): Line[] {
  const fold = startFold(namespace);
  for (const row of rows) fold.add(row);
  const commitments = rows.map(({ event, nonce }) => commitmentTo(event, nonce));
  const header = {
    format: 'nguon-ledger/1',
    vkey: log.vkey,
    namespace,
    jwks: publicJwks(signers),
    checkpoint: noteOf(commitments, log),
  };
  return [
    header,
    ...lotLines(fold, signers.at(-1)),
    ...entryLines(rows, commitments),
    { end: {}, checkpoint: noteOf(commitments, log), sha256: '' },
  ];
}

export function noteOf(commitments: Buffer[], log: LogKey): string {
  return signCheckpoint({ size: commitments.length, root: rootOf(commitments.map(leafHash)) }, log);
}

function lotLines(fold: Fold, signer: LabelSigner | undefined): Line[] {
  return [...fold.lots()].flatMap(([lot, { version, state, organization, fault }]) => {
    if (fault) throw new Error(`${lot}: ${fault}`);
    const labels = (state?.labels ?? []).map(({ from }) => ({ uri: signer && labelUri(lot, from, signer) }));
    return [{ lot, version, organization, state }, ...labels];
  });
}

const serialKey = { kid: 'serials', secret: createSecretKey(Buffer.alloc(32, 7)) };

export function labelUri(lot: string, index: number, signer: LabelSigner): string {
  const { productKey = '', code = '' } = readLotPath(lot) ?? {};
  const path = labelPath(lot, makeSerial({ key: serialKey, productKey, lot: code, index }));
  return `${path}?s=${makeFullSeal(path, signer)}`;
}

export function entryLines(rows: Row[], commitments: Buffer[]): Line[] {
  return rows.flatMap(({ event, lots, versions, organization, nonce }, position) => {
    const commitment = commitments[position]?.toString('hex');
    const place = { position, eventID: idOf(event), commitment, nonce: nonce.toString('hex') };
    const entry = { ...place, lots, versions, event };
    const isTold = event['nguon:organization'] === undefined && lots.length > 0;
    const line = isTold ? { ...entry, organization } : entry;
    return position % 256 === 0 ? [tileLine(position / 256, commitments), line] : [line];
  });
}

const idOf = (event: EpcisEvent) => event.eventID + (event.errorDeclaration ? '#error-declaration' : '');

export function tileLine(tile: number, commitments: Buffer[]): Line {
  const leaves = commitments.slice(tile * 256, (tile + 1) * 256).map(leafHash);
  return { tile, hashes: Buffer.concat(leaves).toString('base64') };
}

const kinds = { lots: 'lot', labels: 'uri', entries: 'position', strays: 'stray' };

/** The bytes of an export with an end that fits its lines, as whoever can write the file can make it. */
export function seal(lines: Line[]): Buffer {
  const body = Buffer.from(
    lines
      .slice(0, -1)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  );
  const count = (key: string) => lines.filter((line) => Object.keys(line)[0] === key).length;
  const end = Object.fromEntries(Object.entries(kinds).map(([name, key]) => [name, count(key)]));
  const sha256 = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([body, Buffer.from(`${JSON.stringify({ ...lines.at(-1), end, sha256 })}\n`)]);
}
