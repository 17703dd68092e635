/** Recalls for programs. Quantities are in their units. */
import { fromThousandths } from '../epcis/quantity.js';
import { type Organization } from '../registry/organization.model.js';
import { amountsOf, type Affected } from './affected.js';
import { type Effect } from './follow-up.service.js';
import { type Recall, type RecallEntry } from './recall.model.js';

export function presentRecall(recall: Recall) {
  const { _id, isMock, state, roots, reason, notice, startedAt, listedAt, markedAt, closure, lifting } = recall;
  const ending = (end: Recall['closure']) => end && { at: end.at, note: end.note };
  return {
    ...{ id: _id, isMock, state, roots, reason, notice, startedAt, listedAt, markedAt },
    ...{ lots: recall.lots, holders: recall.holders.length, acknowledged: recall.acknowledged.length },
    ...{ closure: ending(closure), lifting: ending(lifting) },
  };
}

/** For a holder: the lots that were named may be another's. */
export function presentForHolder(recall: Recall) {
  return { ...presentRecall(recall), roots: [] };
}

/** Whom a recall concerns, and with how much. @param said first word of those that acknowledged it; absent before one */
export function presentHolders({ holders }: Affected, said?: ReadonlyMap<string, RecallEntry>) {
  return holders.map(({ organization, lots, ...amounts }) => ({
    id: organization._id,
    name: organization.name,
    phone: organization.phone ?? null,
    email: organization.email ?? null,
    address: addressOf(organization),
    lots: lots.length,
    ...amounts,
    ...(said && { acknowledgedAt: said.get(organization._id)?.at ?? null }),
  }));
}

/** In one line; empty where nothing is known. */
export function addressOf({
  address,
  commune,
  province,
}: Pick<Organization, 'address' | 'commune' | 'province'>): string {
  return [address, commune, province].filter(Boolean).join(', ');
}

export function presentEffect({ toFind, kept, destroyed, returned }: Effect) {
  return {
    toFind: amountsOf(toFind),
    kept: amountsOf(kept),
    destroyed: amountsOf(destroyed),
    returned: amountsOf(returned),
  };
}

/** What a holder said, in units of the lots. */
export function presentEntry({ organization, kind, at, lots, note }: RecallEntry) {
  const inUnits = lots.map(({ lot, kept, destroyed, returned }) => {
    return {
      lot,
      kept: fromThousandths(kept),
      destroyed: fromThousandths(destroyed),
      returned: fromThousandths(returned),
    };
  });
  return { organization, kind, at, lots: inUnits, note };
}
