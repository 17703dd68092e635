/** Lists of lots as they are shown: each with its product, its maker, its state and what is left of it. */
import { config } from '../config.js';
import { fromThousandths } from '../epcis/quantity.js';
import { localDay } from '../epcis/time.js';
import { type Actor } from '../policy.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { productsById } from '../registry/product.service.js';
import { type Lot } from './lot.model.js';
import { mayReadLot, stateOf } from './lot.service.js';

export type Words = Pick<Express.Locals, 't' | 'format' | 'inLanguage'>;

/** What the rows of a list need beside the lots. */
export interface LotNames {
  products: Map<string, Product>;
  organizations: Map<string, string>;
}

export async function namesOfLots(lots: Lot[]): Promise<LotNames> {
  const parties = lots.flatMap(({ organization, onHand, inTransit }) => [
    organization,
    ...onHand.map((entry) => entry.organization),
    ...inTransit.flatMap(({ from, to }) => [from, to]),
  ]);
  const [products, organizations] = await Promise.all([
    productsById(lots.map(({ product }) => product)),
    namesOfOrganizations(parties),
  ]);
  return { products, organizations };
}

/** The day by which lots are open or expired. */
export function today(now: Date): string {
  return localDay(now, config.utcOffset);
}

export function productName(product: Product | undefined, { inLanguage }: Pick<Words, 'inLanguage'>): string {
  return product ? inLanguage(product.names) : '';
}

/** What the actor's organisation has of a lot; of whoever belongs to an authority, what all have. */
export function onHandOf(lot: Pick<Lot, 'onHand'>, actor: Actor): number {
  const mine = lot.onHand.filter(
    ({ organization }) => actor.role !== 'producer' || organization === actor.organization,
  );
  return fromThousandths(mine.reduce((total, { quantity }) => total + quantity, 0));
}

/** Columns and rows of the table partial. A lot that the actor may not read is named without a link. */
export function lotTable(lots: Lot[], names: LotNames, by: { actor: Actor; now: Date }, words: Words) {
  const { t, format } = words;
  return {
    columns: [
      { label: t('lots.product') },
      { label: t('lots.lot') },
      { label: t('lots.producer') },
      { label: t('lots.on-hand'), numeric: true },
      { label: t('lots.latest') },
    ],
    rows: lots.map((lot) => [
      {
        text: productName(names.products.get(lot.product), words),
        href: mayReadLot(by.actor, lot) ? `/lots/${lot._id}` : undefined,
        badge: { lotState: stateOf(lot, today(by.now)) },
      },
      { text: lot.code, code: true },
      names.organizations.get(lot.organization) ?? '',
      format.quantity(onHandOf(lot, by.actor), lot.uom),
      format.date(lot.lastEventTime),
    ]),
  };
}

/** A lot of a list, for programs. */
export function presentListed(lot: Lot, names: LotNames, by: { actor: Actor; now: Date }): object {
  const product = names.products.get(lot.product);
  return {
    lot: lot._id,
    code: lot.code,
    state: stateOf(lot, today(by.now)),
    product: { id: lot.product, key: product?.key, name: product?.names.vi },
    organization: { id: lot.organization, name: names.organizations.get(lot.organization) ?? '' },
    onHand: onHandOf(lot, by.actor),
    uom: lot.uom,
    expiresOn: lot.expiresOn,
    lastEventTime: lot.lastEventTime,
  };
}
