/** Labels of a packed lot. A label is not stored: its serial follows from the lot, its index and the key of its run. */
import { z } from 'zod';
import { keys } from '../auth/keys.js';
import { config } from '../config.js';
import { namespace } from '../db.js';
import { DomainError } from '../errors.js';
import { readLotPath, uriOfPath } from '../epcis/identifiers.js';
import { eventTime } from '../epcis/time.js';
import { capture } from '../events/capture.js';
import { Events } from '../events/event.model.js';
import { type LotState } from '../lots/balance.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { type By } from '../policy.js';
import { decimal } from '../registry/fields.js';
import { type LabelContent } from './layout.js';
import { buildLabelUri, labelPath, makeFullSeal, makeSerial, unitsPerLot } from './seal.js';

/** Labels that one request may issue. */
const mostAtOnce = 100_000;

export const newLabels = z.strictObject({
  count: decimal.pipe(z.number().int('not-a-number').min(1, 'not-positive').max(mostAtOnce)),
  eventTime: eventTime.optional(),
});

export type LabelRun = LotState['labels'][number];

/**
 * Issues the next serials of a lot counted in pieces.
 * @throws DomainError `not-found`, `not-packed`, `lot-held`, `lot-recalled`, `label-limit`
 */
export async function issueLabels(lotPath: string, input: z.output<typeof newLabels>, by: By): Promise<LabelRun> {
  const { eventID } = await capture(async (session) => {
    const lot = await Lots.findById(lotPath, null, { session }).lean();
    if (!lot || lot.organization !== by.actor.organization) throw new DomainError('not-found');
    if (lot.uom !== 'H87') throw new DomainError('not-packed', { lot: lotPath });
    if (lot.heldBy) throw new DomainError('lot-held', { lot: lotPath });
    if (lot.recalledBy) throw new DomainError('lot-recalled', { lot: lotPath });
    const from = issuedCount(lot);
    if (from + input.count > unitsPerLot) throw new DomainError('label-limit', { left: unitsPerLot - from }, 'count');
    return {
      type: 'ObjectEvent',
      action: 'OBSERVE',
      bizStep: 'encoding',
      eventTime: input.eventTime ?? by.now.toISOString(),
      quantityList: [{ epcClass: uriOfPath(lotPath, namespace()) }],
      'nguon:labels': { from, count: input.count, key: keys().serial.active().kid },
    };
  }, by);
  const lot = await Lots.findById(lotPath).lean();
  const run = lot?.labels.find((entry) => entry.eventID === eventID);
  if (!run) throw new DomainError('not-found');
  return run;
}

export function issuedCount(lot: Pick<Lot, 'labels'>): number {
  return lot.labels.reduce((total, run) => total + run.count, 0);
}

export interface Label {
  index: number;
  serial: string;
  /** Link with the compact seal, which the server checks. */
  uri: string;
}

/**
 * The label of one unit.
 * @throws DomainError `not-found` when it was not issued
 */
export function labelAt(lot: Lot, index: number): Label {
  const run = lot.labels.find((entry) => entry.from <= index && index < entry.from + entry.count);
  const key = run && keys().serial.byKid(run.key);
  const name = readLotPath(lot._id);
  if (!key || !name) throw new DomainError('not-found');
  const serial = makeSerial({ key, productKey: name.productKey, lot: name.code, index });
  return { index, serial, uri: buildLabelUri({ publicUrl: config.publicUrl, lotPath: lot._id, serial }) };
}

/** Link with the full seal, which anyone checks from the published keys. */
export function fullUri(lot: Lot, { serial }: Label): string {
  const s = makeFullSeal(labelPath(lot._id, serial), keys().label.active());
  return buildLabelUri({ publicUrl: config.publicUrl, lotPath: lot._id, serial, s });
}

/** What all labels of a lot say beside link and serial. */
export type LotFacts = Omit<LabelContent, 'uri' | 'serial' | 'captions'>;

/** Labels of a lot as they are printed, made one at a time while a sheet is drawn. */
export function* printedLabels(
  lot: Lot,
  range: { from: number; count: number },
  how: { seal: 'full' | 'compact'; facts: LotFacts; captions: LabelContent['captions'] },
): Generator<LabelContent> {
  for (let index = range.from; index < range.from + range.count; index++) {
    const label = labelAt(lot, index);
    const uri = how.seal === 'full' ? fullUri(lot, label) : label.uri;
    yield { ...how.facts, captions: how.captions, uri, serial: label.serial };
  }
}

/** The day on which a lot was packed or harvested: that of its first event, where it happened. */
export async function packedDay(lot: Lot): Promise<string> {
  const first = await Events.findOne({ lots: lot._id }).sort('eventTime').lean();
  const packedOn = first?.event.ilmd?.['packagingDate'];
  return typeof packedOn === 'string' ? packedOn : (first?.event.eventTime ?? lot.firstEventTime).slice(0, 10);
}
