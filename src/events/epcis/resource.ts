/** One EPCIS resource: its methods, its `OPTIONS`, and what every answer shares. */
import { type Request, type RequestHandler, type Response, type Router } from 'express';
import { allow } from '../../http/request.js';
import { type Actor } from '../../policy.js';
import { actorOf } from '../../http/request.js';
import { findEvents, readableQuery, type EventPage } from './find-events.js';
import { describeResource } from './api.js';
import { discover, epcFormatOf, negotiate } from './headers.js';
import { issueToken, readToken } from './page-token.js';
import { presentEvents, queryDocument } from './present.js';
import { refused, type Query } from './query.js';

type Handler = (req: Request, res: Response) => unknown;
export type Methods = Partial<Record<'get' | 'post' | 'delete', Handler>>;

/** Who may send events and keep queries is said by the handler; whoever is signed in may read. */
export function resource(router: Router, path: string, methods: Methods): void {
  const names = Object.keys(methods) as (keyof Methods)[];
  router.options(path, negotiate, (req, res) =>
    discover(
      req,
      res,
      names.map((name) => name.toUpperCase()),
    ),
  );
  for (const name of names) {
    const handler = methods[name];
    if (!handler) continue;
    describeResource(name, path);
    router[name](path, negotiate, signedIn, handler as RequestHandler);
  }
}

const signedIn = allow('producer', 'inspector', 'admin');

const perPage = { usual: 30, most: 500 };

/** @throws DomainError `query-parameter` */
export function pageLengthOf(req: Request): number {
  const asked = addressOf(req).get('perPage');
  if (asked === null) return perPage.usual;
  if (!/^[1-9]\d{0,6}$/.test(asked)) throw refused('perPage');
  return Math.min(Number(asked), perPage.most);
}

/** The address as it came: Express reads some parameters as lists and objects. */
export function addressOf(req: Request): URLSearchParams {
  return new URL(req.originalUrl, 'http://localhost').searchParams;
}

/** Answers a query with a page of events and the way to the next one. */
export async function sendEvents(req: Request, res: Response, query: Query, queryName?: string): Promise<void> {
  const actor = actorOf(req);
  const format = epcFormatOf(req, res);
  const page = await findPage(req, res, query, actor);
  const presented = await presentEvents(page.events, actor, format);
  res.json(queryDocument(presented, { now: new Date(), queryName }));
}

async function findPage(req: Request, res: Response, query: Query, actor: Actor): Promise<EventPage> {
  const address = addressOf(req);
  const token = address.get('nextPageToken');
  const question = `${actor.id} ${req.path} ${JSON.stringify(query)}`;
  const now = new Date();
  const after = token === null ? null : await readToken(token, question, now);
  const page = await findEvents(readableQuery(query, actor), pageLengthOf(req), after);
  if (page.next) linkNext(req, res, issueToken(page.next, question, now));
  return page;
}

/** `Link: <…>; rel="next"` to the same address with another token. */
export function linkNext(req: Request, res: Response, { token, expires }: { token: string; expires: Date }): void {
  const address = addressOf(req);
  address.set('nextPageToken', token);
  res.set('Link', `<${req.path}?${address.toString()}>; rel="next"`);
  res.set('GS1-Next-Page-Token-Expires', expires.toISOString());
}
