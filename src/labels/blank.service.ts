/**
 * Blank labels: issued for a product, printed ahead, and bound to a lot by range when they are used. Who has which
 * blanks is kept beside the events and written in their transactions; from a lot on they are labels like all others.
 */
import { type ClientSession } from 'mongoose';
import { z } from 'zod';
import { keys, type SerialKey } from '../auth/keys.js';
import { config } from '../config.js';
import { isDuplicateKey, namespace, writeConflict } from '../db.js';
import { DomainError, refuse } from '../errors.js';
import { readLotPath, uriOfPath } from '../epcis/identifiers.js';
import { localTime } from '../epcis/time.js';
import { capture } from '../events/capture.js';
import { mostSegments, overlap, type LabelRange } from '../lots/label-life.js';
import { Lots } from '../lots/lot.model.js';
import { requireRole, type By } from '../policy.js';
import { fieldFault } from '../registry/fields.js';
import { type Product } from '../registry/product.model.js';
import { BlankLabels, type VoidBlanks } from './blank.model.js';
import { labelRange } from './label-name.js';
import { newVoid } from './life.service.js';
import { issuedCount, newLabels, refuseUnlessLabelled, refuseWithdrawn } from './label.service.js';
import { makeSerial, readSerial, unitsPerLot } from './seal.js';

export const newBlanks = newLabels.pick({ count: true });
export const newBinding = z.strictObject(labelRange);
export const newVoidBlanks = newVoid.omit({ eventTime: true });

export function findBlanks(productKey: string): Promise<BlankLabels | null> {
  return BlankLabels.findById(productKey).lean();
}

/** How many blanks of the lot's product are neither void nor taken by a lot. */
export async function freeBlanks(lotPath: string): Promise<number> {
  const blanks = await findBlanks(readLotPath(lotPath)?.productKey ?? '');
  return blanks ? freeOf(blanks) : 0;
}

export function freeOf({ runs, bound, voided = [] }: BlankLabels): number {
  return total(runs) - total(bound) - total(voided);
}

/** The run in which a blank was issued. */
export function issueOf({ runs }: BlankLabels, index: number): BlankLabels['runs'][number] | undefined {
  return runs.find(({ from, count }) => from <= index && index < from + count);
}

/** The serial of a blank: sealed for its product and the key of its run, and for no lot. */
export function blankSerial(blanks: BlankLabels, index: number): { serial: string; key: SerialKey } | null {
  const run = issueOf(blanks, index);
  const key = run && keys().serial.byKid(run.key);
  return key ? { serial: makeSerial({ key, productKey: blanks._id, lot: '', index }), key } : null;
}

/** Index of the blank that has the serial, as people type it; null when the product has none such. */
export function findBlank(blanks: BlankLabels, text: string): { index: number; serial: string; key: SerialKey } | null {
  const read = readSerial(text);
  const made = read && blankSerial(blanks, read.index);
  return made?.serial === read?.serial && made ? { index: read?.index ?? 0, ...made } : null;
}

/** The lot that has taken a blank, with the index that the label has there; null for one that is not in use yet. */
export function bindingOf({ bound }: BlankLabels, index: number): string | null {
  return bound.find(({ from, count }) => from <= index && index < from + count)?.lot ?? null;
}

/** What made a blank void; null for one that is not. */
export function voidOf({ voided = [] }: BlankLabels, index: number): VoidBlanks | null {
  return voided.find(({ from, count }) => from <= index && index < from + count) ?? null;
}

/**
 * Issues the next blanks of a product that is sold in pieces. They count as printed.
 * @throws DomainError `no-net-content`, `label-limit`
 */
export async function issueBlanks(product: Product, { count }: z.output<typeof newBlanks>, by: By): Promise<string> {
  requireRole(by.actor, 'producer');
  if (product.uom !== 'H87') throw new DomainError('no-net-content', { product: product.names.vi });
  const { eventID } = await capture(async (session) => {
    const blanks = await blanksIn(product.key, session);
    const from = total(blanks.runs);
    if (from + count > unitsPerLot) throw new DomainError('label-limit', { left: unitsPerLot - from }, 'count');
    const key = keys().serial.active().kid;
    await store({ ...blanks, runs: [...blanks.runs, { from, count, key, at: by.now }] }, session);
    return {
      ...encoding(by, product.key),
      disposition: 'encoded',
      'nguon:labels': { from, count, key },
    };
  }, by);
  return eventID;
}

/**
 * Binds blanks to a lot of their product: they become its next labels, printed once.
 * @throws DomainError or Refusal `not-found`, `not-packed`, `lot-held`, `lot-recalled`, `label-limit`,
 * `label-not-issued`, `blank-bound`, `label-void`, `blank-keys`, `key-withdrawn`
 */
