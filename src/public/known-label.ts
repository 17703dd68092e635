/**
 * Answers a scan of a label whose lot's page is ready: everything of the seal is checked and the scan is on disk before
 * the answer, as on the long way that all other requests take. It stands before the application, for most of what a scan
 * costs there is not the scan.
 */
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { type NextFunction, type Request, type Response } from 'express';
import { config } from '../config.js';
import { localDay } from '../epcis/time.js';
import { writings, type Writing } from '../http/i18n.js';
import { wordsOf } from '../http/page.js';
import { addressOf } from '../http/request.js';
import { securityHeaders } from '../http/security.js';
import { hasScratchCode } from '../labels/scratch.service.js';
import { findGenuineLabel, type GenuineLabel } from '../labels/verify.js';
import { look, type Judged } from '../scans/look.service.js';
import { fillPage, fillZipped, type CutPage, type Gap } from './cut-page.js';
import { linkToLinkset, openHeaders } from './label-headers.js';
import { variantOf, verdictOf } from './lot-page.js';
import { findKnownLot, type KnownLot } from './page-cache.js';
import { reportOf, weakTag } from './page.js';
import { readPlainLook, type PlainLook } from './plain-look.js';
import { presentScans } from './present.js';
import { unitOf } from './unit.js';

interface Known {
  seen: PlainLook;
  ready: KnownLot;
  label: GenuineLabel;
}

/** What came of a scan before the application is asked: its `res.locals` begin so. */
export interface Before {
  /** The scan is recorded: not again. */
  looked?: Judged;
  /** It could not be: to be told on a page. */
  failure?: unknown;
}

/** Middleware, behind what a page needs. */
export function tellFailure(_req: Request, res: Response, next: NextFunction): void {
  next((res.locals as Before).failure);
}

/** Leaves to the application what is not ready, or is no longer once the scan is stored. */
export function labelsFirst(app: RequestListener): RequestListener {
  return (req, res) => {
    const seen = readPlainLook(req);
    if (!seen) return app(req, res);
    const leave = (locals: Before) => app(req, Object.assign(res, { locals }));
    answer(req, res, seen).then(
      (left) => left && leave(left),
      (failure: unknown) => leave({ failure }),
    );
  };
}

/** @returns null when it is answered */
async function answer(req: IncomingMessage, res: ServerResponse, seen: PlainLook): Promise<Before | null> {
  const ready = await findKnownLot(seen.lotPath);
  const label = ready && (await findGenuineLabel(ready.lot, seen.serial, seen.seals));
  if (!label) return {};
  const now = new Date();
  const { lot, pages, times } = ready;
  const shown = { lot, label, day: localDay(now, config.utcOffset) };
  const page = pages.get(variantOf(shown, seen.writing));
  if (!page || hasScratchCode(lot, label)) return {};
  const unit = unitOf(lot, label, null, times);
  const looked = await look({ ...unit, verdict: verdictOf(shown) }, { address: addressOf(req), now });
  const isOld = (await findKnownLot(lot._id)) !== ready;
  if (looked.alerts.length > 0 || isOld) return { looked };
  send(req, res, { seen, ready, label }, { page, looked });
  return null;
}

interface Made {
  page: CutPage;
  looked: Judged;
}

function send(req: IncomingMessage, res: ServerResponse, known: Known, { page, looked }: Made): void {
  const texts = textsOf(known, looked, req.url ?? '');
  const { 'if-none-match': kept, 'accept-encoding': encodings } = req.headers;
  const tag = weakTag([page.hash, texts.seal, texts.address], looked.facts.count);
  const headers = { ...fixedHeaders, ...headersOf(known), ETag: tag };
  if (kept?.includes(tag)) return void res.writeHead(304, headers).end();
  if (encodings === undefined) return void sendBody(res, headers, fillPage(page, texts));
  const varied = { ...headers, Vary: `${headers.Vary}, Accept-Encoding` };
  if (!/(^|,) *gzip *(,|$)/.test(encodings)) return void sendBody(res, varied, fillPage(page, texts));
  sendBody(res, { ...varied, 'Content-Encoding': 'gzip' }, fillZipped(page, texts));
}

function sendBody(res: ServerResponse, headers: Record<string, string>, body: Buffer): void {
  res.writeHead(200, { ...headers, 'Content-Type': 'text/html; charset=utf-8', 'Content-Length': body.length });
  res.end(body);
}

function textsOf({ seen, label }: Known, looked: Judged, address: string): Record<Gap, string> {
  const { format } = words[seen.writing];
  const [scans] = presentScans(looked.facts, words[seen.writing]);
  return {
    serial: label.serial,
    serialInGroups: format.serial(label.serial),
    seal: seen.seals[0] ?? '',
    address,
    report: reportOf(address),
    scans: scans?.value ?? '',
    scansNote: scans?.note ?? '',
  };
}

const fixedHeaders = {
  ...Object.fromEntries(securityHeaders),
  ...openHeaders,
  'Cache-Control': 'private, no-cache',
  'Server-Timing': 'ready',
};

function headersOf({ seen, ready }: Known) {
  return {
    Link: linkToLinkset(`${ready.lot._id}/21/${seen.serial}`),
    'Content-Language': seen.writing,
    Vary: 'Accept-Language, Accept',
  };
}

const words = Object.fromEntries(writings.map((writing) => [writing, wordsOf(writing)])) as Record<
  Writing,
  ReturnType<typeof wordsOf>
>;
