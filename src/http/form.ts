/** Browser forms: flat fields with dotted names (`inputs.0.lot`) become the same nested input as JSON. */
import { config } from '../config.js';
import { DomainError } from '../errors.js';

type Input = { [field: string]: unknown };

/** Longest list a form may send. */
const maxRows = 200;

/**
 * Blank fields count as absent, blank rows are dropped, a local time gets the server's offset.
 * @throws DomainError `invalid-request` for a name that is no field
 */
export function readForm(body: unknown): Input {
  const root: Input = {};
  for (const [name, raw] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (name.startsWith('_') && !name.startsWith('__')) continue; // _csrf, _key
    const value = Array.isArray(raw) ? raw.map(readValue) : readValue(raw);
    if (value !== undefined) put(root, name.split('.'), value);
  }
  return compact(root) as Input;
}

function readValue(raw: unknown): unknown {
  if (typeof raw !== 'string') return raw;
  const text = raw.trim();
  if (text === '') return undefined;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return `${text}:00${config.utcOffset}`;
  return text;
}

function put(target: Input, path: string[], value: unknown): void {
  let place = target;
  for (const [depth, segment] of path.entries()) {
    if (['__proto__', 'constructor', 'prototype'].includes(segment) || Number(segment) >= maxRows) {
      throw new DomainError('invalid-request', {}, path.join('.'));
    }
    if (depth === path.length - 1) place[segment] = value;
    else place = (place[segment] ??= {}) as Input;
  }
}

/** Objects whose names are all numbers become lists, in the order of the numbers. */
function compact(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([name, child]) => [name, compact(child)] as const);
  const isList = entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name));
  return isList ? entries.map(([, child]) => child) : Object.fromEntries(entries);
}

/** The opposite of {@link readForm}: what was typed, by dotted name, to fill the form again. */
export function flattenInput(input: unknown, prefix = ''): Record<string, string> {
  if (typeof input !== 'object' || input === null) {
    return input === undefined || input === null ? {} : { [prefix]: String(input as string | number | boolean) };
  }
  const name = (segment: string) => (prefix === '' ? segment : `${prefix}.${segment}`);
  return Object.assign({}, ...Object.entries(input).map(([key, value]) => flattenInput(value, name(key)))) as Record<
    string,
    string
  >;
}
