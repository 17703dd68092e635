/**
 * The event hash ID of CBV 2.0: one name for one event, however it is spelled. The fields are written in a fixed order
 * and one spelling each (the pre-hash string), and the SHA-256 of that text stands in an RFC 6920 `ni` URI.
 */
import { createHash } from 'node:crypto';
import { expand, prefixesOf, type Prefixes } from './context.js';
import {
  eventFields,
  type Field,
  lateFields,
  remarks,
  renamedVocabularies,
  unhashedFields,
} from './event-hash-order.js';
import { canonicalLink, linkOfUrn } from './urn.js';

type JsonObject = Record<string, unknown>;

/**
 * @param event an EPCIS 2.0 JSON-LD event, checked before
 * @param context the `@context` of its document, which says what the prefixes of extensions mean
 * @param ignored further field names of the event, as the document spells them, to leave out
 * @returns `ni:///sha-256;{64 hex digits}?ver=CBV2.0`
 */
export function eventHashId(event: JsonObject, context?: unknown, ignored: readonly string[] = []): string {
  const hex = createHash('sha256')
    .update(preHashString(event, context, ignored))
    .digest('hex');
  return `ni:///sha-256;${hex}?ver=CBV2.0`;
}

/** The text whose SHA-256 is the hash; good to look at when two systems disagree. Parameters as {@link eventHashId}. */
export function preHashString(event: JsonObject, context?: unknown, ignored: readonly string[] = []): string {
  const prefixes = prefixesOf(context, event['@context']);
  const body = Object.fromEntries(
    Object.entries(event).filter(([name]) => !unhashedFields.has(name) && !ignored.includes(name)),
  );
  return `eventType=${String(event.type)}${writeObject(body, eventFields, lateFields, prefixes)}`;
}

/** Known fields in their order, then late fields and extensions sorted. */
function writeObject(
  object: JsonObject,
  fields: readonly Field[],
  lateOnes: readonly Field[],
  prefixes: Prefixes,
): string {
  const known = new Set([...fields, ...lateOnes].map((field) => field.name));
  const extensions = Object.entries(object).filter(([name]) => !known.has(name));
  const late = lateOnes.map((field) => writeField(field, object[field.name], prefixes));
  return [
    ...fields.map((field) => writeField(field, object[field.name], prefixes)),
    ...sorted([...late, ...extensions.flatMap(([name, value]) => writeExtension(name, value, prefixes))]),
  ].join('');
}

/** A field with its values sorted; nothing where it has none. */
function writeField(field: Field, value: unknown, prefixes: Prefixes): string {
  const label = field.element ?? field.name;
  const elements = [value].flat().map((element) => {
    if (isObject(element)) {
      const body = writeObject(element, field.fields ?? [], [], prefixes);
      return body && label + body;
    }
    const text = writeValue(element, prefixes, field);
    return text && `${label}=${text}`;
  });
  const body = sorted(elements).join('');
  return body && field.element !== undefined ? field.name + body : body;
}

/** An extension with its name in full, once for each value. It stands even without a value: its name says something. */
function writeExtension(name: string, value: unknown, prefixes: Prefixes): string[] {
  if (remarks.has(name) || value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((element) => writeExtension(name, element, prefixes));
  const fullName = expand(name, prefixes, (namespace, local) => `{${namespace}}${local}`);
  if (isObject(value)) return [fullName + writeObject(value, [], [], prefixes)];
  const text = writeValue(value, prefixes);
  return [text ? `${fullName}=${text}` : fullName];
}

function writeValue(value: unknown, prefixes: Prefixes, field?: Field): string {
  if (value === null || value === undefined) return '';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).trim();
  if (field?.isTime) return utcMilliseconds(text);
  if (field?.vocabulary && text && !text.includes(':')) return field.vocabulary + text;
  const uri = expand(text, prefixes);
  const renamed = renamedVocabularies.find(([urn]) => uri.startsWith(urn));
  if (renamed) return uri.replace(...renamed);
  return linkOfUrn(uri) ?? canonicalLink(uri) ?? shortNumber(uri);
}

/** An `xsd:dateTimeStamp` in UTC to the millisecond, the third decimal rounded half up; any other text as it is. */
function utcMilliseconds(text: string): string {
  const [, seconds, decimals = '', zone] = /^([^.]*T\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const start = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(start)) return text;
  const milliseconds = Number(decimals.padEnd(3, '0').slice(0, 3)) + (decimals.charAt(3) >= '5' ? 1 : 0);
  return new Date(start + milliseconds).toISOString();
}

/**
 * A number as the reference implementation writes a double: no `+`, no leading or trailing zeros, below 0.0001 an
 * exponent of two digits (`2e-05`). Texts that look like a number are numbers too, since XML knows no difference; any
 * other text stays as it is.
 */
function shortNumber(text: string): string {
  const number = Number(text);
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text) || !Number.isFinite(number)) return text;
  if (Number.isInteger(number)) return BigInt(number).toString();
  return Math.abs(number) < 1e-4 ? number.toExponential().replace(/-(\d)$/, '-0$1') : String(number);
}

/** By Unicode code point, which is the order of the UTF-8 bytes; JavaScript's own order differs beyond U+FFFF. */
function sorted(texts: string[]): string[] {
  return texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
