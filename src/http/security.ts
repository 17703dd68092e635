/** Headers that keep browsers from what no page of ours needs, on every answer. They never change: worked out once. */
import { type RequestHandler } from 'express';
import helmet from 'helmet';

const self = ["'self'"];
const none = ["'none'"];

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: none,
    styleSrc: self,
    scriptSrc: self,
    imgSrc: self,
    fontSrc: self,
    connectSrc: self,
    formAction: self,
    baseUri: none,
    objectSrc: none,
    frameAncestors: none,
  },
};

/** Middleware. */
export function setSecurityHeaders(): RequestHandler {
  const headers = new Map<string, string>();
  const collector = { setHeader: (name: string, value: string) => headers.set(name, value), removeHeader: () => null };
  helmet({ contentSecurityPolicy })({} as never, collector as never, (error) => {
    if (error) throw error as Error;
  });
  return (_req, res, next) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    next();
  };
}
