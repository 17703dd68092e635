/** What a label's link opens: the page of a unit, a lot or a product. Read by anyone, without a script. */
import { Router, type Request, type Response } from 'express';
import { config } from '../config.js';
import { parseLabelLink, type LabelLink } from '../epcis/digital-link.js';
import { lotPath } from '../epcis/identifiers.js';
import { localDay } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { wantsJson } from '../http/problem.js';
import { hasScratchCode, type ScratchAnswer } from '../labels/scratch.service.js';
import { findGenuineLabel, findUnissued, type GenuineLabel } from '../labels/verify.js';
import { type Lot } from '../lots/lot.model.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { findOrganization } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { suspicionsFor } from '../scans/alert-view.js';
import { look } from '../scans/look.service.js';
import { provinces } from '../scans/provinces.js';
import { recordScan, type SeenBy } from '../scans/scan.service.js';
import { lifeOf } from './life.js';
import { presentCertificates, presentLot, presentProduct, presentScans, presentWithdrawal } from './present.js';
import { provenanceOf } from './provenance.js';
import { findRecorded } from './target.js';
import { verdictOn, type Verdict } from './verdict.js';

export const publicRoutes = Router();

/** What came of what a reader told. */
export interface Told {
  /** The province that was taken down; null where there was no scan to add it to. */
  where?: string | null;
  /** Of the code below the scratch field, as it was typed. */
  scratch?: ScratchAnswer;
  typed?: string;
}

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
  const label = lot && findGenuineLabel(lot, link.serial ?? '', link.seals);
  if (lot && label) return showLot(req, res, { product, lot, label });
  if (isScan(req)) await lookInVain(req, lot, link);
  refuse(res, 'not-genuine');
}

/** A serial that the lot does not have may be an attempt; one that is only wrong is most often mistyped. */
async function lookInVain(req: Request, lot: Lot | null, { productKey, lot: code, serial = '' }: LabelLink) {
  const path = code ? lotPath(productKey, code) : productKey;
  const unissued = lot && findUnissued(lot, serial);
  if (!lot || !unissued) {
    await recordScan({ label: `${path}/21/?`, lot: path, verdict: 'not-genuine' }, seenBy(req));
    return;
  }
  const life = lifeToJudge(req, () => Promise.resolve({ unissued }));
  await look({ label: `${path}/21/?`, lot, verdict: 'not-issued', life }, seenBy(req));
}

/** Whoever is signed in looks because of the work, and is no hint. */
function lifeToJudge<T>(req: Request, life: () => Promise<T>): (() => Promise<T>) | null {
  return req.actor ? null : life;
}

/** A code that is none of ours, or a seal that is wrong: the page says what to do, and nothing of product or lot. */
function refuse(res: Response, verdict: Verdict): void {
  if (wantsJson(res.req)) throw new DomainError('not-found');
  res.status(404).render('public/refused', { verdict });
}

/** @param label null for a link without a serial, which says nothing of a package */
export async function showLot(
  req: Request,
  res: Response,
  { product, lot, label }: { product: Product; lot: Lot; label: GenuineLabel | null },
  told: Told = {},
): Promise<void> {
  const words = res.locals as Express.Locals;
  const day = today();
  const verdict = verdictOn(lot, label, day);
  const [provenance, { facts, alerts }] = await Promise.all([
    provenanceOf(lot, product),
    look({ ...unitOf(req, lot, label), verdict }, isScan(req) ? seenBy(req) : null),
  ]);
  const { sentences, isGrave } = suspicionsFor(alerts, words);
  res.render('public/lot', {
    verdict: verdict === 'genuine' && isGrave ? 'look-again' : verdict,
    suspicions: sentences,
    label,
    form: label && { ...formsOf(req, told, words), hasCode: hasScratchCode(lot, label) },
    withdrawal: label?.withdrawal && presentWithdrawal(label.withdrawal, words),
    product: presentProduct(product, provenance.producer, words, day),
    lot: presentLot(provenance, words, day),
    scans: label ? presentScans(facts, words) : [],
  });
}

/** What a reader may tell the page of a label, and what came of it. */
function formsOf(req: Request, { where, scratch, typed }: Told, { t, format }: Express.Locals) {
  const address = req.originalUrl.replace(/^\/(tell|scratch)(?=\/)/i, '');
  const time = scratch && scratch.result !== 'wrong' ? format.dateTime(scratch.at) : '';
  return {
    tellAddress: `/tell${address}`,
    scratchAddress: `/scratch${address}`,
    provinces: [...provinces].map(([value, { name }]) => ({ value, label: name })),
    where: where === undefined ? undefined : where && provinces.get(where)?.name,
    scratch: scratch && { result: scratch.result, sentence: t(`public.scratch.${scratch.result}`, { time }), typed },
  };
}

/** What scans are recorded under, and what is known of the unit. */
export function unitOf(req: Request, lot: Lot, label: GenuineLabel | null) {
  if (!label) return { label: lot._id, lot, life: null };
  return { label: `${lot._id}/21/${label.serial}`, lot, life: lifeToJudge(req, () => lifeOf(lot, label)) };
}

/** The product's page; `unknownLot` is the code of a lot that was asked for and is not recorded. */
async function showProduct(res: Response, product: Product, unknownLot: string | undefined): Promise<void> {
  const words = res.locals as Express.Locals;
  const [producer, certificates] = await Promise.all([
    findOrganization(product.organization),
    certificatesForProduct(product),
  ]);
  res.render('public/product', {
    unknownLot,
    product: presentProduct(product, producer, words, today()),
    certificates: presentCertificates(certificates, words, today()),
  });
}

/** A look of a person. A program's HEAD is none, nor is a page that a browser fetches ahead or in another language. */
function isScan(req: Request): boolean {
  const isSwitch = req.query.lang !== undefined && req.get('Sec-Fetch-Site') === 'same-origin';
  return req.method === 'GET' && !isSwitch && !/prefetch/.test(req.get('Sec-Purpose') ?? '');
}

export function seenBy(req: Request): SeenBy {
  return { address: req.ip ?? '', now: new Date() };
}

function today(): string {
  return localDay(new Date(), config.utcOffset);
}
