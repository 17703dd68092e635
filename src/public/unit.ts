/** One package as its scans are judged: the name that they go by, and what the events say of it. */
import { type LabelLink } from '../epcis/digital-link.js';
import { lotPath } from '../epcis/identifiers.js';
import { Events } from '../events/event.model.js';
import { findUnissued, type GenuineLabel } from '../labels/verify.js';
import { partsOf, type LabelPart } from '../lots/label-life.js';
import { runOf } from '../labels/label.service.js';
import { type Lot } from '../lots/lot.model.js';
import { type Actor } from '../policy.js';
import { type Life } from '../scans/clone-rules.js';
import { look } from '../scans/look.service.js';
import { recordScan, type SeenBy } from '../scans/scan.service.js';

/** @param label null for a link to a lot, whose scans hint at nothing */
export function unitOf(lot: Lot, label: GenuineLabel | null, actor: Actor | null) {
  if (!label) return { label: lot._id, lot, life: null };
  return { label: `${lot._id}/21/${label.serial}`, lot, life: toJudge(actor, () => lifeOf(lot, label)) };
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
    await recordScan({ label, lot: path, verdict: 'not-genuine' }, from);
  }
}

/** Whoever is signed in looks because of the work, and is no hint. */
function toJudge(actor: Actor | null, life: () => Promise<Life>): (() => Promise<Life>) | null {
  return actor ? null : life;
}

/** What became of the unit. A producer who never records that labels are put on is not held to it. */
async function lifeOf(lot: Lot, { index }: GenuineLabel): Promise<Life> {
  const part = partsOf(lot.labels, { from: index, count: 1 })[0];
  const run = runOf(lot, index);
  const [issuedAt, recalledAt, voidedAt, soldAt] = await Promise.all([
    isAwaited(part, lot) && run ? timeOf(run.eventID) : undefined,
    lot.recalledBy ? timeOf(lot.recalledBy) : undefined,
    part?.voidedBy ? timeOf(part.voidedBy) : undefined,
    part?.state === 'sold' ? timeOfSale(lot, index) : undefined,
  ]);
  return { issuedAt, appliedAt: issuedAt ? null : undefined, recalledAt, voidedAt, soldAt };
}

/** Not on a package yet, while others of the lot are: the producer records it. */
function isAwaited(part: LabelPart | undefined, { labels }: Lot): boolean {
  const isRecorded = labels.some(({ life = [] }) => life.some(({ state }) => state === 'applied'));
  return isRecorded && (part?.state === 'issued' || part?.state === 'printed');
}

async function timeOf(eventID: string): Promise<Date | undefined> {
  const stored = await Events.findById(eventID, { eventTime: 1 }).lean();
  return stored?.eventTime;
}

/** Of the last event that sold the label, where it was named. */
async function timeOfSale(lot: Lot, index: number): Promise<Date | undefined> {
  const events = await Events.find({ lots: lot._id }, { event: 1, eventTime: 1 }).sort({ eventTime: -1 }).lean();
  const sale = events.find(({ event }) => {
    const labels = event.bizStep === 'retail_selling' ? event['nguon:labels'] : undefined;
    return labels && labels.from <= index && index < labels.from + labels.count;
  });
  return sale?.eventTime;
}
