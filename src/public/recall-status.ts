/** Is it recalled? The short answer for a product, a lot or a package, without the page around it. */
import { trusted } from '../db.js';
import { Events } from '../events/event.model.js';
import { isWithdrawn } from '../lots/balance.js';
import { Lots, type Lot } from '../lots/lot.model.js';
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
  return lots.filter((lot) => !isWithdrawn(lot));
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
