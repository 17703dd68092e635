/** The form in which the demo tells what happened. Days are counted back from the day of the demo. */
import { type z } from 'zod';
import { type Uom } from '../epcis/quantity.js';
import { type Answer, type Result } from '../inspections/record.model.js';
import { type newLabReport } from '../inspections/sample.service.js';
import { type SaleChannel } from '../work/sell.service.js';
import { type materials } from './materials.js';
import { type ProducerName } from './organizations.js';
import { type PlaceName } from './places.js';
import { type soldProducts } from './products.js';

export type ProductName = keyof typeof materials | keyof typeof soldProducts;

/** A lot by its product and its code. */
export type LotName = `${ProductName}/${string}`;
type Amount = [lot: LotName, quantity: number];

/** What producers do, at their only premises. */
type Work =
  | { step: 'harvest'; lot: LotName; zone: PlaceName; quantity: number }
  | { step: 'process'; inputs: Amount[]; output: Amount }
  | { step: 'pack'; input: Amount; lot: LotName; units: number }
  | { step: 'set'; names: { vi: string; en: string; zh: string }; parts: Amount[] }
  | { step: 'label'; lot: LotName; count: number }
  | { step: 'ship'; lot: LotName; quantity: number; to: ProducerName; document: string }
  | { step: 'receive'; lot: LotName; document: string; quantity: number; missing?: number }
  | { step: 'sell'; lot: LotName; quantity: number; channel: SaleChannel }
  | { step: 'destroy'; lot: LotName; quantity: number };

/** What the inspector does. */
type Act =
  | { step: 'inspect'; lot: LotName; result: 'conformant' | 'non_conformant' }
  | { step: 'hold' | 'release' | 'recall'; lot: LotName };

/** What is done for a planned inspection and what it asks for; `note` is what is said of it. */
type Visit =
  | { step: 'plan'; of: ProducerName; lot?: LotName; place?: PlaceName; dueIn: number; reinspects?: string }
  | { step: 'find'; except: Record<string, Omit<Answer, 'code'>>; photoOf?: string }
  | { step: 'sample'; code: string; quantity: number; uom: Uom }
  | ({ step: 'report' } & Pick<z.input<typeof newLabReport>, 'laboratory' | 'number' | 'results'>)
  | { step: 'conclude'; result: Result }
  | { step: 'order'; code: string; dueIn: number }
  | { step: 'answer' | 'decide' };

interface When {
  /** Whole days before the day of the demo, at least 1, and the time on the clock in Cao Bằng. */
  at: [daysAgo: number, clock: string];
  note?: string;
}

export type WorkStep = Work & When & { by: ProducerName };
export type ActStep = Act & When & { by: 'inspectorate'; note: string };
/** `visit` names the inspection, and the sample and the corrective action that it has. */
export type VisitStep = Visit & When & { by: ProducerName | 'inspectorate'; visit: string };
export type Step = WorkStep | ActStep | VisitStep;

/** The steps of one producer; `by` is written only where somebody else acts. */
export function storyOf(
  producer: ProducerName,
  steps: ((Work & When & { by?: ProducerName }) | (Act & When & { note: string }))[],
): Step[] {
  return steps.map((step) => {
    if (isAct(step)) return { ...step, by: 'inspectorate' };
    return { ...step, by: step.by ?? producer };
  });
}

function isAct<A extends Act, W extends Work>(step: A | W): step is A {
  return ['inspect', 'hold', 'release', 'recall'].includes(step.step);
}
