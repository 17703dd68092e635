/** Browser forms: flat fields with dotted names (`inputs.0.lot`) become the same nested input as JSON. */
import { config } from '../config.js';
import { DomainError } from '../errors.js';

type Input = { [field: string]: unknown };

export const passwordFields = ['password', 'oldPassword', 'newPassword', 'newPasswordAgain'];

/** Longest list a form may send, and how deep a name may lead. */
const maxRows = 200;
const maxDepth = 8;

/**
 * Blank fields count as absent, blank rows are dropped, a local time gets the server's offset; a password stays as it
 * was typed.
 * @throws DomainError `invalid-request` for a name that is no field
 */
export function readForm(body: unknown): Input {
  const root = emptyInput();
  for (const [name, raw] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    if (name.startsWith('_') && !name.startsWith('__')) continue; // _csrf, _key
    const value = passwordFields.includes(name)
      ? raw || undefined
      : Array.isArray(raw)
        ? raw.map(readValue)
        : readValue(raw);
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
  const isName = path.length <= maxDepth && path.every((part) => part !== '__proto__' && !(Number(part) >= maxRows));
  if (!isName) throw noField(path);
  let place = target;
  for (const segment of path.slice(0, -1)) {
    const next = (place[segment] ??= emptyInput());
    if (typeof next !== 'object' || next === null || Array.isArray(next)) throw noField(path); // `a=1&a.b=2`
    place = next as Input;
  }
  place[path.at(-1) ?? ''] = value;
}

/** Inherits nothing: `toString.call` must not reach the function that all objects share. */
function emptyInput(): Input {
  return Object.create(null) as Input;
}

function noField(path: string[]): DomainError {
  return new DomainError('invalid-request', {}, path.join('.').slice(0, 100));
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
  if (input === undefined || input === null) return {};
  if (typeof input !== 'object') return { [prefix]: typeof input === 'string' ? input : JSON.stringify(input) };
  const name = (segment: string) => (prefix === '' ? segment : `${prefix}.${segment}`);
  return Object.assign({}, ...Object.entries(input).map(([key, value]) => flattenInput(value, name(key)))) as Record<
    string,
    string
  >;
}
