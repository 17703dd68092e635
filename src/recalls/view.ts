/** The list of what a recall concerns, in the words of its reader. */
import { type Lot } from '../lots/lot.model.js';
import { lotTable, productName, type LotNames, type Words } from '../lots/lot-table.js';
import { type Actor } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { type Affected, type Amounts } from './affected.js';

export function viewOfAffected(
  recall: { lot: Lot; affected: Affected; shown: Lot[]; offset: number; names: LotNames },
  reader: { actor: Actor; now: Date },
  words: Words,
) {
  const { lot, affected, shown, offset, names } = recall;
  const { t, format } = words;
  const amounts = (list: Amounts) => list.map(({ quantity, uom }) => format.quantity(quantity, uom)).join(' + ') || '0';
  const at = (start: number) => `/lots/${lot._id}/recalls/new?offset=${start}`;
  const total = affected.lots.length;
  return {
    lot,
    product: productName(names.products.get(lot.product), words),
    isRecalled: lot.recalledBy !== null,
    count: total,
    figures: [
      { label: t('recalls.lots'), value: format.number(total), big: true },
      { label: t('recalls.organizations'), value: format.number(affected.organizations.length), big: true },
      { label: t('lots.on-hand'), value: amounts(affected.onHand), big: true },
      { label: t('lots.in-transit'), value: amounts(affected.inTransit), big: true },
      { label: t('lots.sold'), value: amounts(affected.sold), big: true },
    ],
    organizations: {
      columns: [
        { label: t('recalls.organization') },
        { label: t('recalls.contact') },
        { label: t('recalls.lots'), numeric: true },
        { label: t('lots.on-hand'), numeric: true },
        { label: t('recalls.awaits'), numeric: true },
      ],
      rows: affected.organizations.map(({ organization, lots, onHand, awaits }) => [
        { text: organization.name, note: [organization.commune, organization.province].filter(Boolean).join(', ') },
        contactOf(organization, t('recalls.no-contact')),
        format.number(lots),
        amounts(onHand),
        amounts(awaits),
      ]),
    },
    lots: lotTable(shown, names, reader, words),
    pager: {
      previous: offset > 0 ? at(Math.max(offset - pageSize, 0)) : undefined,
      next: total > offset + pageSize ? at(offset + pageSize) : undefined,
      summary: `${format.number(offset + 1)}–${format.number(offset + shown.length)} / ${format.number(total)}`,
    },
  };
}

/** A number to tap, else an address to write to. */
function contactOf({ phone, email }: { phone?: string | null; email?: string | null }, none: string) {
  if (phone) return { text: phone, href: `tel:${phone.replace(/[^\d+]/g, '')}`, note: email ?? undefined };
  return email ? { text: email, href: `mailto:${email}` } : none;
}
