/** The words of the pages in three languages, Chinese in two writings. Vietnamese is the first; the files hold the same keys, which `tsc` checks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type en from '../../locales/en.json';
import type vi from '../../locales/vi.json';
import type zh from '../../locales/zh.json';
import { projectRoot } from '../config.js';
import { toTraditional } from './traditional.js';

export const locales = ['vi', 'en', 'zh'] as const;
export type Locale = (typeof locales)[number];
export const defaultLocale: Locale = 'vi';

/** What a page can be read in: the languages, Chinese in both of its writings. */
export const writings = [...locales, 'zh-Hant'] as const;
export type Writing = (typeof writings)[number];

/** The language of a writing: that of the texts people keep in several languages. */
export function localeOf(writing: Writing): Locale {
  return writing === 'zh-Hant' ? 'zh' : writing;
}

/** Dotted keys of a nested table: `lot-states.held`. */
type Keys<Table> = {
  [Key in keyof Table & string]: Table[Key] extends string ? Key : `${Key}.${Keys<Table[Key]>}`;
}[keyof Table & string];

export type MessageKey = Keys<typeof vi>;
export type MessageParams = Record<string, string | number>;
export type Translate = (key: MessageKey, params?: MessageParams) => string;

interface Tables {
  vi: typeof vi;
  en: typeof en;
  zh: typeof zh;
}

// Each file must hold the keys of all three: one that is missing anywhere does not compile.
const tables = { vi: read('vi'), en: read('en'), zh: read('zh') } satisfies Record<
  Locale,
  Tables['vi'] & Tables['en'] & Tables['zh']
>;

function read<L extends Locale>(locale: L): Tables[L] {
  return JSON.parse(readFileSync(join(projectRoot, 'locales', `${locale}.json`), 'utf8')) as Tables[L];
}

type Nested = { [segment: string]: string | Nested };

function flatten(table: Nested, prefix = ''): [string, string][] {
  return Object.entries(table).flatMap(([segment, value]) =>
    typeof value === 'string' ? [[prefix + segment, value]] : flatten(value, `${prefix}${segment}.`),
  );
}

const messages: Record<Locale, Map<string, string>> = {
  vi: new Map(flatten(tables.vi)),
  en: new Map(flatten(tables.en)),
  zh: new Map(flatten(tables.zh)),
};

const traditional = new Map<string, string>();

function messageOf(writing: Writing, key: string): string | undefined {
  const text = messages[localeOf(writing)].get(key);
  if (writing !== 'zh-Hant' || text === undefined) return text;
  const made = traditional.get(key) ?? toTraditional(text);
  traditional.set(key, made);
  return made;
}

/** Up to six decimals are kept: no quantity of the ledger is rounded on its way to a person. */
const numbers: Record<Writing, Intl.NumberFormat> = {
  vi: new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 6 }),
  en: new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 }),
  zh: new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 6 }),
  'zh-Hant': new Intl.NumberFormat('zh-TW', { maximumFractionDigits: 6 }),
};

/** 1234.5 → `1.234,5` in Vietnamese. */
export function formatNumber(locale: Writing, value: number): string {
  return numbers[locale].format(value);
}

const plurals = new Intl.PluralRules('en'); // the only one of the languages that has a plural

/**
 * The words of a key, with each `{name}` filled in; numbers are written the way of the language. `{count:lot|lots}` is
 * the first word where `count` is one, else the second.
 * A key or a name that is not there stays as it is, so that a page is still shown.
 */
export function translate(locale: Writing, key: MessageKey, params: MessageParams = {}): string {
  const text = messageOf(locale, key) ?? key;
  const names = /\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g;
  return text.replace(names, (placeholder, name: string, one?: string, other?: string) => {
    const value = params[name];
    if (value === undefined) return placeholder;
    if (one !== undefined && other !== undefined) return plurals.select(Number(value)) === 'one' ? one : other;
    return typeof value === 'number' ? formatNumber(locale, value) : value;
  });
}

/** Names of the words right below a key: `recalled` of `verdicts`. */
export function namesBelow(key: string): string[] {
  const names = [...messages[defaultLocale].keys()].filter((each) => each.startsWith(`${key}.`));
  return names.map((each) => each.slice(key.length + 1));
}

/** {@link translate} for one language: the `t` of the pages. */
export function translator(locale: Writing): Translate {
  return (key, params) => translate(locale, key, params);
}

/** Regions do not matter, but for those that write Chinese the traditional way. */
function findWriting(tag: unknown): Writing | undefined {
  if (typeof tag !== 'string') return undefined;
  const [language, ...rest] = tag.trim().toLowerCase().split(/[-_]/);
  const isTraditional = rest.some((part) => ['hant', 'tw', 'hk', 'mo'].includes(part)) && !rest.includes('hans');
  if (language === 'zh' && isTraditional) return 'zh-Hant';
  return locales.find((locale) => locale === language);
}

/** Languages of an `Accept-Language` header, the best first (RFC 9110 section 12.5.4); those with q=0 are left out. */
function acceptedTags(header: string): string[] {
  return header
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
      return { tag, quality: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
}

/** What a request says of languages: in its address, by an earlier choice (cookie), by the browser's preference. */
export interface LanguageWishes {
  query?: unknown;
  cookie?: unknown;
  acceptLanguage?: string | undefined;
}

/** The language that a request wants most of those we have; undefined where it says nothing of them. */
export function wantedWriting(wishes: LanguageWishes): Writing | undefined {
  const wanted = [wishes.query, wishes.cookie, ...acceptedTags(wishes.acceptLanguage ?? '')];
  return wanted.map(findWriting).find((writing) => writing !== undefined);
}

/** The language of a request; Vietnamese where it wants none. */
export function chooseWriting(wishes: LanguageWishes): Writing {
  return wantedWriting(wishes) ?? defaultLocale;
}
