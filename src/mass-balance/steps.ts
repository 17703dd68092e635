/** The book by steps: what went in, what came out, what was lost between. Pure. */
import { fromThousandths, type Uom } from '../epcis/quantity.js';
import { type Step } from '../events/step.js';
import { type MovingEffect } from '../lots/effects.js';
import { type Product } from '../registry/product.model.js';
import { type Entry } from './entries.js';
import { lossOf } from './yields.js';

/** Quantities in their units. */
export type Amounts = Partial<Record<Uom, number>>;

export interface StepSum {
  /** Null: steps of other systems that are none of ours. */
  step: Step | null;
  /** A harvest, or goods made without inputs at a facility, are `commissioning` alike. */
  events: number;
  taken: Amounts;
  given: Amounts;
  /** By mass for transformations, where all masses are known; missing on arrival. */
  lost: Amounts;
}

const sides: Partial<Record<MovingEffect['kind'], 'taken' | 'given'>> = {
  produce: 'given',
  receive: 'taken',
  consume: 'taken',
  ship: 'given',
  sell: 'given',
  destroy: 'given',
};

/** @param products by their keys */
export function sumBySteps(entries: Entry[], products: ReadonlyMap<string, Pick<Product, 'netContent'>>): StepSum[] {
  const sums = new Map<Step | null, StepSum>();
  for (const entry of entries) {
    const moved = entry.effects.filter(({ kind }) => sides[kind]);
    if (moved.length === 0) continue;
    const sum = sums.get(entry.step) ?? { step: entry.step, events: 0, taken: {}, given: {}, lost: {} };
    sums.set(entry.step, sum);
    sum.events += 1;
    for (const effect of moved) {
      const side = sides[effect.kind];
      if (side) add(sum[side], effect.uom, effect.quantity);
      if (effect.kind === 'receive') add(sum.lost, effect.uom, effect.missing);
    }
    const loss = entry.event.type === 'TransformationEvent' ? lossOf(entry, products) : null;
    if (loss) add(sum.lost, loss.uom, Math.round(loss.lost * 1000));
  }
  return [...sums.values()];
}

function add(amounts: Amounts, uom: Uom, thousandths: number): void {
  if (thousandths !== 0) amounts[uom] = fromThousandths(Math.round((amounts[uom] ?? 0) * 1000) + thousandths);
}
