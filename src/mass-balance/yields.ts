/** What came out of each transformation for what went in, beside the product's range and what was usual before. Pure. */
import { fromThousandths } from '../epcis/quantity.js';
import { type MovingEffect } from '../lots/effects.js';
import { contentOf, yieldOf, type Counted } from '../lots/yield.js';
import { type Product } from '../registry/product.model.js';
import { productKeyOf, type Entry } from './entries.js';

type Known = Pick<Product, 'netContent' | 'yieldRange'>;

export interface Yield {
  entry: Entry;
  /** The product that was made, and the lot of it named first. */
  product: string;
  lot: string;
  /** Output over input, as mass where it is known. */
  ratio: number;
  range: { min: number; max: number } | null;
  usual: Usual | null;
  fault: 'out-of-range' | 'unusual' | null;
}

/** What earlier transformations of the same product by the same producer gave. */
export interface Usual {
  median: number;
  min: number;
  max: number;
  count: number;
}

/** So many transformations make a habit. */
export const fewestForHabit = 5;

/**
 * The yields of transformations, each judged by the product's range and by the producer's others: three times their
 * usual distance from the median (median absolute deviation, scaled for normal spread) and a tenth of it are unusual.
 * @param products by their keys
 * @param habit ratios of transformations outside of `entries`, by product
 */
export function yieldsOf(
  entries: Entry[],
  products: ReadonlyMap<string, Known>,
  habit: ReadonlyMap<string, number[]> = new Map(),
): Yield[] {
  const found = entries.flatMap((entry) => ratiosOf(entry, products).map((ratio) => ({ entry, ...ratio })));
  return found.map((each) => {
    const others = found.filter(({ product, entry }) => product === each.product && entry !== each.entry);
    const ratios = [...others.map(({ ratio }) => ratio), ...(habit.get(each.product) ?? [])];
    const range = products.get(each.product)?.yieldRange ?? null;
    const isOut = range !== null && (each.ratio < range.min || each.ratio > range.max);
    const fault = isOut ? 'out-of-range' : isUnusual(each.ratio, ratios) ? 'unusual' : null;
    return { ...each, range, usual: usualOf(ratios), fault };
  });
}

/** The ratio of each product that a transformation made; none for what was made of nothing. */
export function ratiosOf(
  { effects }: Pick<Entry, 'effects'>,
  products: ReadonlyMap<string, Known>,
): { product: string; lot: string; ratio: number }[] {
  const count = (effect: MovingEffect) => countedBy(effect, products);
  const inputs = effects.filter(({ kind }) => kind === 'consume').map(count);
  if (inputs.length === 0) return [];
  const made = new Map<string, { lot: string; ratio: number }>();
  for (const effect of effects.filter(({ kind }) => kind === 'produce')) {
    const product = productKeyOf(effect.lot);
    const known = made.get(product) ?? { lot: effect.lot, ratio: 0 };
    made.set(product, { ...known, ratio: known.ratio + yieldOf(count(effect), inputs) });
  }
  return [...made].map(([product, of]) => ({ product, ...of }));
}

export function countedBy(effect: MovingEffect, products: ReadonlyMap<string, Known>): Counted {
  const netContent = products.get(productKeyOf(effect.lot))?.netContent;
  return { quantity: fromThousandths(effect.quantity), uom: effect.uom, netContent };
}

/** What a transformation took and gave, and the difference, in kilograms or litres; null where one is not known. */
export function lossOf({ effects }: Pick<Entry, 'effects'>, products: ReadonlyMap<string, Known>) {
  const sum = (kind: MovingEffect['kind']) =>
    contentOf(effects.filter((effect) => effect.kind === kind).map((effect) => countedBy(effect, products)));
  const [taken, given] = [sum('consume'), sum('produce')];
  if (!taken || taken.uom !== given?.uom) return null;
  return { taken: taken.quantity, given: given.quantity, lost: taken.quantity - given.quantity, uom: taken.uom };
}

function usualOf(ratios: number[]): Usual | null {
  if (ratios.length < fewestForHabit) return null;
  return { median: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios), count: ratios.length };
}

function isUnusual(ratio: number, others: number[]): boolean {
  if (others.length < fewestForHabit) return false;
  const middle = median(others);
  const spread = 1.4826 * median(others.map((other) => Math.abs(other - middle)));
  const distance = Math.abs(ratio - middle);
  return distance > 3 * spread && distance > middle / 10;
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const half = sorted.length / 2;
  return ((sorted[Math.floor(half - 0.5)] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2;
}
