/** Makes a journey short: twenty harvests of one zone are one step that took some days. */
import { type Step } from '../events/step.js';
import { type Location } from '../registry/location.model.js';
import { type Translated } from '../registry/product.model.js';

export interface JourneyStep {
  step: Step;
  /** As recorded, with its offset. */
  eventTime: string;
  offset: string;
  /** The last time that the same was done, when it was done more than once. */
  until: { eventTime: string; offset: string } | null;
  location: Location | null;
  /** Name of who did it. */
  organization: string;
  /** What the step was about: the raw material of a harvest, the product of a packing. */
  product: Translated | null;
  /** Of each event in the signed log; null for one on its way there. */
  positions: (number | null)[];
  /** Only of an inspection. */
  disposition: string | null;
}

/** What is done again and again; of an inspection, a hold or a recall each one counts. */
const repeatable: Step[] = ['commissioning', 'transforming', 'packing', 'shipping', 'receiving', 'retail_selling'];

/** The steps in their order, those of the same kind, actor, place and product as one at the time of the first. */
export function mergeSteps(steps: JourneyStep[]): JourneyStep[] {
  const merged = new Map<unknown, JourneyStep>();
  for (const step of steps) {
    const { step: kind, organization, location, product, eventTime, offset, positions } = step;
    const same = repeatable.includes(kind) ? [kind, organization, location?._id, product?.vi].join('\n') : step;
    const first = merged.get(same);
    const repeated = { until: { eventTime, offset }, positions: [...(first?.positions ?? []), ...positions] };
    merged.set(same, first ? { ...first, ...repeated } : step);
  }
  return [...merged.values()];
}
