/** What does not add up, or has to be explained: each difference with the event or the lot that shows it. Pure. */
import { fromThousandths, type Uom } from '../epcis/quantity.js';
import { shipmentOf } from '../lots/effects.js';
import { imbalance } from '../lots/balance.js';
import { countLabels } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { type Account } from './book.js';
import { type Entry } from './entries.js';
import { type Yield } from './yields.js';

export const differenceKinds = [
  'does-not-add-up',
  'stock-below-zero',
  'missing-on-arrival',
  'long-on-its-way',
  'yield-out-of-range',
  'yield-unusual',
  'more-labels',
] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

export interface Difference {
  kind: DifferenceKind;
  /** Path of the lot, or key of the product of a stock. */
  lot: string;
  /** The event that shows it; null where it is no single one. */
  eventID: string | null;
  time: Date | null;
  quantity: number;
  /** A ratio, of a yield. */
  uom: Uom | null;
}

/** Goods that left so many days ago and have not arrived are asked after. */
export const longestWay = 14;

export function differencesOf(book: {
  accounts: Account[];
  entries: Entry[];
  lots: Lot[];
  yields: Yield[];
  now: Date;
}): Difference[] {
  const { accounts, entries, lots, yields, now } = book;
  const byPath = new Map(lots.map((lot) => [lot._id, lot]));
  return [
    ...lots.filter((lot) => imbalance(lot) !== 0).map((lot) => ofLot('does-not-add-up', lot, imbalance(lot))),
    ...accounts.filter(({ opening, closing }) => opening < 0 || closing < 0).map(belowZero),
    ...entries.flatMap(missingOnArrival),
    ...entries.flatMap((entry) => longOnItsWay(entry, byPath, now)),
    ...yields.flatMap(unusualYield),
    ...lots.flatMap(moreLabels),
  ];
}

function ofLot(kind: DifferenceKind, { _id, uom }: Lot, thousandths: number): Difference {
  return { kind, lot: _id, eventID: null, time: null, quantity: fromThousandths(thousandths), uom };
}

function belowZero({ product, uom, opening, closing }: Account): Difference {
  const quantity = fromThousandths(Math.min(opening, closing));
  return { kind: 'stock-below-zero', lot: product, eventID: null, time: null, quantity, uom };
}

function missingOnArrival({ event, time, effects }: Entry): Difference[] {
  return effects.flatMap((effect) => {
    if (effect.kind !== 'receive' || effect.missing === 0) return [];
    const quantity = fromThousandths(effect.missing);
    return [
      { kind: 'missing-on-arrival' as const, lot: effect.lot, eventID: event.eventID, time, quantity, uom: effect.uom },
    ];
  });
}

function longOnItsWay({ event, time, effects }: Entry, lots: ReadonlyMap<string, Lot>, now: Date): Difference[] {
  if (now.getTime() - time.getTime() < longestWay * 86_400_000) return [];
  return effects.flatMap((effect) => {
    if (effect.kind !== 'ship') return [];
    const rest = lots.get(effect.lot)?.inTransit.find(({ shipment }) => shipment === shipmentOf(event));
    if (!rest) return [];
    const quantity = fromThousandths(rest.quantity);
    return [
      { kind: 'long-on-its-way' as const, lot: effect.lot, eventID: event.eventID, time, quantity, uom: effect.uom },
    ];
  });
}

function unusualYield({ entry, lot, ratio, fault }: Yield): Difference[] {
  if (!fault) return [];
  const kind = fault === 'unusual' ? 'yield-unusual' : 'yield-out-of-range';
  return [{ kind, lot, eventID: entry.event.eventID, time: entry.time, quantity: ratio, uom: null }];
}

/** More labels that are not void than packages: some of them must be on something else. */
function moreLabels(lot: Lot): Difference[] {
  if (lot.uom !== 'H87' || lot.labels.length === 0) return [];
  const labels = countLabels(lot.labels);
  const excess = (labels.total - labels.void) * 1000 - lot.produced;
  return excess > 0 ? [ofLot('more-labels', lot, excess)] : [];
}
