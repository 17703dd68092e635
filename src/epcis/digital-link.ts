/** Reads the links of labels: GS1 Digital Link URI syntax 1.6 for AI 01 and its qualifiers, and our own `/p/…` beside it. */
import { DomainError } from '../errors.js';
import { excludeEachOther, faultOfAttribute } from './data-attributes.js';
import { hasCheckDigit, readProductKey } from './identifiers.js';

export interface LabelLink {
  /** `01/{gtin14}` or `p/{productCode}` */
  productKey: string;
  /** AI (22), consumer product variant. */
  variant?: string;
  /** AI (10), decoded, upper case. */
  lot?: string;
  /** AI (21), decoded, as it was written. */
  serial?: string;
  /** AI (235): a serial that somebody else than the producer gave. It says nothing of ours. */
  thirdPartySerial?: string;
  /** Every value of `s`, as written: a signature has one spelling, and percent-encoding would be another. */
  seals: string[];
  /** AI in the query: dates, weights. */
  attributes: Record<string, string>;
  /** All other keys of the query with their values, decoded: `linkType`, `lang`, and what strangers add. */
  parameters: [name: string, value: string][];
}

/** Why a link is malformed; the words stand in `locales/*.json` under `link-faults`. */
export type LinkFault =
  | 'percent-encoding'
  | 'primary-key'
  | 'gtin-length'
  | 'check-digit'
  | 'product-code'
  | 'qualifier-unknown'
  | 'qualifier-order'
  | 'qualifier-twice'
  | 'value-missing'
  | 'value-too-long'
  | 'value-characters'
  | 'attribute-unknown'
  | 'attribute-value'
  | 'attribute-twice'
  | 'attribute-in-path'
  | 'attributes-exclude';

/** Key qualifiers of AI 01 in the only order that the syntax allows, with their greatest length. */
const longest = new Map([
  ['22', 20],
  ['10', 20],
  ['21', 20],
  ['235', 28],
]);
const order = [...longest.keys()];

const set82 = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+$/;

/**
 * @param target path and query of the request as they came, still percent-encoded
 * @throws DomainError `malformed-link` with the {@link LinkFault} and the part that has it
 */
export function parseLabelLink(target: string): LabelLink {
  const [address = ''] = target.split('#');
  const [path = '', ...query] = address.split('?');
  const [space = '', product = '', ...rest] = segmentsOf(path);
  const productKey = keyOf(space, product);
  const values = readQualifiers(rest);
  return {
    productKey,
    variant: values.get('22'),
    lot: values.get('10')?.toUpperCase(),
    serial: values.get('21'),
    thirdPartySerial: values.get('235'),
    ...readQuery(query.join('?')),
  };
}

function keyOf(space: string, product: string): string {
  const key = readProductKey(space, product);
  if (key) return key;
  if (space.toLowerCase() === 'p') throw malformed('product-code', product);
  if (space !== '01') throw malformed('primary-key', space);
  throw malformed(/^\d{14}$/.test(product) && !hasCheckDigit(product) ? 'check-digit' : 'gtin-length', product);
}

/** A trailing slash is tolerated; an empty segment elsewhere is not. */
function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/').slice(1).map(decode);
}

function readQualifiers(segments: string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (let index = 0; index < segments.length; index += 2) {
    const [ai = '', value = ''] = segments.slice(index, index + 2);
    const fault = faultOfQualifier(ai, value, [...values.keys()]);
    if (fault) throw malformed(fault, fault.startsWith('value') ? `${ai}/${value}` : ai);
    values.set(ai, value);
  }
  return values;
}

/** @param before the qualifiers to the left. AI (235) takes the place of all the others. */
function faultOfQualifier(ai: string, value: string, before: string[]): LinkFault | null {
  const most = longest.get(ai);
  if (!most) return 'qualifier-unknown';
  if (before.includes(ai)) return 'qualifier-twice';
  if (ai === '235' ? before.length > 0 : before.some((left) => order.indexOf(left) > order.indexOf(ai))) {
    return 'qualifier-order';
  }
  if (value === '') return 'value-missing';
  if (!set82.test(value)) return 'value-characters';
  return value.length > most ? 'value-too-long' : null;
}

/** Keys of digits must be data attributes that GS1 knows, each once; all other keys are somebody's own and kept. */
function readQuery(query: string): Pick<LabelLink, 'seals' | 'attributes' | 'parameters'> {
  const seals: string[] = [];
  const attributes: Record<string, string> = {};
  const parameters: LabelLink['parameters'] = [];
  for (const pair of query.split(/[&;]/)) {
    const [, name = '', written = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    const key = decode(name.replaceAll('+', ' ')); // a form writes a space so, also in a name
    if (/^\d+$/.test(key)) {
      const value = decode(written.replaceAll('+', ' '));
      const fault = faultOfKey(key, value, Object.keys(attributes));
      if (fault) throw malformed(fault, `${key}=${value}`);
      attributes[key] = value;
    } else if (key === 's') seals.push(written);
    else if (pair !== '') parameters.push([key, decodeLoosely(written)]);
  }
  return { seals, attributes, parameters };
}

function faultOfKey(key: string, value: string, before: string[]): LinkFault | null {
  if (before.includes(key)) return 'attribute-twice';
  if (key === '01' || longest.has(key)) return 'attribute-in-path';
  const fault = faultOfAttribute(key, value);
  return fault ?? (before.some((other) => excludeEachOther(key, other)) ? 'attributes-exclude' : null);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed('percent-encoding', text);
  }
}

/** A stranger's parameter is none of GS1's business: what does not decode stays as it is. */
function decodeLoosely(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const longestPart = 60;

function malformed(reason: LinkFault, part: string): DomainError {
  return new DomainError('malformed-link', { reason, part: part.slice(0, longestPart) });
}
