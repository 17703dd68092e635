/** When a rule applies to a lot. Each has its words for a lot that it does not apply to, below `compliance.unless`. */
import { harvestsOf } from './checks-zones.js';
import { type LotFacts } from './facts.js';
import { rowsOf } from './fsma/rows.js';

const foods = ['food', 'beverage', 'herbal'];

/** A product without a group is raw material; its products tell, or nobody: it is taken for food. */
const isFood = ({ products, lot }: LotFacts) => foods.includes(products.get(lot.product)?.ocopGroup ?? 'food');

export const conditions = {
  food: isFood,
  beverage: ({ products, lot }) => products.get(lot.product)?.ocopGroup === 'beverage',
  starred: ({ products, lot }) => Boolean(products.get(lot.product)?.ocop),
  harvested: (facts) => harvestsOf(facts).length > 0,
  'initially-packed': (facts) => rowsOf['initial-packing'](facts).length > 0,
  transformed: (facts) => rowsOf.transformation(facts).length > 0,
  shipped: ({ stages }) => stages.some(({ step }) => step === 'shipping'),
  'shipped-packed': (facts) => rowsOf.shipping(facts).length > 0,
  'received-packed': (facts) => rowsOf.receiving(facts).length > 0,
  packed: ({ stages }) => stages.some(({ step }) => step === 'packing'),
} satisfies Record<string, (facts: LotFacts) => boolean>;
export type Condition = keyof typeof conditions;
