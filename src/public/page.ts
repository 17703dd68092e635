/** Sends a public page: with its data for search engines, and so that a reader who has it need not load it again. */
import { createHash } from 'node:crypto';
import { type Request, type Response } from 'express';
import { labelAddressOf } from './forms.js';

interface Extras {
  /** JSON-LD. */
  data?: object;
  /** Looks at the label so far. */
  scans?: number;
}

/**
 * The page changes with verdict, facts, language and program, and its tag with it. Only the figure of looks grows with
 * each one: it counts for the tag when it has doubled, so the tag is a weak one (RFC 9110 section 8.8.1). Each use of
 * the page is asked for again, so that a recall shows at once.
 */
export async function sendPage(res: Response, view: string, model: object, { data, scans = 0 }: Extras): Promise<void> {
  const html = await new Promise<string>((resolve, reject) => {
    res.render(view, model, (error: Error | null, text: string) => (error ? reject(error) : resolve(text)));
  });
  const page = data ? html.replace('</head>', () => `${scriptOf(data)}\n</head>`) : html;
  const { actor, method } = res.req;
  const isOfOne = actor !== null || !['GET', 'HEAD'].includes(method); // with a menu and a token, or an answer to them
  res.set(
    isOfOne ? { 'Cache-Control': 'no-store' } : { 'Cache-Control': 'private, no-cache', ETag: tagOf(page, scans) },
  );
  res.type('html').send(page);
}

const scansOfPage = /<section id="scans">.*?<\/section>/s;

function tagOf(page: string, scans: number): string {
  const doublings = Math.floor(Math.log2(Math.max(1, scans)));
  const hash = createHash('sha256').update(page.replace(scansOfPage, '')).update(String(doublings)).digest('base64url');
  return `W/"${hash.slice(0, 22)}"`;
}

/** No browser runs it, whatever it holds; without `<` nothing in it can end it. */
function scriptOf(data: object): string {
  return `<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`;
}

/** Where to tell the inspectors of what was scanned. */
export function reportOf({ originalUrl }: Request): string {
  return `/report?${new URLSearchParams({ label: labelAddressOf(originalUrl).split('?')[0]?.slice(0, 300) ?? '' }).toString()}`;
}
