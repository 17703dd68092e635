/** What a label's link opens: the page of a unit, a lot or a product. Read by anyone, without a script. */
import { Router, type Request, type Response } from 'express';
import { parseLabelLink, type LabelLink } from '../epcis/digital-link.js';
import { bindingOf, findBlanks, issueOf, voidOf } from '../labels/blank.service.js';
import { findLabelIndex } from '../labels/label.service.js';
import { findGenuineBlank, findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { today } from '../lots/lot-table.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { findOrganization } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { look } from '../scans/look.service.js';
import { suspicionsFor } from '../scans/alert-view.js';
import { previewOf, productData } from './about-page.js';
import { type Told } from './forms.js';
import { type Before } from './known-label.js';
import { keepForOthers, lotPage, verdictOf } from './lot-page.js';
import { markOfChanges } from './page-cache.js';
import { reportOf, sendPage, sendRefused } from './page.js';
import { readPlainLook } from './plain-look.js';
import { presentCertificates, presentProduct, presentScans } from './present.js';
import { findRecorded } from './target.js';
import { lookAtBlank, lookInVain, unitOf } from './unit.js';
import { type Verdict } from './verdict.js';
import { isScan, seenBy } from './visit.js';

export const publicRoutes = Router();

publicRoutes.get(/^\/(01|p)\//i, async (req, res) => {
  const since = markOfChanges();
  const link = parseLabelLink(req.originalUrl);
  const { product, lot } = await findRecorded(link);
  if (!product) return sendRefused(res, 'unknown');
  if (link.serial !== undefined) return showUnit(req, res, { product, lot, link, since });
  if (!lot) return showProduct(res, product, link.lot);
  return showLot(req, res, { product, lot, label: null }, { since });
});

async function showUnit(
  req: Request,
  res: Response,
  { product, lot, link, since }: { product: Product; lot: Lot | null; link: LabelLink; since: number },
): Promise<void> {
  if (!link.lot && (await showBlank(req, res, product, link))) return;
  const label = lot && (await findGenuineLabel(lot, link.serial ?? '', link.seals));
  if (lot && label) return showLot(req, res, { product, lot, label }, { since });
  if (isScan(req)) await lookInVain(lot, link, seenBy(req), req.actor);
  sendRefused(res, 'not-genuine');
}

/** A label that was printed before there was a lot: the page of its lot, or that it is not in use yet. */
async function showBlank(req: Request, res: Response, product: Product, link: LabelLink): Promise<boolean> {
  const blanks = await findBlanks(product.key);
  const blank = blanks && (await findGenuineBlank(blanks, link.serial ?? '', link.seals));
  if (!blank) return false;
  const lotPath = bindingOf(blanks, blank.index);
  const lot = lotPath && (await Lots.findById(lotPath).lean());
  const index = lot ? findLabelIndex(lot, blank.serial) : null;
  if (lot && index !== null) {
    await showLot(req, res, { product, lot, label: { ...blank, index } });
    return true;
  }
  const voided = voidOf(blanks, blank.index);
  const verdict = blank.withdrawal ? 'key-withdrawn' : voided ? 'void' : 'unused';
  // Who is signed in tries his own.
  const seen = { serial: blank.serial, issuedAt: issueOf(blanks, blank.index)?.at, verdict } as const;
  if (isScan(req) && !req.actor) await lookAtBlank(product, seen, seenBy(req));
  await showProduct(res, product, undefined, { verdict, voidReason: voided?.publicReason });
  return true;
}

/**
 * @param label null for a link without a serial, which says nothing of a package
 * @param since see `markOfChanges`; without, the page is for this reader only
 */
export async function showLot(
  req: Request,
  res: Response,
  { product, lot, label }: { product: Product; lot: Lot; label: GenuineLabel | null },
  { told, since }: { told?: Told; since?: number } = {},
): Promise<void> {
  const words = res.locals as Express.Locals & Before;
  const shown = { product, lot, label, day: today(new Date()) };
  const verdict = verdictOf(shown);
  const looked = () => look({ ...unitOf(lot, label, req.actor), verdict }, isScan(req) ? seenBy(req) : null);
  const [page, { facts, alerts }] = await Promise.all([
    lotPage(shown, words, { address: req.originalUrl, told }),
    words.looked ?? looked(), // a scan that was recorded for a ready page is not recorded again
  ]);
  const scans = label ? presentScans(facts, words) : [];
  const [only] = scans;
  const isForAll = since !== undefined && page.isForAll && alerts.length === 0 && readPlainLook(req);
  if (label && only && isForAll) await keepForOthers(res, { ...shown, label }, { page, scans: only, since });
  const { sentences, isGrave } = suspicionsFor(alerts, words);
  const judged = { verdict: verdict === 'genuine' && isGrave ? 'look-again' : verdict, suspicions: sentences };
  await sendPage(res, 'public/lot', { ...page.view, ...judged, scans }, { data: page.data, scans: facts.count });
}

/** The product's page; `unknownLot` is the code of a lot that was asked for and is not recorded. */
async function showProduct(
  res: Response,
  product: Product,
  unknownLot: string | undefined,
  blank: { verdict?: Verdict; voidReason?: string } = {},
): Promise<void> {
  const words = res.locals as Express.Locals;
  const [producer, certificates] = await Promise.all([
    findOrganization(product.organization),
    certificatesForProduct(product),
  ]);
  const subject = { product, producer, certificates, lot: null, today: today(new Date()) };
  const model = {
    unknownLot,
    ...blank,
    product: presentProduct(product, producer, words, today(new Date())),
    certificates: presentCertificates(certificates, words, today(new Date())),
    report: reportOf(res.req.originalUrl),
    preview: previewOf(subject, words),
  };
  await sendPage(res, 'public/product', model, { data: productData(subject, words) });
}
