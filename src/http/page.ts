/** Language and locals of every page. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NextFunction, type Request, type Response } from 'express';
import { config, projectRoot } from '../config.js';
import { newId, storeHoldsDemo } from '../db.js';
import { formatFor } from './format.js';
import { chooseLocale, locales, translator, type LanguageWishes, type Locale } from './i18n.js';

const nativeNames: Record<Locale, string> = { vi: 'Tiếng Việt', en: 'English', zh: '中文' };

/** Middleware: the reader's language, kept in a cookie when chosen by `?lang=`. */
export function pageLocals(req: Request, res: Response, next: NextFunction): void {
  const cookie = (req.cookies as Record<string, unknown>).lang;
  const lang = chooseLocale(languageWishes(req));
  if (req.query.lang === lang && cookie !== lang) {
    res.cookie('lang', lang, { maxAge: 365 * 86_400_000, sameSite: 'lax', httpOnly: true });
  }
  Object.assign(res.locals, {
    t: translator(lang),
    lang,
    format: formatFor(lang),
    languages: locales.map((code) => ({
      code,
      label: nativeNames[code],
      href: addressIn(req, code),
      current: code === lang,
    })),
    actor: null,
    csrfToken: '',
    requestKey: newId(),
    path: req.path,
    publicUrl: config.publicUrl,
    asset,
    demo: storeHoldsDemo(),
    errors: {},
    values: {},
  });
  res.set('Content-Language', lang);
  res.vary('Accept-Language');
  next();
}

export function languageWishes(req: Request): LanguageWishes {
  const cookie = (req.cookies as Record<string, unknown>).lang;
  return { query: req.query.lang, cookie, acceptLanguage: req.get('Accept-Language') };
}

/** This page in another language, relative to itself: all else that its address says stays. */
function addressIn(req: Request, lang: string): string {
  const query = new URLSearchParams(req.originalUrl.split('?')[1] ?? '');
  query.set('lang', lang);
  return `?${query.toString()}`;
}

const hashes = new Map<string, string>();

/** Address of a static file (`/style.css`) with the hash of its content, so that it may be cached for ever. */
export function asset(path: string): string {
  let hash = hashes.get(path);
  if (!hash) {
    hash = createHash('sha256')
      .update(readFileSync(join(projectRoot, 'public', path)))
      .digest('hex')
      .slice(0, 10);
    hashes.set(path, hash);
  }
  return `${path}?v=${hash}`;
}
