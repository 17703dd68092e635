/** Is it recalled? The short answer for a product, a lot or a package, without the page around it. */
import { trusted } from '../db.js';
import { type Notice } from '../epcis/vocabulary.js';
import { Events } from '../events/event.model.js';
import { isWithdrawn } from '../lots/balance.js';
import { announcedRecalls, Lots, type Lot } from '../lots/lot.model.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { type Target } from './target.js';

export const recallStates = ['recalled', 'some-lots-recalled', 'not-recalled'] as const;

export interface RecallStatus {
  state: (typeof recallStates)[number];
  /** Time of the recall, of several the latest; with its offset. */
  since: string | null;
  /** The authority that recalled it. Its reason is written for the trade and not shown. */
  by: string | null;
  /** The recalled lots, the latest first; of a lot or package at most its own. */
  lots: { lot: string; since: string }[];
}

/** More would be no notice any more. */
const mostLots = 100;

export async function recallStatusOf({ product, lot }: Target): Promise<RecallStatus> {
  const recalled = lot ? [lot].filter(({ recalledBy }) => recalledBy) : await recalledLotsOf(product._id);
  const events = await eventsById([...new Set(recalled.flatMap(({ recalledBy }) => recalledBy ?? []))]);
  const lots = recalled
    .map(({ code, recalledBy }) => ({ lot: code, ...events.get(recalledBy ?? '') }))
    .filter((entry): entry is { lot: string; since: string; by: string } => entry.since !== undefined)
    .sort((one, other) => Date.parse(other.since) - Date.parse(one.since));
  const [latest] = lots;
  if (!latest) return { state: 'not-recalled', since: null, by: null, lots: [] };
  return {
    state: lot ? 'recalled' : 'some-lots-recalled',
    since: latest.since,
    by: latest.by,
    lots: lots.map(({ lot: code, since }) => ({ lot: code, since })),
  };
}

async function recalledLotsOf(product: string): Promise<Pick<Lot, 'code' | 'recalledBy'>[]> {
  const shown = { code: 1, recalledBy: 1, produced: 1 } as const;
  const lots = await Lots.find({ product, recalledBy: trusted({ $ne: null }) }, shown)
    .limit(mostLots)
    .lean();
  return [...lots, ...(await announcedLotsOf(product))].filter((lot) => !isWithdrawn(lot)).slice(0, mostLots);
}

/** Those of a recall that is not yet written into them. */
async function announcedLotsOf(product: string): Promise<Lot[]> {
  const announced = await announcedRecalls();
  const found = announced.flatMap(({ roots, eventID }) =>
    roots.map(async (root) => {
      const lots = await Lots.find({ ancestors: root, product, recalledBy: null }).limit(mostLots).lean();
      return lots.map((lot) => ({ ...lot, recalledBy: lot.recalledBy ?? eventID }));
    }),
  );
  const lots = (await Promise.all(found)).flat();
  return [...new Map(lots.map((lot) => [lot._id, lot])).values()];
}

/** The words of the authority for whoever has the goods; null where it said none, or nothing is recalled. */
export async function noticeOf({ recalledBy }: Pick<Lot, 'recalledBy'>): Promise<Notice | null> {
  const stored = recalledBy ? await Events.findById(recalledBy, { event: 1 }).lean() : null;
  return stored?.event['nguon:notice'] ?? null;
}

async function eventsById(ids: string[]): Promise<Map<string, { since: string; by: string }>> {
  const found = await Events.find({ _id: trusted({ $in: ids }) }, { event: 1, organization: 1 }).lean();
  const names = await namesOfOrganizations(found.map(({ organization }) => organization));
  return new Map(
    found.map(({ _id, event, organization }) => {
      return [_id, { since: event.eventTime, by: names.get(organization) ?? '' }];
    }),
  );
}
