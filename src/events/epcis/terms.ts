/** How a fact is written as a word, and which spellings of a value count as one. */
import { createHash } from 'node:crypto';

/** Longer texts enter a word by their hash. */
const longestText = 200;

export function term(field: string, text: string): string {
  if (text.length <= longestText) return `${field}=${text}`;
  return `${field}=#${createHash('sha256').update(text).digest('hex')}`;
}

/** Name of the times of a field whose values may be numbers or times. */
export const timesOf = (field: string) => `${field}@`;

/** The spellings under which a value of an extension is found: as it is, as a number, as an instant. */
export function spellingsOf(text: string): string[] {
  const [number, instant] = [numberIn(text), instantIn(text)];
  const more = [...(number === null ? [] : [String(number)]), ...(instant === null ? [] : [`@${instant}`])];
  return [...new Set([text, ...more])];
}

export function numberIn(text: string): number | null {
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

/** Milliseconds of an ISO 8601 time with its offset. */
export function instantIn(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return null;
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : instant;
}
