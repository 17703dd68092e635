/** What the label of a gift set or a case opens. Read by anyone, without a script. */
import { Router, type Request, type Response } from 'express';
import { config } from '../config.js';
import { localDay } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { wantsJson } from '../http/problem.js';
import { recordScan, scanFacts } from '../scans/scan.service.js';
import { parseSetLink, proofOf } from '../sets/code.js';
import { findSet } from '../sets/set.service.js';
import { presentScans, presentWithdrawal } from './present.js';
import { bandOfSet, partsOf, presentSetPage, verdictOnSet } from './set-page.js';

export const publicSetRoutes = Router();

publicSetRoutes.get(/^\/(00|c)\//i, async (req, res) => {
  res.set('Cache-Control', 'no-store'); // a recall of a part shows at once
  const { path, seals } = parseSetLink(req.originalUrl);
  const set = await findSet(path);
  const proof = set && proofOf(set, seals);
  if (!set || !proof) return refuse(req, res, path);
  const words = res.locals as Express.Locals;
  const today = localDay(new Date(), config.utcOffset);
  const parts = await partsOf(set, today);
  const states = parts.map(({ state }) => state);
  const verdict = verdictOnSet(set, states, proof);
  if (isScan(req)) await recordScan({ label: path, lot: path, verdict }, seenBy(req));
  const [page, scans] = await Promise.all([presentSetPage({ set, parts, proof }, words, today), scanFacts(path)]);
  const withdrawn = proof.withdrawal && { sentence: presentWithdrawal(proof.withdrawal, words) };
  res.render('public/set', {
    ...page,
    band: { ...bandOfSet(set, parts, verdict, words), ...(verdict === 'key-withdrawn' && withdrawn) },
    scans: proof.by === 'none' ? [] : presentScans(scans, words),
  });
});

/** An SSCC that nobody recorded is no forgery yet; a code of ours, or a signature, that is wrong is one. */
async function refuse(req: Request, res: Response, path: string): Promise<void> {
  const verdict = path.startsWith('00/') && !req.originalUrl.includes('?s=') ? 'unknown' : 'not-genuine';
  if (isScan(req)) await recordScan({ label: path, lot: path, verdict }, seenBy(req));
  if (wantsJson(req)) throw new DomainError('not-found');
  res.status(404).render('public/refused', { verdict });
}

/** As on the pages of lots: no look of a person is a HEAD, a page fetched ahead, or the same one in another language. */
function isScan(req: Request): boolean {
  const isSwitch = req.query.lang !== undefined && req.get('Sec-Fetch-Site') === 'same-origin';
  return req.method === 'GET' && !isSwitch && !/prefetch/.test(req.get('Sec-Purpose') ?? '');
}

function seenBy(req: Request): { address: string; now: Date } {
  return { address: req.ip ?? '', now: new Date() };
}
