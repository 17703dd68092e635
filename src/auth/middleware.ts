/** Puts the actor on the request, and guards forms against other sites. */
import { doubleCsrf } from 'csrf-csrf';
import { type NextFunction, type Request, type Response } from 'express';
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { keys } from './keys.js';
import { actorOfToken, findActorOfSession } from './session.service.js';

const secure = config.publicUrl.startsWith('https:');
const prefix = secure ? '__Host-' : '';
export const sessionCookie = `${prefix}session`;
export const cookieOptions = { secure, httpOnly: true, sameSite: 'lax', path: '/' } as const;

/** Who is it: a bearer token of a program, else the session cookie of a browser. */
export async function identify(req: Request, res: Response, next: NextFunction): Promise<void> {
  const bearer = /^Bearer (.+)$/i.exec(req.get('Authorization') ?? '')?.[1];
  const cookie = textCookies(req)[sessionCookie];
  req.sessionId = bearer ? '' : (cookie ?? '');
  if (req.get('Authorization') !== undefined && !bearer) throw new DomainError('unauthenticated');
  if (bearer) req.actor = await actorOfToken(bearer);
  else req.actor = cookie ? await findActorOfSession(cookie, new Date()) : null;
  res.locals.actor = req.actor;
  next();
}

/** The cookies without those that the parser took for JSON (`j:…`): ours are texts. */
function textCookies(req: Request): Record<string, string | undefined> {
  const texts = Object.entries(req.cookies as object).filter(([, value]) => typeof value === 'string');
  req.cookies = Object.fromEntries(texts);
  return req.cookies as Record<string, string>;
}

const { doubleCsrfProtection, generateCsrfToken } = doubleCsrf({
  getSecret: () => keys().sessionSecret(),
  getSessionIdentifier: (req) => req.sessionId,
  cookieName: `${prefix}csrf`,
  cookieOptions,
  getCsrfTokenFromRequest: (req) =>
    req.get('X-CSRF-Token') ?? (req.body as { _csrf?: string } | undefined)?._csrf ?? '',
  // a browser does not send a bearer token by itself, who asks for one shows a password, and what a reader tells the page
  // of a label, or reports, is told in nobody's name
  skipCsrfProtection: (req) =>
    req.get('Authorization') !== undefined || /^\/(api\/token$|report$|(tell|scratch)\/)/.test(req.path),
});

/** Refuses an unsafe request of a browser that does not carry the token of its session. */
export function refuseCrossSite(req: Request, res: Response, next: NextFunction): void {
  const isUnsafe = !['GET', 'HEAD', 'OPTIONS'].includes(req.method);
  if (isUnsafe && !req.actor && /^\/(api|epcis)\b/.test(req.path) && req.path !== '/api/token') {
    throw new DomainError('unauthenticated'); // nothing of theirs could be misused; a program hears what it lacks
  }
  if (isUnsafe && req.get('Sec-Fetch-Site') === 'cross-site' && !req.get('Authorization')) {
    throw new DomainError('cross-site-request');
  }
  doubleCsrfProtection(req, res, next);
}

/** The token for the forms of a page; only where there is one, so that a consumer's page sets no cookie. */
export function offerCsrfToken(req: Request, res: Response, next: NextFunction): void {
  const hasForms = req.actor !== null || req.path === '/sign-in';
  if (hasForms && req.method === 'GET') res.locals.csrfToken = generateCsrfToken(req, res);
  else if (hasForms) res.locals.csrfToken = (req.body as { _csrf?: string } | undefined)?._csrf ?? '';
  next();
}
