/** What the label of a gift set or a case opens. Read by anyone, without a script. */
import { Router, type Request, type Response } from 'express';
import { today } from '../lots/lot-table.js';
import { suspicionsFor } from '../scans/alert-view.js';
import { look } from '../scans/look.service.js';
import { recordUntold } from '../scans/scan.service.js';
import { parseSetLink, proofOf } from '../sets/code.js';
import { findSet } from '../sets/set.service.js';
import { levelOfSet } from './linkset.js';
import { reportOf, sendPage, sendRefused } from './page.js';
import { presentScans, presentWithdrawal } from './present.js';
import { openToAll, sendLinks, typeAskedFor } from './resolver.routes.js';
import { bandOfSet, partsOf, presentSetPage, verdictOnSet } from './set-page.js';
import { isScan, seenBy } from './visit.js';

export const publicSetRoutes = Router();

publicSetRoutes.get(/^\/(00|c)\//i, openToAll, async (req, res) => {
  const { path, seals } = parseSetLink(req.originalUrl);
  const [, query = ''] = req.originalUrl.split('?');
  const type = typeAskedFor(req, res, { path, parameters: [...new URLSearchParams(query)] });
  const set = await findSet(path);
  const proof = set && (await proofOf(set, seals));
  if (!set || !proof) return refuse(req, res, path);
  if (type !== null) return sendLinks(req, res, { levels: [levelOfSet(path)], type });
  const words = res.locals as Express.Locals;
  const day = today(new Date());
  const parts = await partsOf(set, day);
  const states = parts.map(({ state }) => state);
  const verdict = verdictOnSet(set, states, proof);
  // a number without a seal is on every pallet note and accuses nobody; nor does whoever is signed in
  const life = proof.by === 'none' || req.actor ? null : () => Promise.resolve({});
  const [page, { facts, alerts }] = await Promise.all([
    presentSetPage({ set, parts, proof }, words, day),
    look({ label: path, lot: { ...set, _id: path }, verdict, life }, isScan(req) ? seenBy(req) : null),
  ]);
  const { sentences, isGrave } = suspicionsFor(alerts, words);
  const withdrawn = proof.withdrawal && { sentence: presentWithdrawal(proof.withdrawal, words) };
  const model = {
    ...page,
    band:
      verdict === 'genuine' && isGrave
        ? { verdict: 'look-again' }
        : { ...bandOfSet(set, parts, verdict, words), ...(verdict === 'key-withdrawn' && withdrawn) },
    suspicions: sentences,
    scans: proof.by === 'none' ? [] : presentScans(facts, words),
    report: reportOf(req.originalUrl),
  };
  await sendPage(res, 'public/set', model, { scans: facts.count });
});

/** An SSCC that nobody recorded is no forgery yet; a code of ours, or a signature, that is wrong is one. */
async function refuse(req: Request, res: Response, path: string): Promise<void> {
  const verdict = path.startsWith('00/') && !req.originalUrl.includes('?s=') ? 'unknown' : 'not-genuine';
  if (isScan(req)) await recordUntold({ label: path, lot: path, verdict }, seenBy(req));
  sendRefused(res, verdict);
}
