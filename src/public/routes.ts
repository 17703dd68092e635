/** What a label's link opens: the page of a unit, a lot or a product. Read by anyone, without a script. */
import { Router, type Request, type Response } from 'express';
import { config } from '../config.js';
import { parseLabelLink, type LabelLink } from '../epcis/digital-link.js';
import { lotPath } from '../epcis/identifiers.js';
import { localDay } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { wantsJson } from '../http/problem.js';
import { findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { isWithdrawn } from '../lots/balance.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { findOrganization } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { findProductByKey } from '../registry/product.service.js';
import { recordScan, scanFacts, type ScanFacts } from '../scans/scan.service.js';
import { keepForOthers, lotPage } from './lot-page.js';
import { markOfChanges } from './page-cache.js';
import { readPlainLook } from './plain-look.js';
import { presentProduct, presentScans } from './present.js';
import { verdictOn, type Verdict } from './verdict.js';

export const publicRoutes = Router();

publicRoutes.get(/^\/(01|p)\//i, async (req, res) => {
  res.set('Cache-Control', 'no-store'); // a recall shows at once
  const since = markOfChanges();
  const link = parseLabelLink(req.originalUrl);
  const path = link.lot && lotPath(link.productKey, link.lot);
  const [product, found] = await Promise.all([
    findProductByKey(link.productKey),
    path ? Lots.findById(path).lean() : null,
  ]);
  const lot = found && !isWithdrawn(found) ? found : null;
  if (!product) return refuse(res, 'unknown');
  if (link.serial !== undefined) return showUnit(req, res, { product, lot, link, since });
  if (!lot) return showProduct(res, product, link.lot);
  return showLot(req, res, { product, lot, label: null, since });
});

async function showUnit(
  req: Request,
  res: Response,
  { product, lot, link, since }: { product: Product; lot: Lot | null; link: LabelLink; since: number },
): Promise<void> {
  const label = lot && findGenuineLabel(lot, link.serial ?? '', link.seals);
  if (lot && label) return showLot(req, res, { product, lot, label, since });
  const path = link.lot ? lotPath(link.productKey, link.lot) : link.productKey;
  if (isScan(req)) await recordScan({ label: `${path}/21/?`, lot: path, verdict: 'not-genuine' }, seenBy(req));
  refuse(res, 'not-genuine');
}

/** A code that is none of ours, or a seal that is wrong: the page says what to do, and nothing of product or lot. */
function refuse(res: Response, verdict: Verdict): void {
  if (wantsJson(res.req)) throw new DomainError('not-found');
  res.status(404).render('public/refused', { verdict });
}

/** @param label null for a link without a serial @param since see `markOfChanges` */
async function showLot(
  req: Request,
  res: Response,
  { product, lot, label, since }: { product: Product; lot: Lot; label: GenuineLabel | null; since: number },
): Promise<void> {
  const words = res.locals as Express.Locals & { recorded?: ScanFacts };
  const shown = { product, lot, label, day: today() };
  const path = label ? `${lot._id}/21/${label.serial}` : lot._id;
  const verdict = verdictOn(lot, label, shown.day);
  const looked = () => {
    if (words.recorded) return words.recorded;
    if (!isScan(req)) return scanFacts(path);
    return recordScan({ label: path, lot: lot._id, verdict }, seenBy(req));
  };
  const [{ view, isSettled }, facts] = await Promise.all([lotPage(shown, words), looked()]);
  const scans = label ? presentScans(facts, words) : [];
  const [only] = scans;
  if (label && only && isSettled && readPlainLook(req)) {
    keepForOthers(res, { ...shown, label }, { view, scans: only, since });
  }
  res.render('public/lot', { ...view, scans });
}

/** The product's page; `unknownLot` is the code of a lot that was asked for and is not recorded. */
async function showProduct(res: Response, product: Product, unknownLot: string | undefined): Promise<void> {
  const words = res.locals as Express.Locals;
  const producer = await findOrganization(product.organization);
  res.render('public/product', { unknownLot, product: presentProduct(product, producer, words, today()) });
}

/** A look of a person. A program's HEAD is none, nor is a page that a browser fetches ahead or in another language. */
function isScan(req: Request): boolean {
  const isSwitch = req.query.lang !== undefined && req.get('Sec-Fetch-Site') === 'same-origin';
  return req.method === 'GET' && !isSwitch && !/prefetch/.test(req.get('Sec-Purpose') ?? '');
}

function seenBy(req: Request): { address: string; now: Date } {
  return { address: req.ip ?? '', now: new Date() };
}

function today(): string {
  return localDay(new Date(), config.utcOffset);
}
