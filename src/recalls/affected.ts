/** Whom and what a recall concerns: the lots, and the organisations that made, have or await them. */
import { trusted } from '../db.js';
import { fromThousandths, type Uom } from '../epcis/quantity.js';
import { type Lot } from '../lots/lot.model.js';
import { descendantsOf } from '../lots/trace.js';
import { Organizations, type Organization } from '../registry/organization.model.js';

/** Amounts in their units, one for each unit. */
export type Amounts = { quantity: number; uom: Uom }[];

export interface Affected {
  /** The lot, then all that was made from it, in the order of time. */
  lots: Lot[];
  organizations: AffectedOrganization[];
  onHand: Amounts;
  inTransit: Amounts;
  sold: Amounts;
}

export interface AffectedOrganization {
  organization: Organization;
  /** Lots that it made, has or awaits. */
  lots: number;
  onHand: Amounts;
  awaits: Amounts;
}

/** What a recall of the lot would name, or named: a recalled lot is used for nothing any more. */
export async function affectedBy(lot: Lot): Promise<Affected> {
  const lots = [lot, ...(await descendantsOf(lot._id))];
  const shares = sharesOf(lots);
  const organizations = await organizationsById([...shares.keys()]);
  const sumOf = (each: (lot: Lot) => { quantity: number }[]) => {
    const sums: Sums = new Map();
    for (const some of lots) for (const { quantity } of each(some)) add(sums, some.uom, quantity);
    return amountsOf(sums);
  };
  return {
    lots,
    organizations: organizations.map((organization) => {
      const share = shares.get(organization._id) ?? newShare();
      return {
        organization,
        lots: share.lots.size,
        onHand: amountsOf(share.onHand),
        awaits: amountsOf(share.awaits),
      };
    }),
    onHand: sumOf(({ onHand }) => onHand),
    inTransit: sumOf(({ inTransit }) => inTransit),
    sold: sumOf(({ sold }) => [{ quantity: sold }]),
  };
}

function sharesOf(lots: Lot[]): Map<string, Share> {
  const shares = new Map<string, Share>();
  const shareOf = (organization: string, lot: Lot) => {
    const share = shares.get(organization) ?? newShare();
    shares.set(organization, share);
    share.lots.add(lot._id);
    return share;
  };
  for (const lot of lots) {
    shareOf(lot.organization, lot);
    for (const entry of lot.onHand) add(shareOf(entry.organization, lot).onHand, lot.uom, entry.quantity);
    for (const entry of lot.inTransit) add(shareOf(entry.to, lot).awaits, lot.uom, entry.quantity);
  }
  return shares;
}

type Sums = Map<Uom, number>;

interface Share {
  lots: Set<string>;
  onHand: Sums;
  awaits: Sums;
}

function newShare(): Share {
  return { lots: new Set(), onHand: new Map(), awaits: new Map() };
}

function add(sums: Sums, uom: Uom, thousandths: number): void {
  if (thousandths > 0) sums.set(uom, (sums.get(uom) ?? 0) + thousandths);
}

function amountsOf(sums: Sums): Amounts {
  return [...sums].map(([uom, thousandths]) => ({ quantity: fromThousandths(thousandths), uom }));
}

/** In the order of their names. */
async function organizationsById(ids: string[]): Promise<Organization[]> {
  const found: Organization[] = [];
  for (let start = 0; start < ids.length; start += 100) {
    found.push(...(await Organizations.find({ _id: trusted({ $in: ids.slice(start, start + 100) }) }).lean()));
  }
  return found.sort((one, other) => one.name.localeCompare(other.name, 'vi'));
}
