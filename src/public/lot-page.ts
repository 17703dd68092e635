/** The page of a lot or of a label of it: what it shows, and its form for all labels of the lot alike. */
import { type Response } from 'express';
import { keepPage } from './page-cache.js';
import { type GenuineLabel } from '../labels/verify.js';
import { type Lot } from '../lots/lot.model.js';
import { languageLinks } from '../http/page.js';
import { type Product } from '../registry/product.model.js';
import { cutPage, marks } from './cut-page.js';
import { presentLot, presentProduct, presentWithdrawal } from './present.js';
import { provenanceOf } from './provenance.js';
import { verdictOn } from './verdict.js';

export interface Shown {
  lot: Lot;
  product: Product;
  /** Null for a link without a serial, which says nothing of a package. */
  label: GenuineLabel | null;
  /** `2026-11-24`, where the reader is */
  day: string;
}

/** Everything but the scans; `isSettled` when the log has every step, so that only a change of the store changes it. */
export async function lotPage({ lot, product, label, day }: Shown, words: Express.Locals) {
  const provenance = await provenanceOf(lot, product);
  const view = {
    verdict: verdictOn(lot, label, day),
    label,
    withdrawal: label?.withdrawal && presentWithdrawal(label.withdrawal, words),
    product: presentProduct(product, provenance.producer, words, day),
    lot: presentLot(provenance, words, day),
  };
  const isSettled = provenance.steps.every(({ positions }) => !positions.includes(null));
  return { view, isSettled };
}

/** What the pages of two labels of a lot differ in beyond the texts that are filled in. */
export function variantOf({ lot, label, day }: Pick<Shown, 'lot' | 'day'> & { label: GenuineLabel }, lang: string) {
  const { kid, withdrawal } = label;
  return JSON.stringify([verdictOn(lot, label, day), kid !== null, withdrawal, day, lang]);
}

/**
 * Keeps the page for the other labels of the lot, as a stranger sees it.
 * @param since see `markOfChanges`
 */
export function keepForOthers(
  res: Response,
  shown: Shown & { label: GenuineLabel },
  { view, scans, since }: { view: object; scans: object; since: number },
): void {
  const { lang, format } = res.locals as Express.Locals;
  const { lot, label } = shown;
  const sealed = label.kid !== null;
  const marked = {
    ...view,
    label: { ...label, serial: marks.serial, kid: sealed ? marks.kid : null },
    format: { ...format, serial: () => marks.serialInGroups },
    scans: [{ ...scans, value: marks.scans, note: marks.scansNote }],
    languages: languageLinks(sealed ? `s=${marks.seal}` : '', lang),
  };
  res.render('public/lot', marked, (error, html: string) => {
    const page = error ? null : cutPage(html);
    if (page) keepPage(lot, { variant: variantOf(shown, lang), page, since });
  });
}
