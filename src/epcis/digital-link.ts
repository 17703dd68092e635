/** Reads the links of labels: GS1 Digital Link URI syntax 1.6 for AI 01 with 22, 10, 21, and our own `/p/…` beside it. */
import { DomainError } from '../errors.js';
import { isDataAttribute } from './data-attributes.js';
import { readProductKey } from './identifiers.js';

export interface LabelLink {
  /** `01/{gtin14}` or `p/{productCode}` */
  productKey: string;
  /** AI (22), consumer product variant. */
  variant?: string;
  /** AI (10), decoded, upper case. */
  lot?: string;
  /** AI (21), decoded, as it was written. */
  serial?: string;
  /** Every value of `s`, as written: a signature has one spelling, and percent-encoding would be another. */
  seals: string[];
  /** AI in the query: dates, weights. */
  attributes: Record<string, string>;
}

/** Key qualifiers of AI 01, in the only order that the syntax allows. */
const qualifiers = ['22', '10', '21'];

const set82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/;

/**
 * @param target path and query of the request as they came, still percent-encoded
 * @throws DomainError `malformed-link`
 */
export function parseLabelLink(target: string): LabelLink {
  const [address = ''] = target.split('#');
  const [path = '', ...query] = address.split('?');
  const [space = '', product = '', ...rest] = segmentsOf(path);
  const productKey = readProductKey(space, product);
  if (!productKey) throw malformed(product || path);
  const values = readQualifiers(rest);
  return {
    productKey,
    variant: values.get('22'),
    lot: values.get('10')?.toUpperCase(),
    serial: values.get('21'),
    ...readQuery(query.join('?')),
  };
}

/** A trailing slash is tolerated; an empty segment elsewhere is not. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/').slice(1).map(decode);
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

/** Keys of digits must be data attributes that GS1 knows, each once; all other keys are somebody's own and left alone. */
function readQuery(query: string): Pick<LabelLink, 'seals' | 'attributes'> {
  const seals: string[] = [];
  const attributes: Record<string, string> = {};
  for (const pair of query.split(/[&;]/)) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    const key = decode(name);
    if (key === 's') seals.push(value);
    if (!/^\d+$/.test(key)) continue;
    if (!isDataAttribute(key, decode(value)) || key in attributes) throw malformed(pair);
    attributes[key] = decode(value);
  }
  return { seals, attributes };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(text);
  }
}

function malformed(part: string): DomainError {
  return new DomainError('malformed-link', { part });
}
