/** What a label's link opens: the page of a unit, a lot or a product. Read by anyone, without a script. */
import { Router, type Request, type Response } from 'express';
import { config } from '../config.js';
import { parseLabelLink, type LabelLink } from '../epcis/digital-link.js';
import { lotPath } from '../epcis/identifiers.js';
import { localDay } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { Events } from '../events/event.model.js';
import { wantsJson } from '../http/problem.js';
import { bindingOf, findBlanks } from '../labels/blank.service.js';
import { findLabelIndex } from '../labels/label.service.js';
import { findGenuineBlank, findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { partsOf } from '../lots/label-life.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { findOrganization } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { recordScan, scanFacts } from '../scans/scan.service.js';
import { presentCertificates, presentLot, presentProduct, presentScans, presentWithdrawal } from './present.js';
import { provenanceOf } from './provenance.js';
import { findRecorded } from './target.js';
import { verdictOn, type Verdict } from './verdict.js';

export const publicRoutes = Router();

publicRoutes.get(/^\/(01|p)\//i, async (req, res) => {
  res.set('Cache-Control', 'no-store'); // a recall shows at once
  const link = parseLabelLink(req.originalUrl);
  const { product, lot } = await findRecorded(link);
  if (!product) return refuse(res, 'unknown');
  if (link.serial !== undefined) return showUnit(req, res, { product, lot, link });
  if (!lot) return showProduct(res, product, link.lot);
  return showLot(req, res, { product, lot, label: null });
});

async function showUnit(
  req: Request,
  res: Response,
  { product, lot, link }: { product: Product; lot: Lot | null; link: LabelLink },
): Promise<void> {
  if (!link.lot && (await showBlank(req, res, product, link))) return;
  const label = lot && findGenuineLabel(lot, link.serial ?? '', link.seals);
  if (lot && label) return showLot(req, res, { product, lot, label });
  const path = link.lot ? lotPath(link.productKey, link.lot) : link.productKey;
  if (isScan(req)) await recordScan({ label: `${path}/21/?`, lot: path, verdict: 'not-genuine' }, seenBy(req));
  refuse(res, 'not-genuine');
}

/** A label that was printed before there was a lot: the page of its lot, or that it is not in use yet. */
async function showBlank(req: Request, res: Response, product: Product, link: LabelLink): Promise<boolean> {
  const blanks = await findBlanks(product.key);
  const blank = blanks && findGenuineBlank(blanks, link.serial ?? '', link.seals);
  if (!blank) return false;
  const lotPath = bindingOf(blanks, blank.index);
  const lot = lotPath && (await Lots.findById(lotPath).lean());
  const index = lot ? findLabelIndex(lot, blank.serial) : null;
  if (lot && index !== null) {
    await showLot(req, res, { product, lot, label: { ...blank, index } });
    return true;
  }
  const path = `${product.key}/21/${blank.serial}`;
  const verdict = blank.withdrawal ? 'key-withdrawn' : 'unused';
  if (isScan(req)) await recordScan({ label: path, lot: product.key, verdict }, seenBy(req));
  await showProduct(res, product, undefined, verdict);
  return true;
}

/** A code that is none of ours, or a seal that is wrong: the page says what to do, and nothing of product or lot. */
function refuse(res: Response, verdict: Verdict): void {
  if (wantsJson(res.req)) throw new DomainError('not-found');
  res.status(404).render('public/refused', { verdict });
}

/** @param label null for a link without a serial, which says nothing of a package */
async function showLot(
  req: Request,
  res: Response,
  { product, lot, label }: { product: Product; lot: Lot; label: GenuineLabel | null },
): Promise<void> {
  const words = res.locals as Express.Locals;
  const day = today();
  const part = label ? partsOf(lot.labels, { from: label.index, count: 1 })[0] : undefined;
  const verdict = verdictOn(lot, label && { ...label, state: part?.state ?? 'issued' }, day);
  const path = label ? `${lot._id}/21/${label.serial}` : lot._id;
  const looked = async () => {
    if (isScan(req)) await recordScan({ label: path, lot: lot._id, verdict }, seenBy(req));
    return scanFacts(path);
  };
  const [provenance, scans, voidReason] = await Promise.all([
    provenanceOf(lot, product),
    looked(),
    part?.voidedBy ? publicReasonOf(part.voidedBy) : null,
  ]);
  res.render('public/lot', {
    verdict,
    label,
    voidReason,
    withdrawal: label?.withdrawal && presentWithdrawal(label.withdrawal, words),
    product: presentProduct(product, provenance.producer, words, day),
    lot: presentLot(provenance, words, day),
    scans: label ? presentScans(scans, words) : [],
  });
}

/** The producer's words for whoever scans a label that the event made void; the reason itself stays private. */
async function publicReasonOf(eventID: string): Promise<string | null> {
  const stored = await Events.findById(eventID).lean();
  return stored?.event['nguon:labels']?.publicReason ?? null;
}

/** The product's page; `unknownLot` is the code of a lot that was asked for and is not recorded. */
async function showProduct(
  res: Response,
  product: Product,
  unknownLot: string | undefined,
  verdict?: Verdict,
): Promise<void> {
  const words = res.locals as Express.Locals;
  const [producer, certificates] = await Promise.all([
    findOrganization(product.organization),
    certificatesForProduct(product),
  ]);
  res.render('public/product', {
    unknownLot,
    verdict,
    product: presentProduct(product, producer, words, today()),
    certificates: presentCertificates(certificates, words, today()),
  });
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
