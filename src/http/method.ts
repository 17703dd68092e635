/** 405 with `Allow` for a known address and a wrong method; 404 for an unknown one. */
import { type Application, type NextFunction, type Request, type Response } from 'express';
import { DomainError } from '../errors.js';

interface Layer {
  match(path: string): boolean;
  route?: { methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
}

/**
 * Middleware before bodies are read and keys of requests are looked up: nothing is done for who asks in vain. Every
 * router is mounted at the root, so each layer can be asked about the whole path.
 */
export function refuseUnmatched(app: Application) {
  return (req: Request, res: Response, next: NextFunction) => {
    const { stack } = (app as unknown as { router: { stack: Layer[] } }).router;
    const methods = methodsFor(stack, req.path).filter((method) => method !== '_all');
    if (methods.length === 0) throw new DomainError('not-found');
    const method = req.method.toLowerCase();
    if (method === 'options' || methods.includes(method === 'head' ? 'get' : method)) return next();
    const allowed = [...new Set(methods.flatMap((method) => (method === 'get' ? ['get', 'head'] : [method])))];
    res.set('Allow', allowed.join(', ').toUpperCase());
    throw new DomainError('method-not-allowed', { allowed: allowed.join(', ').toUpperCase() });
  };
}

function methodsFor(stack: Layer[], path: string): string[] {
  return stack.flatMap((layer) => {
    if (layer.handle?.stack) return methodsFor(layer.handle.stack, path);
    return layer.route && layer.match(path) ? Object.keys(layer.route.methods) : [];
  });
}
