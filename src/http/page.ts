/** Language and locals of every page. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NextFunction, type Request, type Response } from 'express';
import { config, projectRoot } from '../config.js';
import { newId, storeHoldsDemo } from '../db.js';
import { formatFor } from './format.js';
import { chooseWriting, localeOf, translator, writings, type LanguageWishes, type Writing } from './i18n.js';
import { toTraditional } from './traditional.js';

const nativeNames: Record<Writing, string> = { vi: 'Tiếng Việt', en: 'English', zh: '中文', 'zh-Hant': '繁體' };

/** Middleware: the reader's language, kept in a cookie when chosen by `?lang=`. */
export function pageLocals(req: Request, res: Response, next: NextFunction): void {
  const cookie = (req.cookies as Record<string, unknown>).lang;
  const writing = chooseWriting(languageWishes(req));
  if (req.query.lang === writing && cookie !== writing) {
    res.cookie('lang', writing, { maxAge: 365 * 86_400_000, sameSite: 'lax', httpOnly: true });
  }
  Object.assign(res.locals, {
    ...wordsOf(writing),
    languages: languageLinks(req.originalUrl.split('?')[1] ?? '', writing),
    actor: null,
    csrfToken: '',
    requestKey: newId(),
    path: req.path,
    chosen: req.query.lang === writing ? `?lang=${writing}` : '',
    publicUrl: config.publicUrl,
    asset,
    demo: storeHoldsDemo(),
    errors: {},
    values: {},
  });
  res.set('Content-Language', writing);
  res.vary('Accept-Language');
  next();
}

/** What makes words of a page's facts. */
export function wordsOf(writing: Writing) {
  return {
    t: translator(writing),
    lang: localeOf(writing),
    writing,
    inLanguage: (text: Translated) => inWriting(text, writing),
    told: (text: Translated | string) => toldIn(text, writing),
    format: formatFor(writing),
  };
}

/** A text that people keep in several languages. */
export interface Translated {
  vi: string;
  en?: string | null | undefined;
  zh?: string | null | undefined;
}

/** In Vietnamese where nobody translated it. */
export function inWriting(text: Translated, writing: Writing): string {
  const own = text[localeOf(writing)];
  if (!own) return text.vi;
  return writing === 'zh-Hant' ? toTraditional(own) : own;
}

/** A text, with its language where that is another than the page's because nobody translated it. */
export interface Told {
  text: string;
  lang?: 'vi';
}

function toldIn(text: Translated | string, writing: Writing): Told {
  const kept: Translated = typeof text === 'string' ? { vi: text } : text;
  return { text: inWriting(kept, writing), ...(!kept[localeOf(writing)] && { lang: 'vi' }) };
}

export function languageWishes(req: Request): LanguageWishes {
  const cookie = (req.cookies as Record<string, unknown>).lang;
  return { query: req.query.lang, cookie, acceptLanguage: req.get('Accept-Language') };
}

/** This page in each language, relative to itself: all else that its address says stays. */
export function languageLinks(query: string, writing: Writing) {
  return writings.map((code) => {
    const changed = new URLSearchParams(query);
    changed.set('lang', code);
    return { code, label: nativeNames[code], href: `?${changed.toString()}`, current: code === writing };
  });
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
