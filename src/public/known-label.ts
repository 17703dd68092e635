/**
 * Answers a scan of a label whose lot's page is ready: everything of the seal is checked and the scan is on disk before
 * the answer, as on the long way that all other requests take.
 */
import { type NextFunction, type Request, type Response } from 'express';
import { config } from '../config.js';
import { localDay } from '../epcis/time.js';
import { writings, type Writing } from '../http/i18n.js';
import { pageLocals, wordsOf } from '../http/page.js';
import { hasScratchCode } from '../labels/scratch.service.js';
import { findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { look } from '../scans/look.service.js';
import { fillPage } from './cut-page.js';
import { linkToLinkset, openHeaders } from './label-headers.js';
import { variantOf, verdictOf } from './lot-page.js';
import { findKnownLot, type KnownLot } from './page-cache.js';
import { reportOf, sendMade } from './page.js';
import { readPlainLook, type PlainLook } from './plain-look.js';
import { presentScans } from './present.js';
import { unitOf } from './unit.js';

interface Known {
  seen: PlainLook;
  ready: KnownLot;
  label: GenuineLabel;
}

/** Middleware; leaves the request to the routes when the page is not ready, or is no longer once the scan is stored. */
export async function answerKnownLabel(req: Request, res: Response, next: NextFunction): Promise<void> {
  const seen = readPlainLook(req);
  const ready = seen && findKnownLot(seen.lotPath);
  if (!ready) return next();
  try {
    const label = await findGenuineLabel(ready.lot, seen.serial, seen.seals);
    if (!label) return next();
    if (!(await answer(req, res, { seen, ready, label }))) next();
  } catch (error) {
    req.cookies = {};
    pageLocals(req, res, () => next(error)); // for the page that tells it
  }
}

async function answer(req: Request, res: Response, { seen, ready, label }: Known): Promise<boolean> {
  const now = new Date();
  const { lot, pages, times } = ready;
  const { serial } = label;
  const shown = { lot, label, day: localDay(now, config.utcOffset) };
  const page = pages.get(variantOf(shown, seen.writing));
  if (!page || hasScratchCode(lot, label)) return false;
  const unit = unitOf(lot, label, null, times);
  const looked = await look({ ...unit, verdict: verdictOf(shown) }, { address: req.ip ?? '', now });
  res.locals.looked = looked; // the long way does not record it again
  const [scans, ...more] = presentScans(looked.facts, words[seen.writing]);
  const isOld = findKnownLot(lot._id) !== ready;
  if (!scans || more.length > 0 || looked.alerts.length > 0 || isOld) return false;
  const body = fillPage(page, {
    serial,
    serialInGroups: words[seen.writing].format.serial(serial),
    seal: seen.seals[0] ?? '',
    address: req.originalUrl,
    report: reportOf(req.originalUrl),
    scans: scans.value,
    scansNote: scans.note ?? '',
  });
  res.set({
    ...openHeaders,
    Link: linkToLinkset(`${lot._id}/21/${seen.serial}`),
    'Content-Language': seen.writing,
    Vary: 'Accept-Language, Accept',
    'Server-Timing': 'ready',
  });
  sendMade(res, body, looked.facts.count);
  return true;
}

const words = Object.fromEntries(writings.map((writing) => [writing, wordsOf(writing)])) as Record<
  Writing,
  ReturnType<typeof wordsOf>
>;
