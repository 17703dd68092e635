/** Lists of what a recall concerns, in the words of its reader. */
import { fromThousandths } from '../epcis/quantity.js';
import { pagesAround } from '../http/pager.js';
import { productName, type Words } from '../lots/lot-table.js';
import { toneOfSet } from '../lots/set-search.js';
import { type PackedSet } from '../lots/set.model.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';
import { pageSize } from '../registry/records.js';
import { type Affected, type Amounts, type Holder } from './affected.js';
import { addressOf } from './present.js';
import { type RecalledLot } from './recall.model.js';

export function amountsText(list: Amounts, { format }: Pick<Words, 'format'>): string {
  return list.map(({ quantity, uom }) => format.quantity(quantity, uom)).join(' + ') || '0';
}

/** The sums of all lots as facts. */
export function figuresOf({ lots, holders, onHand, inTransit, sold, labels }: Affected, words: Words) {
  const { t, format } = words;
  return [
    { label: t('recalls.lots'), value: format.number(lots.length), big: true },
    { label: t('recalls.organizations'), value: format.number(holders.length), big: true },
    { label: t('lots.on-hand'), value: amountsText(onHand, words), big: true },
    { label: t('lots.in-transit'), value: amountsText(inTransit, words), big: true },
    { label: t('lots.sold'), value: amountsText(sold, words), big: true },
    { label: t('recalls.labels'), value: t('recalls.label-counts', labels) },
  ];
}

/** @param answerOf what a holder has said, as a further column */
export function holderTable(holders: readonly Holder[], words: Words, answerOf?: (id: string) => Cell) {
  const { t, format } = words;
  return {
    columns: [
      { label: t('recalls.organization') },
      { label: t('recalls.contact') },
      { label: t('recalls.lots'), numeric: true },
      { label: t('lots.on-hand'), numeric: true },
      { label: t('recalls.awaits'), numeric: true },
      { label: t('lots.sold'), numeric: true },
      ...(answerOf ? [{ label: t('recalls.answer') }] : []),
    ],
    rows: holders.map(({ organization, lots, onHand, awaits, sold }) => [
      { text: organization.name, note: addressOf(organization) },
      contactOf(organization, t('recalls.no-contact')),
      format.number(lots.length),
      amountsText(onHand, words),
      amountsText(awaits, words),
      amountsText(sold, words),
      ...(answerOf ? [answerOf(organization._id)] : []),
    ]),
  };
}

export type Cell = string | { text: string; note?: string; badge?: { tone: string; badgeLabel: string } };

/** A number to tap, else an address to write to. */
function contactOf({ phone, email }: Organization, none: string) {
  if (phone) return { text: phone, href: `tel:${phone.replace(/[^\d+]/g, '')}`, note: email ?? undefined };
  return email ? { text: email, href: `mailto:${email}` } : none;
}

export function recalledLotTable(lots: readonly RecalledLot[], products: Map<string, Product>, words: Words) {
  const { t, format } = words;
  const sum = (shares: { quantity: number }[], { uom }: RecalledLot) =>
    format.quantity(fromThousandths(shares.reduce((total, { quantity }) => total + quantity, 0)), uom);
  return {
    columns: [
      { label: t('lots.product') },
      { label: t('lots.lot') },
      { label: t('lots.on-hand'), numeric: true },
      { label: t('lots.in-transit'), numeric: true },
      { label: t('lots.sold'), numeric: true },
    ],
    rows: lots.map((lot) => [
      { text: productName(products.get(lot.product), words), href: `/lots/${lot.lot}` },
      { text: lot.code, code: true },
      sum(lot.onHand, lot),
      sum(lot.inTransit, lot),
      sum(lot.soldBy, lot),
    ]),
  };
}

export function setTable(sets: readonly PackedSet[], { t, format, inLanguage }: Words) {
  return {
    columns: [{ label: t('sets.name') }, { label: t('sets.packed-on') }],
    rows: sets.slice(0, pageSize).map(({ _id, names, state, packedAt }) => [
      {
        text: inLanguage(names),
        href: `/sets/${_id}`,
        badge: { tone: toneOfSet[state], badgeLabel: t(`sets.states.${state}`) },
      },
      format.date(packedAt),
    ]),
  };
}

/** Turns the pages of a long list of lots. @param at address of the page that begins there */
export function pagerOf(
  total: number,
  offset: number,
  at: (start: number) => string,
  { format }: Pick<Words, 'format'>,
  size = pageSize,
) {
  const last = Math.min(offset + size, total);
  return {
    ...pagesAround({ offset, size, more: total > last }, at),
    summary: `${format.number(offset + 1)}–${format.number(last)} / ${format.number(total)}`,
  };
}

/** Turns the pages of a list that is not counted. */
export function pagerOfList(address: string, offset: number, more: boolean) {
  return pagesAround({ offset, size: pageSize, more }, (start) => `${address}?offset=${start}`);
}
