/** Reads the links of labels: GS1 Digital Link URI syntax 1.6 for AI 01 with 22, 10, 21, and our own `/p/…` beside it. */
import { DomainError } from '../errors.js';
import { readProductKey } from './identifiers.js';

export interface LabelLink {
  productKey: string;
  /** AI (22), consumer product variant. */
  variant?: string;
  /** AI (10), upper case. */
  lot?: string;
  /** AI (21), as it was written. */
  serial?: string;
  /** AI in the query: dates, weights. */
  attributes: Record<string, string>;
}

/** Key qualifiers of AI 01, in the only order that the syntax allows. */
const qualifiers = ['22', '10', '21'];

const set82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/;
const date = /^\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])$/;

/** Data attributes that may stand in the query, with the form of their value (GS1 General Specifications 3.2). */
const attributeForms: [RegExp, RegExp][] = [
  [/^(11|12|13|15|16|17)$/, date],
  [/^7007$/, /^\d{6}(\d{6})?$/],
  [/^3[1-6]\d[0-5]$/, /^\d{6}$/],
  [/^(30|37)$/, /^\d{1,8}$/],
  [/^422$/, /^\d{3}$/],
  [/^427$/, /^[A-Z0-9-]{1,3}$/],
  [/^(240|241|243|250|251|400|403|703\d|710|711|712|713|714)$/, /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,30}$/],
];

/**
 * @param target path and query of the request as they came, still percent-encoded
 * @throws DomainError `malformed-link`
 */
export function parseLabelLink(target: string): LabelLink {
  const url = new URL(target, 'https://id.gs1.org');
  const [space = '', product = '', ...rest] = segmentsOf(url.pathname);
  const productKey = readProductKey(space, product);
  if (!productKey) throw malformed(product || url.pathname);
  const values = readQualifiers(rest);
  return {
    productKey,
    variant: values.get('22'),
    lot: values.get('10')?.toUpperCase(),
    serial: values.get('21'),
    attributes: readAttributes(url.searchParams),
  };
}

/** A trailing slash is tolerated; an empty segment elsewhere is not. */
function segmentsOf(path: string): string[] {
  const segments = path.replace(/\/$/, '').split('/').slice(1);
  return segments.map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      throw malformed(segment);
    }
  });
}

function readQualifiers(segments: string[]): Map<string, string> {
  const values = new Map<string, string>();
  let next = 0;
  for (let index = 0; index < segments.length; index += 2) {
    const [ai = '', value = ''] = segments.slice(index, index + 2);
    const place = qualifiers.indexOf(ai, next);
    if (place < 0 || !set82.test(value)) throw malformed(`${ai}/${value}`);
    values.set(ai, value);
    next = place + 1;
  }
  return values;
}

/** Keys of digits must be attributes that GS1 knows; all other keys are somebody's own and are left alone. */
function readAttributes(query: URLSearchParams): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [key, value] of query) {
    if (!/^\d+$/.test(key)) continue;
    const form = attributeForms.find(([ai]) => ai.test(key))?.[1];
    if (!form?.test(value) || key in attributes) throw malformed(`${key}=${value}`);
    attributes[key] = value;
  }
  return attributes;
}

function malformed(part: string): DomainError {
  return new DomainError('malformed-link', { part });
}
