/** Headers by which an EPCIS client and the server agree (EPCIS 2.0 §12.6). */
import { type NextFunction, type Request, type Response } from 'express';
import { DomainError } from '../../errors.js';
import { epcFormats, type EpcFormat } from '../../epcis/translate.js';

export const captureLimit = 1_000; // events of one document
export const captureBytes = 2 * 1024 * 1024;
const longestAddress = 8_000;

const versions = {
  'GS1-EPCIS-Version': '2.0',
  'GS1-EPCIS-Min': '2.0',
  'GS1-EPCIS-Max': '2.0',
  'GS1-CBV-Version': '2.0',
  'GS1-CBV-Min': '2.0',
  'GS1-CBV-Max': '2.0',
  'GS1-Vendor-Version': '1',
};

/** What can be learned from `OPTIONS`. */
const abilities = {
  'GS1-EPC-Format': epcFormats.join(', '),
  'GS1-CBV-XML-Format': 'Never_Translates',
  'GS1-Extensions': 'nguon',
};
const captureAbilities = {
  'GS1-EPCIS-Capture-Limit': String(captureLimit),
  'GS1-EPCIS-Capture-File-Size-Limit': String(captureBytes),
  'GS1-Capture-Error-Behaviour': 'rollback, proceed',
};

/**
 * Middleware before every EPCIS resource.
 * @throws DomainError `not-acceptable` for another version or no JSON, `address-too-long`
 */
export function negotiate(req: Request, res: Response, next: NextFunction): void {
  res.set(versions);
  if (req.originalUrl.length > longestAddress) throw new DomainError('address-too-long', { max: longestAddress });
  for (const standard of ['EPCIS', 'CBV']) {
    const [least, most] = [req.get(`GS1-${standard}-Min`), req.get(`GS1-${standard}-Max`)];
    const isOurs = (least === undefined || major(least) <= 2) && (most === undefined || major(most) >= 2);
    const sent = req.get(`GS1-${standard}-Version`);
    if (!isOurs || (sent !== undefined && !/^2\.0(\.\d+)?$/.test(sent))) throw new DomainError('not-acceptable');
  }
  if (!req.accepts(['application/json', 'application/ld+json'])) throw new DomainError('not-acceptable');
  next();
}

const major = (version: string) => Number(/^\d+(\.\d+)?/.exec(version)?.[0] ?? Number.NaN);

export function discover(req: Request, res: Response, allow: string[]): void {
  const isCapture = req.path.startsWith('/epcis/capture') || req.path === '/epcis/events';
  res.set({ ...abilities, ...(isCapture && captureAbilities), Allow: ['OPTIONS', ...allow].join(', ') });
  res.status(204).end();
}

/** @throws DomainError `not-acceptable` */
export function epcFormatOf(req: Request, res: Response): EpcFormat {
  const asked = req.get('GS1-EPC-Format') ?? 'Always_GS1_Digital_Link';
  const format = epcFormats.find((each) => each === asked);
  if (!format) throw new DomainError('not-acceptable');
  res.set('GS1-EPC-Format', format);
  return format;
}
