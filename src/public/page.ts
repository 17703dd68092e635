/** Sends a public page: with its data for search engines, and so that a reader who has it need not load it again. */
import { createHash } from 'node:crypto';
import { type Response } from 'express';
import { DomainError } from '../errors.js';
import { wantsJson } from '../http/problem.js';
import { labelAddressOf } from './forms.js';
import { type Verdict } from './verdict.js';

interface Extras {
  /** JSON-LD. */
  data?: object;
  /** Looks at the label so far. */
  scans?: number;
}

export async function sendPage(res: Response, view: string, model: object, { data, scans = 0 }: Extras): Promise<void> {
  sendMade(res, Buffer.from(await makePage(res, view, model, data)), scans);
}

/** The whole page. @param data JSON-LD */
export async function makePage(res: Response, view: string, model: object, data?: object): Promise<string> {
  const html = await new Promise<string>((resolve, reject) => {
    res.render(view, model, (error: Error | null, text: string) => (error ? reject(error) : resolve(text)));
  });
  return data ? html.replace('</head>', () => `${scriptOf(data)}\n</head>`) : html;
}

/**
 * The page changes with verdict, facts, language and program, and its tag with it. Only the figure of looks grows with
 * each one: it counts for the tag when it has doubled, so the tag is a weak one (RFC 9110 section 8.8.1). Each use of
 * the page is asked for again, so that a recall shows at once.
 * @param scans looks at the label so far
 */
export function sendMade(res: Response, page: Buffer, scans: number): void {
  const { actor, method } = res.req;
  const isOfOne = Boolean(actor) || !['GET', 'HEAD'].includes(method); // with a menu and a token, or an answer to them
  res.set(
    isOfOne ? { 'Cache-Control': 'no-store' } : { 'Cache-Control': 'private, no-cache', ETag: tagOf(page, scans) },
  );
  res.type('html').send(page);
}

const beginOfScans = '<section id="scans">';
const endOfScans = '</section>';

function tagOf(page: Buffer, scans: number): string {
  const begin = page.indexOf(beginOfScans);
  const end = begin < 0 ? -1 : page.indexOf(endOfScans, begin);
  const parts = end < 0 ? [page] : [page.subarray(0, begin), page.subarray(end)];
  return weakTag(parts, scans);
}

/** Of what a page says but for its scans, of which it counts how often they have doubled: see {@link sendMade}. */
export function weakTag(parts: (string | Buffer)[], scans: number): string {
  const doublings = Math.floor(Math.log2(Math.max(1, scans)));
  const hash = createHash('sha256');
  for (const part of [...parts, String(doublings)]) hash.update(part);
  return `W/"${hash.digest('base64url').slice(0, 22)}"`;
}

/** A code that is none of ours, or a seal that is wrong: the page says what to do, and nothing of what it was for. */
export function sendRefused(res: Response, verdict: Verdict): void {
  if (wantsJson(res.req)) throw new DomainError('not-found');
  res
    .status(404)
    .set('Cache-Control', 'no-store')
    .render('public/refused', { verdict, report: reportOf(res.req.originalUrl) });
}

/** No browser runs it, whatever it holds; without `<` nothing in it can end it. */
function scriptOf(data: object): string {
  return `<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
}

/** Where to tell the inspectors of what was scanned. @param address of the page, or of a form that it answers */
export function reportOf(address: string): string {
  const [label = ''] = labelAddressOf(address).split('?');
  return `/report?${new URLSearchParams({ label: label.slice(0, 300) }).toString()}`;
}
