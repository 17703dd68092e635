/** What a label's link opens: the page of a unit, a lot or a product. Read by anyone, without a script. */
import { Router, type Request, type Response } from 'express';
import { keys } from '../auth/keys.js';
import { config } from '../config.js';
import { parseLabelLink, type LabelLink } from '../epcis/digital-link.js';
import { lotPath } from '../epcis/identifiers.js';
import { localDay } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { findGenuineLabel } from '../labels/verify.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { findOrganization } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { findProductByKey } from '../registry/product.service.js';
import { recordScan, scanFacts } from '../scans/scan.service.js';
import { presentLot, presentProduct, presentScans } from './present.js';
import { provenanceOf } from './provenance.js';
import { verdictOn, type Verdict } from './verdict.js';

export const publicRoutes = Router();

publicRoutes.get('/.well-known/jwks.json', (_req, res) => {
  res.set('Cache-Control', 'public, max-age=3600').set('Access-Control-Allow-Origin', '*').json(keys().jwks());
});

publicRoutes.get(/^\/(01|p)\//, async (req, res) => {
  const link = parseLabelLink(req.originalUrl);
  const product = await findProductByKey(link.productKey);
  if (!product) throw new DomainError('not-found');
  if (!link.lot) return showProduct(res, product, null);
  const lot = await Lots.findById(lotPath(link.productKey, link.lot)).lean();
  if (link.serial) return showUnit(req, res, { product, lot, link });
  if (!lot) return showProduct(res, product, link.lot);
  return showLot(req, res, { product, lot, label: null });
});

/** A wrong seal, or one on a lot that was never recorded: the page says so and tells nothing of the lot. */
async function showUnit(
  req: Request,
  res: Response,
  { product, lot, link }: { product: Product; lot: Lot | null; link: LabelLink },
): Promise<void> {
  const label = lot && link.serial ? findGenuineLabel(lot, link.serial, sealsOf(req)) : null;
  const path = `${link.productKey}/10/${encodeURIComponent(link.lot ?? '')}`;
  if (lot && label) return showLot(req, res, { product, lot, label });
  await recordScan({ label: `${path}/21/?`, lot: path, verdict: 'not-genuine' }, seenBy(req));
  res.status(404).render('public/not-genuine');
}

async function showLot(
  req: Request,
  res: Response,
  { product, lot, label }: { product: Product; lot: Lot; label: { serial: string } | null },
): Promise<void> {
  const words = res.locals as Express.Locals;
  const today = localDay(new Date(), config.utcOffset);
  const verdict: Verdict = verdictOn(lot, label !== null, today);
  const path = label ? `${lot._id}/21/${label.serial}` : lot._id;
  await recordScan({ label: path, lot: lot._id, verdict }, seenBy(req));
  const [provenance, scans] = await Promise.all([provenanceOf(lot, product), scanFacts(path)]);
  res.set('Cache-Control', 'no-store').render('public/lot', {
    verdict,
    serial: label?.serial ?? null,
    product: presentProduct(product, provenance.producer, words, today),
    lot: presentLot(provenance, words, today),
    scans: label ? presentScans(scans, words) : null,
    keyId: keys().label.active().kid,
  });
}

/** The product's page; `unknownLot` is the code of a lot that was asked for and is not recorded. */
async function showProduct(res: Response, product: Product, unknownLot: string | null): Promise<void> {
  const words = res.locals as Express.Locals;
  const today = localDay(new Date(), config.utcOffset);
  const producer = await findOrganization(product.organization);
  res.render('public/product', { unknownLot, product: presentProduct(product, producer, words, today) });
}

function sealsOf(req: Request): string[] {
  return new URL(req.originalUrl, config.publicUrl).searchParams.getAll('s');
}

function seenBy(req: Request): { address: string; now: Date } {
  return { address: req.ip ?? '', now: new Date() };
}
