/** What the page knows, and how it speaks: keys and words stand in it. */

/** A label key, as the server publishes it (`auth/published-keys.ts`). */
export interface Key extends JsonWebKey {
  kid: string;
  mark: string;
  validFrom?: string;
  validUntil?: string;
  revokedAt?: string;
  revokedBecause?: string;
}

/** What `kitOf` of `passport/verifier.ts` puts into the page. */
interface Kit {
  publicUrl: string;
  madeAt: string;
  keys: Key[];
  revoked: Key[];
  /** Key of the log (C2SP signed-note). */
  vkey: string;
}

/** Name of a fact, its value, and what stands small below it. */
export type Row = [name: string, value: string, note?: string];
export type Values = Record<string, string | number | undefined>;
export interface Answer {
  tone: 'ok' | 'bad' | 'warn' | 'mute';
  /** Verdict: its word and its sentence have this name. */
  name: string;
  values: Values;
  rows: Row[];
}

const { kit: kitText, words: wordsText } = document.body.dataset;
export const kit = JSON.parse(kitText!) as Kit;
const words = JSON.parse(wordsText!) as Record<string, Record<string, string>>;
export const keys = [...kit.keys, ...kit.revoked];

/** Its `lang` is the language that the page speaks. */
export const page = document.documentElement;

export const say = (name: string, values: Values = {}) =>
  (words[page.lang][name] ?? name).replace(/\{(\w+)\}/g, (whole, key: string) => String(values[key] ?? whole));

/** @param value instant or day @param time tells hour and minute too */
export function day(value: string | number, time?: 'time'): string {
  const isEnglish = page.lang === 'en';
  return new Date(value).toLocaleString(isEnglish ? 'en-GB' : page.lang, {
    day: '2-digit',
    month: isEnglish ? 'short' : '2-digit',
    year: 'numeric',
    ...(/^\d{4}-\d\d-\d\d$/.test(String(value)) && { timeZone: 'UTC' }),
    ...(time && { hour: '2-digit', minute: '2-digit' }),
  });
}

/** The day on the clock of this device. */
export const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
export const end = (lastDay: string) => say(lastDay < today() ? 'ended' : 'until', { date: day(lastDay) });

export const inFours = (serial: string) => serial.replace(/.{4}(?=.)/g, '$& ');

export function tellKey({ validFrom, validUntil, revokedAt, revokedBecause }: Key): string {
  if (revokedAt) return say('key-gone', { date: day(revokedAt), reason: revokedBecause });
  if (!validFrom) return say('key-next');
  const until = validUntil && day(validUntil);
  return say(until ? 'key-retired' : 'key-active', { from: day(validFrom), until });
}

export const answer = (tone: Answer['tone'], name: string, values: Values = {}, rows: Row[] = []): Answer => ({
  tone,
  name,
  values,
  rows,
});

export const revoked = (revokedAt: string, reason: string | undefined, rows: Row[]) =>
  answer('bad', 'key-revoked', { date: day(revokedAt), reason }, rows);

export const keyUnknown = () => answer('mute', 'key-unknown', { date: day(kit.madeAt) });

export const keyRows = (key: Key): Row[] => [
  ['row-signature', say('signed-right')],
  ['row-key', tellKey(key), key.kid],
];
