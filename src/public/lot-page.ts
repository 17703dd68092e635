/** The page of a lot or of a label of it: what it shows, and its form for all labels of the lot alike. */
import { type Response } from 'express';
import { Events } from '../events/event.model.js';
import { languageLinks } from '../http/page.js';
import { hasScratchCode } from '../labels/scratch.service.js';
import { type GenuineLabel } from '../labels/verify.js';
import { partsOf } from '../lots/label-life.js';
import { type Lot } from '../lots/lot.model.js';
import { type Product } from '../registry/product.model.js';
import { previewOf, productData } from './about-page.js';
import { keyOf, presentChecked } from './checked.js';
import { cutPage, marks } from './cut-page.js';
import { presentFigures } from './figures.js';
import { formsOf, type Told } from './forms.js';
import { isKept, keepPage } from './page-cache.js';
import { makePage, reportOf } from './page.js';
import { noticeOf } from './recall-status.js';
import { presentLot, presentProduct, presentWithdrawal, type Fact } from './present.js';
import { provenanceOf, type Provenance } from './provenance.js';
import { labelPathOf } from './unit.js';
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

export interface LotPage {
  /** All that the view shows but for the scans and what they hint at. */
  view: object;
  /** JSON-LD. */
  data: object;
  provenance: Provenance;
  /** Only a change of the store or of the keys changes it, for the log has every step; and it answers nobody. */
  isForAll: boolean;
}

/** @param address of the page, or of the form that it answers @param told what came of the form */
export async function lotPage(
  shown: Shown,
  words: Express.Locals,
  { address, told = {} }: { address: string; told?: Told | undefined },
): Promise<LotPage> {
  const { lot, product, label, day } = shown;
  const voidedBy = fateOf(lot, label)?.voidedBy;
  const [provenance, voidReason, notice] = await Promise.all([
    provenanceOf(lot, product),
    voidedBy ? publicReasonOf(voidedBy) : null,
    noticeOf(lot),
  ]);
  const subject = { ...provenance, today: day };
  const hasCode = label !== null && hasScratchCode(lot, label);
  const view = {
    label,
    form: label && { ...formsOf(address, told, words), hasCode },
    passport: labelPathOf(lot, label),
    voidReason,
    notice: notice && words.told(notice),
    withdrawal: label?.withdrawal && presentWithdrawal(label.withdrawal, words),
    product: presentProduct(product, provenance.producer, words, day),
    lot: presentLot(provenance, words, day),
    figures: presentFigures(provenance, words),
    checked: presentChecked(provenance, label, words),
    report: reportOf(address),
    preview: previewOf(subject, words),
  };
  const isLogged = provenance.events.every(({ _id }) => provenance.positions.has(_id));
  return { view, data: productData(subject, words), provenance, isForAll: isLogged && !hasCode };
}

/** The producer's words for whoever scans a label that the event made void; the reason itself stays private. */
async function publicReasonOf(eventID: string): Promise<string | null> {
  const stored = await Events.findById(eventID).lean();
  return stored?.event['nguon:labels']?.publicReason ?? null;
}

/** What the pages of two labels of a lot differ in beyond the texts that are filled in. */
export function variantOf(seen: Seen & { label: GenuineLabel }, writing: string): string {
  const { lot, label, day } = seen;
  const { voidedBy } = fateOf(lot, label) ?? {};
  const key = keyOf(label, lot);
  return JSON.stringify([writing, verdictOf(seen), day, label.kid, key, label.withdrawal, voidedBy]);
}

/**
 * Keeps the page for the other labels of the lot, as a stranger sees it.
 * @param scans of the label itself @param since see `markOfChanges`
 */
export async function keepForOthers(
  res: Response,
  shown: Shown & { label: GenuineLabel },
  { page, scans, since }: { page: LotPage; scans: Fact; since: number },
): Promise<void> {
  const words = res.locals as Express.Locals;
  const { writing } = words;
  const { lot, label } = shown;
  const variant = variantOf(shown, writing);
  if (isKept(lot, variant)) return; // by one of many who asked at once
  const { provenance, view, data } = page;
  const marked = {
    ...view,
    verdict: verdictOf(shown),
    suspicions: [],
    form: { ...formsOf(marks.address, {}, words), hasCode: false },
    passport: labelPathOf(lot, { serial: marks.serial }),
    checked: presentChecked(provenance, label, { ...words, format: inMarks(words.format) }),
    report: marks.report,
    scans: [{ ...scans, value: marks.scans, note: marks.scansNote }],
    languages: languageLinks(label.kid === null ? '' : `s=${marks.seal}`, writing),
  };
  const html = await makePage(res, 'public/lot', marked, data);
  const cut = html.includes(label.serial) ? null : cutPage(html); // no page of one label is shown as another's
  if (cut) keepPage(lot, { variant, page: cut, since });
}

function inMarks(format: Express.Locals['format']): Express.Locals['format'] {
  return { ...format, serial: () => marks.serialInGroups };
}
