/**
 * Answers a scan of a label whose lot's page is ready: everything of the seal is checked and the scan is on disk before
 * the answer, as on the long way that all other requests take.
 */
import { type NextFunction, type Request, type Response } from 'express';
import { config } from '../config.js';
import { localDay } from '../epcis/time.js';
import { formatFor } from '../http/format.js';
import { locales, translator, type Locale } from '../http/i18n.js';
import { pageLocals } from '../http/page.js';
import { findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { recordScan } from '../scans/scan.service.js';
import { fillPage } from './cut-page.js';
import { linkToLinkset, openHeaders } from './label-headers.js';
import { variantOf, verdictOf } from './lot-page.js';
import { findKnownLot, type KnownLot } from './page-cache.js';
import { readPlainLook, type PlainLook } from './plain-look.js';
import { presentScans } from './present.js';

interface Known {
  look: PlainLook;
  ready: KnownLot;
  label: GenuineLabel;
}

/** Middleware; leaves the request to the routes when the page is not ready, or is no longer once the scan is stored. */
export async function answerKnownLabel(req: Request, res: Response, next: NextFunction): Promise<void> {
  const look = readPlainLook(req);
  const ready = look && findKnownLot(look.lotPath);
  const label = ready && findGenuineLabel(ready.lot, look.serial, look.seals);
  if (!label) return next();
  try {
    if (!(await answer(req, res, { look, ready, label }))) next();
  } catch (error) {
    req.cookies = {};
    pageLocals(req, res, () => next(error)); // for the page that tells it
  }
}

async function answer(req: Request, res: Response, { look, ready, label }: Known): Promise<boolean> {
  const now = new Date();
  const shown = { lot: ready.lot, label, day: localDay(now, config.utcOffset) };
  const page = ready.pages.get(variantOf(shown, look.lang));
  if (!page) return false;
  const path = `${ready.lot._id}/21/${label.serial}`;
  const scan = { label: path, lot: ready.lot._id, verdict: verdictOf(shown) };
  const { facts } = await recordScan(scan, { address: req.ip ?? '', now });
  const [scans, ...more] = presentScans(facts, words[look.lang]);
  res.locals.recorded = facts; // the long way does not count it again
  if (!scans || more.length > 0 || findKnownLot(ready.lot._id) !== ready) return false;
  const body = fillPage(page, {
    serial: label.serial,
    serialInGroups: words[look.lang].format.serial(label.serial),
    seal: look.seals[0] ?? '',
    kid: label.kid ?? '',
    scans: scans.value,
    scansNote: scans.note ?? '',
  });
  res.writeHead(200, {
    ...openHeaders,
    Link: linkToLinkset(`${ready.lot._id}/21/${look.serial}`),
    'Content-Language': look.lang,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Length': body.length,
    Vary: 'Accept-Language, Accept',
  });
  res.end(body);
  return true;
}

const words = Object.fromEntries(
  locales.map((lang) => [lang, { lang, t: translator(lang), format: formatFor(lang) }]),
) as Record<Locale, Pick<Express.Locals, 'lang' | 't' | 'format'>>;
