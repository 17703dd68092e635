/** What a label's link names, as far as it is recorded: the one look-up of the page and of what answers beside it. */
import { type LabelLink } from '../epcis/digital-link.js';
import { lotPath } from '../epcis/identifiers.js';
import { DomainError } from '../errors.js';
import { bindingOf, findBlanks } from '../labels/blank.service.js';
import { findLabelIndex } from '../labels/label.service.js';
import { findGenuineBlank, findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { isWithdrawn } from '../lots/balance.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { type Product } from '../registry/product.model.js';
import { findProductByKey } from '../registry/product.service.js';

export interface Target {
  product: Product;
  /** Null for a link to the product or to a blank label, and for a lot that is not recorded. */
  lot: Lot | null;
  /** Null for a link without a serial. */
  label: GenuineLabel | null;
}

/** Product and lot of a link. A lot that was recorded in error and taken back is none. */
export async function findRecorded({ productKey, lot: code }: LabelLink) {
  const [product, lot] = await Promise.all([
    findProductByKey(productKey),
    code === undefined ? null : Lots.findById(lotPath(productKey, code)).lean(),
  ]);
  return { product, lot: lot && !isWithdrawn(lot) ? lot : null };
}

/** Null for a product that is not recorded, and for a serial whose seal fails. */
export async function findTarget(link: LabelLink): Promise<Target | null> {
  const { serial, seals } = link;
  const { product, lot } = await findRecorded(link);
  if (!product) return null;
  if (serial === undefined) return { product, lot, label: null };
  if (link.lot === undefined) return findBlankTarget(product, serial, seals);
  const label = lot && (await findGenuineLabel(lot, serial, seals));
  return label && { product, lot, label };
}

/** A label that was printed before there was a lot: with the lot that has taken it, or none yet. */
async function findBlankTarget(product: Product, serial: string, seals: string[]): Promise<Target | null> {
  const blanks = await findBlanks(product.key);
  const blank = blanks && (await findGenuineBlank(blanks, serial, seals));
  if (!blank) return null;
  const path = bindingOf(blanks, blank.index);
  const lot = path ? await Lots.findById(path).lean() : null;
  const index = lot && findLabelIndex(lot, blank.serial);
  return lot && index !== null ? { product, lot, label: { ...blank, index } } : { product, lot: null, label: blank };
}

/** @throws DomainError `not-found` also for a lot that is not recorded */
export async function getTarget(link: LabelLink): Promise<Target> {
  const target = await findTarget(link);
  if (!target || (link.lot !== undefined && !target.lot)) throw new DomainError('not-found');
  return target;
}

/** The link's path in its one spelling, without a slash before it. */
export function pathOfLink({ productKey, variant, lot, serial }: LabelLink): string {
  const qualifiers = [
    ['22', variant],
    ['10', lot],
    ['21', serial],
  ] as const;
  const segments = qualifiers.flatMap(([ai, value]) => (value === undefined ? [] : [ai, encodeURIComponent(value)]));
  return [productKey, ...segments].join('/');
}
