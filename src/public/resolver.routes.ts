/**
 * The GS1-conformant resolver (standard 1.2) around the page of a label: the page is the default link and is answered in
 * place, which saves who scans a round trip; whoever asks for a type of link or for the linkset gets that.
 */
import { Router, type NextFunction, type Request, type Response } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { parseLabelLink } from '../epcis/digital-link.js';
import { DomainError } from '../errors.js';
import { describeRoute } from '../http/describe.js';
import { wantedWriting } from '../http/i18n.js';
import { languageWishes } from '../http/page.js';
import { wantsJson } from '../http/problem.js';
import { linksetType, linkToLinkset, openHeaders } from './label-headers.js';
import { vocabulary, type Level } from './link-types.js';
import { bestLinks, isLinkTypeParameter, levelsOf, linksetOf, linksOfType, passOn, readLinkType } from './linkset.js';
import { findTarget, pathOfLink } from './target.js';

export const resolverRoutes = Router();

const labelLinks = /^\/(01|p|00|c)\//i;
const linksOfGoods = /^\/(01|p)\//i;
const contextFile = 'https://ref.gs1.org/standards/resolver/linkset-context';

export function openToAll(_req: Request, res: Response, next: NextFunction): void {
  res.set(openHeaders);
  next();
}

resolverRoutes.options(labelLinks, openToAll, (_req, res) => {
  res.set({ Allow: 'GET, HEAD, OPTIONS', 'Access-Control-Max-Age': '86400' }).status(204).end();
});

/** What is not recorded, and a seal that fails, is answered by the page. */
resolverRoutes.get(linksOfGoods, openToAll, async (req, res, next) => {
  const link = parseLabelLink(req.originalUrl);
  const type = typeAskedFor(req, res, { path: pathOfLink(link), parameters: link.parameters });
  const target = type === null ? null : await findTarget(link);
  if (type === null || !target) return next();
  const { writing } = res.locals as Express.Locals;
  sendLinks(req, res, { levels: await levelsOf(target, link, writing), type });
});

/** `linkset`, a term of the vocabulary, or null for whoever wants the page. `all` is how older clients say linkset. */
export function typeAskedFor(
  req: Request,
  res: Response,
  { path, parameters }: { path: string; parameters: [string, string][] },
): string | null {
  res.vary('Accept').append('Link', linkToLinkset(path));
  const [, asked] = parameters.find(([name]) => isLinkTypeParameter(name)) ?? [];
  if (req.accepts(['html', linksetType]) === linksetType || asked === 'linkset' || asked === 'all') return 'linkset';
  return asked === undefined ? null : (readLinkType(asked) ?? 'unknown');
}

/** @throws DomainError `no-such-link` */
export function sendLinks(req: Request, res: Response, { levels, type }: { levels: Level[]; type: string }): void {
  if (type === 'linkset') sendLinkset(res, levels);
  else follow(req, res, levels, type);
}

function sendLinkset(res: Response, levels: Level[]): void {
  const { writing } = res.locals as Express.Locals;
  res.append('Link', `<${contextFile}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`);
  res.type(linksetType).send(JSON.stringify(linksetOf(levels, writing)));
}

/** 307 to the link that fits best, 300 with all of those that fit equally. @throws DomainError `no-such-link` */
function follow(req: Request, res: Response, levels: Level[], type: string): void {
  const { writing } = res.locals as Express.Locals;
  const choose = (types: string[]) => [req.accepts(types)].flat().find((each) => each !== false);
  const [, query = ''] = req.originalUrl.split('?');
  const best = bestLinks(linksOfType(levels, type, writing), choose, wantedWriting(languageWishes(req)));
  const [first, ...others] = best.map((link) => ({ ...link, href: passOn(link.href, query) }));
  if (!first) throw new DomainError('no-such-link');
  if (others.length === 0) return res.redirect(307, first.href);
  res.status(300);
  const choices = [first, ...others];
  if (!wantsJson(req)) return res.render('public/choices', { choices });
  const anchor = `${config.publicUrl}/${levels[0]?.path}`;
  res.type(linksetType).send(JSON.stringify({ linkset: [{ anchor, [vocabulary + type]: choices }] }));
}

describeRoute({
  method: 'get',
  path: '/.well-known/gs1resolver',
  tag: 'Keys and description',
  summary: 'Read the description of the resolver',
  description:
    'GS1’s resolver description file. Labels are GS1 Digital Links: `/01/{gtin}/10/{lot}/21/{serial}` is a page; with ' +
    '`?linkType=gs1:traceability` it redirects (307) to that link, 404 without one, 300 with several; ' +
    '`?linkType=linkset` or `Accept: application/linkset+json` gives all links (RFC 9264). A malformed link is 400.',
  answer: {
    schema: z.object({
      resolverRoot: z.url(),
      supportedPrimaryKeys: z.array(z.string()),
      name: z.string(),
      supportedLinkType: z.array(z.object({ namespace: z.url(), prefix: z.string() })),
      linkTypeDefaultCanBeLinkset: z.boolean(),
      jsonLdContextLocation: z.url(),
    }),
  },
});
resolverRoutes.get('/.well-known/gs1resolver', (_req, res) => {
  res.set({ 'Cache-Control': 'public, max-age=3600', 'Access-Control-Allow-Origin': '*' }).json({
    resolverRoot: config.publicUrl,
    supportedPrimaryKeys: ['01'],
    name: 'Nguồn',
    supportedLinkType: [{ namespace: vocabulary, prefix: 'gs1:' }],
    linkTypeDefaultCanBeLinkset: false,
    jsonLdContextLocation: contextFile,
  });
});
