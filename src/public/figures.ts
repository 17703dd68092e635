/** Yields and quantities that producers chose to publish, product by product: nobody publishes for somebody else. */
import { namespace } from '../db.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { fromThousandths, isUom } from '../epcis/quantity.js';
import { type QuantityElement } from '../epcis/vocabulary.js';
import { stepOf } from '../events/step.js';
import { yieldOf, type Counted } from '../lots/yield.js';
import { type Lot } from '../lots/lot.model.js';
import { type Product } from '../registry/product.model.js';
import { fact, type Fact, type Words } from './present.js';
import { type Provenance } from './provenance.js';

type Journey = Pick<Provenance, 'chain' | 'products' | 'events'>;

/** Quantities of the lots on the way, raw material first, then yields. */
export function presentFigures(journey: Journey, words: Words): Fact[] {
  const since = ({ firstEventTime }: Lot) => Date.parse(firstEventTime);
  const lots = journey.chain.toSorted((one, other) => since(one) - since(other));
  const used = [...new Set(lots.map(({ product }) => product))];
  const products = used.flatMap((id) => journey.products.get(id) ?? []);
  return [
    ...products.filter(({ publishes }) => publishes?.quantities).flatMap((each) => quantityOf(each, journey, words)),
    ...products.filter(({ publishes }) => publishes?.yield).flatMap((each) => yieldFact(each, journey, words)),
  ];
}

function quantityOf(product: Product, { chain }: Journey, { t, format, inLanguage }: Words): Fact[] {
  const lots = chain.filter((lot) => lot.product === product._id);
  const produced = lots.reduce((sum, lot) => sum + lot.produced, 0);
  const label = t('public.quantity-of', { product: inLanguage(product.names) });
  const note = lots.length > 1 ? { note: t('public.in-lots', { count: lots.length }) } : {};
  return fact(label, format.quantity(fromThousandths(produced), product.uom), { big: true, ...note });
}

/** Of all processing into the product on this way; packing loses nothing that would be a yield. */
function yieldFact(product: Product, { chain, products, events }: Journey, { t, format, inLanguage }: Words): Fact[] {
  const lots = new Map(chain.map((lot) => [lot._id, lot]));
  const isOf = ({ epcClass }: QuantityElement) => lotOf(epcClass, lots)?.product === product._id;
  const made = events.filter(
    ({ event }) => stepOf(event) === 'transforming' && (event.outputQuantityList ?? []).some(isOf),
  );
  const count = (elements: QuantityElement[]) => elements.flatMap((element) => counted(element, lots, products) ?? []);
  const inputs = made.flatMap(({ event }) => event.inputQuantityList ?? []);
  const outputs = made.flatMap(({ event }) => (event.outputQuantityList ?? []).filter(isOf));
  const from = count(inputs);
  if (from.length === 0 || from.length < inputs.length) return []; // of something that is not known
  const ratio = count(outputs).reduce((sum, output) => sum + yieldOf(output, from), 0);
  const label = t('public.yield-of', { product: inLanguage(product.names) });
  return fact(label, t('public.percent', { value: format.number(Math.round(ratio * 1000) / 10) }), { big: true });
}

function lotOf(epcClass: string, lots: Map<string, Lot>): Lot | undefined {
  return lots.get(lotOfClass(epcClass, namespace()) ?? '');
}

function counted(
  { epcClass, quantity, uom }: QuantityElement,
  lots: Map<string, Lot>,
  products: Map<string, Product>,
): Counted | null {
  const product = products.get(lotOf(epcClass, lots)?.product ?? '');
  const unit = uom ?? 'H87'; // EPCIS leaves the unit of pieces out
  return product && quantity !== undefined && isUom(unit)
    ? { quantity, uom: unit, netContent: product.netContent }
    : null;
}
