/** Who opens a public page: whether it is a look at the label, and from where. */
import { type Request } from 'express';
import { type SeenBy } from '../scans/scan.service.js';

/** A look of a person. A program's HEAD is none, nor is a page that a browser fetches ahead or in another language. */
export function isScan(req: Request): boolean {
  const isSwitch = req.query.lang !== undefined && req.get('Sec-Fetch-Site') === 'same-origin';
  return req.method === 'GET' && !isSwitch && !/prefetch/.test(req.get('Sec-Purpose') ?? '');
}

export function seenBy(req: Request): SeenBy {
  return { address: req.ip ?? '', now: new Date() };
}
