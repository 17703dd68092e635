/** Whom and what a recall concerns: the lots, the organisations that made, have, await or sold them, labels, sets. */
import { inSlices, trusted } from '../db.js';
import { fromThousandths, type Uom } from '../epcis/quantity.js';
import { type Lot } from '../lots/lot.model.js';
import { Sets, type PackedSet } from '../lots/set.model.js';
import { descendantsOf } from '../lots/trace.js';
import { Organizations, type Organization } from '../registry/organization.model.js';
import { type RecalledLot } from './recall.model.js';

/** Amounts in their units, one for each unit. */
export type Amounts = { quantity: number; uom: Uom }[];

export interface Affected {
  lots: readonly RecalledLot[];
  holders: Holder[];
  produced: Amounts;
  onHand: Amounts;
  inTransit: Amounts;
  sold: Amounts;
  lost: Amounts;
  labels: RecalledLot['labels'];
}

/** What one organisation has to do with the lots. */
export interface Holder {
  organization: Organization;
  /** Paths of the lots that it made, has, awaits or sold. */
  lots: string[];
  onHand: Amounts;
  awaits: Amounts;
  sold: Amounts;
}

/** The lots, then all that was made from them, each once, in the order of time. */
export async function familyOf(roots: readonly Lot[]): Promise<Lot[]> {
  const family = new Map(roots.map((lot) => [lot._id, lot]));
  for (const root of roots) for (const lot of await descendantsOf(root._id)) family.set(lot._id, lot);
  return [...family.values()];
}

export async function affectedBy(lots: readonly RecalledLot[]): Promise<Affected> {
  const shares = sharesOf(lots);
  const organizations = await organizationsById([...shares.keys()]);
  const labels = { issued: 0, applied: 0, sold: 0 };
  for (const lot of lots)
    for (const state of ['issued', 'applied', 'sold'] as const) labels[state] += lot.labels[state];
  return {
    lots,
    holders: organizations.flatMap((organization) => {
      const share = shares.get(organization._id);
      if (!share) return [];
      const { onHand, awaits, sold } = share;
      return { organization, lots: [...share.lots], ...inUnits({ onHand, awaits, sold }) };
    }),
    ...inUnits({
      produced: sumOf(lots, ({ produced }) => [{ quantity: produced }]),
      onHand: sumOf(lots, ({ onHand }) => onHand),
      inTransit: sumOf(lots, ({ inTransit }) => inTransit),
      sold: sumOf(lots, ({ soldBy }) => soldBy),
      lost: sumOf(lots, ({ lost }) => [{ quantity: lost }]),
    }),
    labels,
  };
}

/** What an organisation had of a lot: on hand, on its way to it, and sold by it. */
export function hadOf(lot: RecalledLot, organization: string): number {
  const shares = [
    ...lot.onHand.filter((share) => share.organization === organization),
    ...lot.inTransit.filter(({ to }) => to === organization),
    ...lot.soldBy.filter((share) => share.organization === organization),
  ];
  return shares.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Organisations that a lot concerns. */
export function holdersOf({ organization, onHand, inTransit, soldBy }: RecalledLot): string[] {
  const shares = [...onHand, ...soldBy].map((share) => share.organization);
  return [...new Set([organization, ...shares, ...inTransit.map(({ to }) => to)])];
}

/** Gift sets and cases that one of the lots is or was in, the latest first. */
export async function setsOf(lots: readonly RecalledLot[]): Promise<PackedSet[]> {
  const all = await inSlices(
    lots.map(({ lot }) => lot),
    (some) => Sets.find({ 'contents.lot': trusted({ $in: some }) }).lean(),
  );
  const found = new Map(all.map((set) => [set._id, set]));
  return [...found.values()].sort((one, other) => (one.packedAt < other.packedAt ? 1 : -1));
}

export type Sums = Map<Uom, number>;

interface Share {
  lots: Set<string>;
  onHand: Sums;
  awaits: Sums;
  sold: Sums;
}

function newShare(): Share {
  return { lots: new Set(), onHand: new Map(), awaits: new Map(), sold: new Map() };
}

function sharesOf(lots: readonly RecalledLot[]): Map<string, Share> {
  const shares = new Map<string, Share>();
  const shareOf = (organization: string, { lot }: RecalledLot) => {
    const share = shares.get(organization) ?? newShare();
    shares.set(organization, share);
    share.lots.add(lot);
    return share;
  };
  for (const lot of lots) {
    shareOf(lot.organization, lot);
    for (const entry of lot.onHand) add(shareOf(entry.organization, lot).onHand, lot.uom, entry.quantity);
    for (const entry of lot.inTransit) add(shareOf(entry.to, lot).awaits, lot.uom, entry.quantity);
    for (const entry of lot.soldBy) add(shareOf(entry.organization, lot).sold, lot.uom, entry.quantity);
  }
  return shares;
}

export function sumOf(lots: readonly RecalledLot[], each: (lot: RecalledLot) => { quantity: number }[]): Sums {
  const sums: Sums = new Map();
  for (const lot of lots) for (const { quantity } of each(lot)) add(sums, lot.uom, quantity);
  return sums;
}

function add(sums: Sums, uom: Uom, thousandths: number): void {
  if (thousandths > 0) sums.set(uom, (sums.get(uom) ?? 0) + thousandths);
}

export function amountsOf(sums: Sums): Amounts {
  return [...sums].map(([uom, thousandths]) => ({ quantity: fromThousandths(thousandths), uom }));
}

function inUnits<Name extends string>(sums: Record<Name, Sums>): Record<Name, Amounts> {
  const entries = Object.entries<Sums>(sums).map(([name, sum]) => [name, amountsOf(sum)]);
  return Object.fromEntries(entries) as Record<Name, Amounts>;
}

/** In the order of their names. */
async function organizationsById(ids: string[]): Promise<Organization[]> {
  const found = await inSlices(ids, (some) => Organizations.find({ _id: trusted({ $in: some }) }).lean());
  return found.sort((one, other) => one.name.localeCompare(other.name, 'vi'));
}