export async function bindBlanks(lotPath: string, input: z.output<typeof newBinding>, by: By): Promise<string> {
  requireRole(by.actor, 'producer');
  const { eventID } = await capture(async (session) => {
    const lot = await Lots.findById(lotPath, null, { session }).lean();
    if (!lot || lot.organization !== by.actor.organization) throw new DomainError('not-found');
    const blanks = await blanksIn(readLotPath(lotPath)?.productKey ?? '', session);
    const wanted = wantedBlanks(blanks, input);
    refuseUnlessLabelled(lot, wanted.count);
    const key = keyOf(blanks, wanted);
    await store({ ...blanks, bound: [...blanks.bound, { ...wanted, lot: lotPath }] }, session);
    const labels = { from: issuedCount(lot), count: wanted.count, key, blank: wanted.from };
    return { ...encoding(by, lotPath), 'nguon:labels': labels };
  }, by);
  return eventID;
}

/**
 * Voids blanks that no lot has taken, for good; those of a lot are voided there.
 * @throws DomainError or Refusal `label-not-issued`, `blank-bound`, `label-void`, `label-ranges`
 */
export async function voidBlanks(product: Product, input: z.output<typeof newVoidBlanks>, by: By): Promise<string> {
  requireRole(by.actor, 'producer');
  const { reason, publicReason } = input;
  const words = publicReason ? { publicReason } : {};
  const { eventID } = await capture(async (session) => {
    const blanks = await blanksIn(product.key, session);
    const wanted = wantedBlanks(blanks, input);
    refuseTaken(blanks, wanted);
    const voided = [...(blanks.voided ?? []), { ...wanted, ...words }];
    if (voided.length > mostSegments) throw new DomainError('label-ranges', { most: mostSegments });
    await store({ ...blanks, voided }, session);
    return {
      ...encoding(by, product.key),
      ...{ bizStep: 'decommissioning', disposition: 'inactive' },
      ...{ 'nguon:labels': { ...wanted, ...words }, 'nguon:note': reason },
    };
  }, by);
  return eventID;
}

function encoding(by: By, path: string) {
  return {
    type: 'ObjectEvent' as const,
    action: 'OBSERVE' as const,
    bizStep: 'encoding',
    eventTime: localTime(by.now, config.utcOffset),
    quantityList: [{ epcClass: uriOfPath(path, namespace()) }],
  };
}

function wantedBlanks(blanks: BlankLabels, { first, last = first }: z.output<typeof newBinding>): LabelRange {
  const issued = total(blanks.runs);
  const [from = 0, end = 0] = [first, last].map((name) =>
    /^\d{1,7}$/.test(name) ? Number(name) - 1 : (findBlank(blanks, name)?.index ?? Infinity),
  );
  const ends = [['first', from] as const, ...(last === first ? [] : [['last', end] as const])];
  const absent = ends.filter(([, index]) => index >= issued);
  refuse(absent.map(([field]) => new DomainError('label-not-issued', { issued }, field)));
  if (end < from) throw fieldFault('last', 'bad-range');
  return { from, count: end - from + 1 };
}

/** @throws DomainError `blank-bound` for labels that a lot has, `label-void` */
function refuseTaken({ bound, voided = [] }: BlankLabels, wanted: LabelRange): void {
  for (const [code, ranges] of [['blank-bound', bound] as const, ['label-void', voided] as const]) {
    const taken = ranges.flatMap((each) => overlap(each, wanted) ?? []);
    if (taken[0]) throw new DomainError(code, { count: total(taken), first: taken[0].from + 1 }, 'first');
  }
}

/** @throws DomainError those of {@link refuseTaken}, `blank-keys` for runs under different serial keys, `key-withdrawn` */
function keyOf(blanks: BlankLabels, wanted: LabelRange): string {
  refuseTaken(blanks, wanted);
  const { runs } = blanks;
  const used = [...new Set(runs.filter((run) => overlap(run, wanted)).map(({ key }) => key))];
  if (used.length !== 1) throw new DomainError('blank-keys', {}, 'last');
  const key = keys().serial.byKid(used[0] ?? '');
  if (!key) throw new DomainError('not-found');
  refuseWithdrawn(key);
  return key.kid;
}

export function total(ranges: readonly LabelRange[]): number {
  return ranges.reduce((sum, { count }) => sum + count, 0);
}

async function blanksIn(productKey: string, session: ClientSession): Promise<BlankLabels> {
  const found = await BlankLabels.findById(productKey, null, { session }).lean();
  return found ?? { _id: productKey, runs: [], bound: [], version: 0 };
}

/** Compare-and-set: of two who take the same blanks one starts again. */
async function store({ _id, runs, bound, voided, version }: BlankLabels, session: ClientSession): Promise<void> {
  const next = { runs, bound, ...(voided && { voided }), version: version + 1 };
  if (version > 0) {
    const { matchedCount } = await BlankLabels.updateOne({ _id, version }, { $set: next }, { session });
    if (matchedCount !== 1) throw writeConflict('the blanks changed meanwhile');
    return;
  }
  await BlankLabels.create([{ _id, ...next }], { session }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? writeConflict('the blanks were made meanwhile') : error;
  });
}
