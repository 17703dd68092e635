/** Headers that keep browsers from what no page of ours needs, on every answer. They never change: worked out once. */
import { type NextFunction, type Request, type Response } from 'express';
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

/** What helmet sets. */
export const securityHeaders: ReadonlyMap<string, string> = collect();

function collect(): Map<string, string> {
  const headers = new Map<string, string>();
  const collector = { setHeader: (name: string, value: string) => headers.set(name, value), removeHeader: () => null };
  helmet({ contentSecurityPolicy })({} as never, collector as never, (error) => {
    if (error) throw error as Error;
  });
  return headers;
}

/** Middleware. */
export function setSecurityHeaders(_req: Request, res: Response, next: NextFunction): void {
  for (const [name, value] of securityHeaders) res.setHeader(name, value);
  next();
}
