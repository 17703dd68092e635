/** Labels of a packed lot. A label is not stored: its serial follows from the lot, its index and the key of its run. */
import { z } from 'zod';
import { keys, withdrawalOf, type LabelKey, type SerialKey } from '../auth/keys.js';
import { config } from '../config.js';
import { namespace } from '../db.js';
import { DomainError } from '../errors.js';
import { readLotPath, uriOfPath } from '../epcis/identifiers.js';
import { eventTime, localDay, localTime } from '../epcis/time.js';
import { capture } from '../events/capture.js';
import { type LabelRun } from '../lots/label-life.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { type By } from '../policy.js';
import { tick } from '../registry/fields.js';
import { serialOf, type Units } from './contents.js';
import { buildLabelUri, labelPath, makeFullSeal, readSerial, unitsPerLot } from './seal.js';

/** Labels that one request may issue. */
export const mostAtOnce = 100_000;

/** A text as a whole number: `1.000` is a thousand here, for nobody asks for a part of a label. */
function readWhole(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const digits = /^\d{1,3}([.,\s]\d{3})+$/.test(value.trim()) ? value.replace(/\D/g, '') : value.trim();
  return /^-?\d+$/.test(digits) ? Number(digits) : Number.NaN;
}

export const newLabels = z.strictObject({
  count: z.preprocess(readWhole, z.number('not-whole').int('not-whole').min(1, 'not-positive').max(mostAtOnce)),
  scratch: tick.optional().meta({ description: 'Whether each label has a second code, below a scratch field' }),
  eventTime: eventTime.optional(), // now
});

/**
 * Issues the next serials of a lot counted in pieces, as one event whatever their number.
 * @throws DomainError `not-found` (also for whoever did not make the lot), `not-packed`, `lot-held`, `lot-recalled`,
 * `label-limit`, `event-in-future`, `event-before-lot`
 */
export async function issueLabels(lotPath: string, input: z.output<typeof newLabels>, by: By): Promise<LabelRun> {
  const { eventID } = await capture(async (session) => {
    const lot = await Lots.findById(lotPath, null, { session }).lean();
    if (!lot || lot.organization !== by.actor.organization) throw new DomainError('not-found');
    refuseUnlessLabelled(lot, input.count);
    return {
      type: 'ObjectEvent',
      action: 'OBSERVE',
      bizStep: 'encoding',
      eventTime: input.eventTime ?? localTime(by.now, config.utcOffset),
      quantityList: [{ epcClass: uriOfPath(lotPath, namespace()) }],
      'nguon:labels': {
        ...{ from: issuedCount(lot), count: input.count, key: keys().serial.active().kid },
        ...(input.scratch && { scratch: true }),
      },
    };
  }, by);
  const lot = await Lots.findById(lotPath).lean();
  const run = lot?.labels.find((entry) => entry.eventID === eventID);
  if (!run) throw new DomainError('not-found');
  return run;
}

export function refuseUnlessLabelled(lot: Lot, count: number): void {
  if (lot.uom !== 'H87') throw new DomainError('not-packed', { lot: lot._id });
  if (lot.recalledBy) throw new DomainError('lot-recalled', { lot: lot._id });
  if (lot.heldBy) throw new DomainError('lot-held', { lot: lot._id });
  const left = unitsPerLot - issuedCount(lot);
  if (count > left) throw new DomainError('label-limit', { left }, 'count');
}

/** Labels issued so far; the next one has this index. */
export function issuedCount({ labels }: Pick<Lot, 'labels'>): number {
  return labels.reduce((total, run) => total + run.count, 0);
}

/** The run that a label belongs to, undefined when it was not issued. */
export function runOf({ labels }: Pick<Lot, 'labels'>, index: number): LabelRun | undefined {
  return labels.find(({ from, count }) => from <= index && index < from + count);
}

/** False for a run whose serial key was withdrawn, or is not here: its labels are printed no more. */
export function canPrint({ key: kid }: Pick<LabelRun, 'key'>): boolean {
  const key = keys().serial.byKid(kid);
  return key !== undefined && withdrawalOf(key) === null;
}

export interface Label {
  index: number;
  serial: string;
  /** What the link names before the serial: the lot, or of a label that was printed before there was one the product. */
  path: string;
  /** Link with the compact seal, which the server checks. */
  compact: string;
}

/**
 * The label of one unit, to be printed.
 * @throws DomainError `not-found` when it was not issued, `key-withdrawn`
 */
export function labelAt(lot: Pick<Lot, '_id' | 'labels'>, index: number): Label {
  const { serial, key, path } = serialAt(lot, index);
  refuseWithdrawn(key);
  return { index, serial, path, compact: buildLabelUri({ publicUrl: config.publicUrl, lotPath: path, serial }) };
}

/** @throws DomainError `key-withdrawn` */
export function refuseWithdrawn(key: SerialKey): void {
  const withdrawal = withdrawalOf(key);
  if (!withdrawal) return;
  const date = localDay(new Date(withdrawal.revokedAt), config.utcOffset);
  throw new DomainError('key-withdrawn', { date, reason: withdrawal.because });
}

/**
 * The serial of one unit and the key that made it, be the key withdrawn or not.
 * @throws DomainError `not-found` when it was not issued
 */
export function serialAt(
  lot: Pick<Lot, '_id' | 'labels'>,
  index: number,
): { serial: string; key: SerialKey; path: string } {
  const run = runOf(lot, index);
  if (!run) throw new DomainError('not-found');
  const units = unitsOf(lot, run);
  return { serial: serialOf(units, index), key: units.key, path: units.path };
}

/** How the labels of a run are made. @throws DomainError `not-found` where its key is not here */
export function unitsOf(lot: Pick<Lot, '_id'>, run: LabelRun): Units & { key: SerialKey } {
  const key = keys().serial.byKid(run.key);
  const name = readLotPath(lot._id);
  if (!key || !name) throw new DomainError('not-found');
  const { from, count, blank } = run;
  const { productKey } = name;
  if (blank === undefined) return { from, count, first: from, path: lot._id, productKey, lot: name.code, key };
  return { from, count, first: blank, path: productKey, productKey, lot: '', key };
}

/** Index of the label that has the serial, as people type it; null when the lot has none such. */
export function findLabelIndex(lot: Pick<Lot, '_id' | 'labels'>, text: string): number | null {
  const read = readSerial(text);
  if (!read) return null;
  const places = lot.labels.flatMap(({ from, count, blank = from }) => {
    const place = read.index - blank;
    return place >= 0 && place < count ? [from + place] : [];
  });
  return places.find((index) => serialAt(lot, index).serial === read.serial) ?? null;
}

/** Link with the full seal, which anyone checks from the published keys. @param key the active one unless given */
export function fullUri({ path, serial }: Pick<Label, 'path' | 'serial'>, key?: LabelKey): string {
  const s = makeFullSeal(labelPath(path, serial), key ?? keys().label.active());
  return buildLabelUri({ publicUrl: config.publicUrl, lotPath: path, serial, s });
}
