/** The page of a lot or of a label of it: what it shows, and its form for all labels of the lot alike. */
import { type Response } from 'express';
import { Events } from '../events/event.model.js';
import { languageLinks } from '../http/page.js';
import { type GenuineLabel } from '../labels/verify.js';
import { partsOf } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { type Product } from '../registry/product.model.js';
import { cutPage, marks } from './cut-page.js';
import { keepPage } from './page-cache.js';
import { presentLot, presentProduct, presentWithdrawal } from './present.js';
import { provenanceOf } from './provenance.js';
import { verdictOn, type Verdict } from './verdict.js';

export interface Shown {
  lot: Lot;
  product: Product;
  /** Null for a link without a serial, which says nothing of a package. */
  label: GenuineLabel | null;
  /** `2026-11-24`, where the reader is */
  day: string;
}

type Seen = Pick<Shown, 'lot' | 'label' | 'day'>;

export function verdictOf({ lot, label, day }: Seen): Verdict {
  return verdictOn(lot, label && { ...label, state: fateOf(lot, label)?.state ?? 'issued' }, day);
}

/** What became of a label. */
function fateOf(lot: Lot, label: GenuineLabel | null) {
  return label ? partsOf(lot.labels, { from: label.index, count: 1 })[0] : undefined;
}

/** Everything but the scans; `isSettled` when the log has every step, so that only a change of the store changes it. */
export async function lotPage(shown: Shown, words: Express.Locals) {
  const { lot, product, label, day } = shown;
  const voidedBy = fateOf(lot, label)?.voidedBy;
  const [provenance, voidReason] = await Promise.all([
    provenanceOf(lot, product),
    voidedBy ? publicReasonOf(voidedBy) : null,
  ]);
  const view = {
    verdict: verdictOf(shown),
    label,
    voidReason,
    withdrawal: label?.withdrawal && presentWithdrawal(label.withdrawal, words),
    product: presentProduct(product, provenance.producer, words, day),
    lot: presentLot(provenance, words, day),
  };
  const isSettled = provenance.steps.every(({ positions }) => !positions.includes(null));
  return { view, isSettled };
}

/** The producer's words for whoever scans a label that the event made void; the reason itself stays private. */
async function publicReasonOf(eventID: string): Promise<string | null> {
  const stored = await Events.findById(eventID).lean();
  return stored?.event['nguon:labels']?.publicReason ?? null;
}

/** What the pages of two labels of a lot differ in beyond the texts that are filled in. */
export function variantOf(seen: Seen & { label: GenuineLabel }, lang: string): string {
  const { kid, withdrawal } = seen.label;
  const { voidedBy } = fateOf(seen.lot, seen.label) ?? {};
  return JSON.stringify([lang, verdictOf(seen), seen.day, kid !== null, withdrawal, voidedBy]);
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
