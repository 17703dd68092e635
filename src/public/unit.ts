/** One package as its scans are judged: the name that they go by, and what the events say of it. */
import { type LabelLink } from '../epcis/digital-link.js';
import { lotPath } from '../epcis/identifiers.js';
import { Events } from '../events/event.model.js';
import { findUnissued, type GenuineLabel } from '../labels/verify.js';
import { partsOf, type LabelPart, type LabelRange } from '../lots/label-life.js';
import { runOf } from '../labels/label.service.js';
import { type Lot } from '../lots/lot.model.js';
import { type Actor } from '../policy.js';
import { type Product } from '../registry/product.model.js';
import { type Life } from '../scans/clone-rules.js';
import { look } from '../scans/look.service.js';
import { recordUntold, type SeenBy } from '../scans/scan.service.js';
import { type Verdict } from './verdict.js';

/** The name that a label's scans go by; that of the lot for a link without a serial. */
export function labelPathOf({ _id }: Pick<Lot, '_id'>, label: Pick<GenuineLabel, 'serial'> | null): string {
  return label ? `${_id}/21/${label.serial}` : _id;
}

/**
 * @param label null for a link to a lot, whose scans hint at nothing
 * @param times of the lot's events, where they are known already
 */
export function unitOf(lot: Lot, label: GenuineLabel | null, actor: Actor | null, times = timesOf(lot)) {
  const life = label && toJudge(actor, () => lifeOf(lot, label, times));
  return { label: labelPathOf(lot, label), lot, life };
}

/** A serial that the lot does not have may be an attempt; one that is only wrong is most often mistyped. */
export async function lookInVain(lot: Lot | null, link: LabelLink, from: SeenBy, actor: Actor | null): Promise<void> {
  const { productKey, lot: code, serial = '' } = link;
  const path = code ? lotPath(productKey, code) : productKey;
  const label = `${path}/21/?`;
  const unissued = lot && findUnissued(lot, serial);
  if (lot && unissued) {
    const life = toJudge(actor, () => Promise.resolve({ unissued }));
    await look({ label, lot, verdict: 'not-issued', life }, from);
  } else {
    await recordUntold({ label, lot: path, verdict: 'not-genuine' }, from);
  }
}

/** A label that was printed ahead and that no lot has taken. @param issuedAt of the blank */
export async function lookAtBlank(
  { key, organization }: Product,
  { serial, issuedAt, verdict }: { serial: string; issuedAt: Date | undefined; verdict: Verdict },
  from: SeenBy,
): Promise<void> {
  const life = () => Promise.resolve({ unboundSince: issuedAt });
  await look({ label: `${key}/21/${serial}`, lot: { _id: key, organization }, verdict, life }, from);
}

/** Whoever is signed in looks because of the work, and is no hint. */
function toJudge(actor: Actor | null, life: () => Promise<Life>): (() => Promise<Life>) | null {
  return actor ? null : life;
}

/** What became of the unit. A producer who never records that labels are put on is not held to it. */
async function lifeOf(lot: Lot, { index }: GenuineLabel, times: EventTimes): Promise<Life> {
  const part = partsOf(lot.labels, { from: index, count: 1 })[0];
  const run = runOf(lot, index);
  const [issuedAt, recalledAt, voidedAt, soldAt] = await Promise.all([
    isAwaited(part, lot) && run ? times.of(run.eventID) : undefined,
    lot.recalledBy ? times.of(lot.recalledBy) : undefined,
    part?.voidedBy ? times.of(part.voidedBy) : undefined,
    part?.state === 'sold' ? times.ofSale(index) : undefined,
  ]);
  return { issuedAt, appliedAt: issuedAt ? null : undefined, recalledAt, voidedAt, soldAt };
}

/** Not on a package yet, while others of the lot are: the producer records it. */
function isAwaited(part: LabelPart | undefined, { labels }: Lot): boolean {
  const isRecorded = labels.some(({ life = [] }) => life.some(({ state }) => state === 'applied'));
  return isRecorded && (part?.state === 'issued' || part?.state === 'printed');
}

/** When events of a lot happened, each read once: good for as long as no event changes the lot. */
export interface EventTimes {
  of(eventID: string): Promise<Date | undefined>;
  /** Of the last event that sold the label, where it was named. @param index of the label */
  ofSale(index: number): Promise<Date | undefined>;
}

export function timesOf(lot: Pick<Lot, '_id'>): EventTimes {
  const known = new Map<string, Promise<Date | undefined>>();
  let sales: Promise<Sale[]> | undefined;
  return {
    of: (eventID) => {
      const time = known.get(eventID) ?? timeOf(eventID);
      known.set(eventID, time);
      time.catch(() => known.delete(eventID)); // the next look asks again
      return time;
    },
    ofSale: async (index) => {
      sales ??= salesOf(lot);
      sales.catch(() => (sales = undefined));
      const sale = (await sales).find(({ from, count }) => from <= index && index < from + count);
      return sale?.eventTime;
    },
  };
}

async function timeOf(eventID: string): Promise<Date | undefined> {
  const stored = await Events.findById(eventID, { eventTime: 1 }).lean();
  return stored?.eventTime;
}

interface Sale extends LabelRange {
  eventTime: Date;
}

/** Those that name labels, the last first. */
async function salesOf(lot: Pick<Lot, '_id'>): Promise<Sale[]> {
  const events = await Events.find({ lots: lot._id }, { event: 1, eventTime: 1 }).sort({ eventTime: -1 }).lean();
  return events.flatMap(({ event, eventTime }) => {
    const labels = event.bizStep === 'retail_selling' ? event['nguon:labels'] : undefined;
    return labels ? [{ from: labels.from, count: labels.count, eventTime }] : [];
  });
}
