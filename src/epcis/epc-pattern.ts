/** EPC pure identity patterns (Tag Data Standard 2.0 §8): which identifiers `urn:epc:idpat:sgtin:0614141.*.*` means. */
import { checkDigit } from './identifiers.js';

interface Scheme {
  /** What the key begins with in a canonical link, after the domain. */
  path: string;
  /** Length of company prefix and reference together; absent where the reference is no digits. */
  digits?: number;
  /** The first digit of the reference leads the key. */
  leads?: boolean;
  /** What follows the key. */
  tail?: string;
}

const schemes: Record<string, Scheme> = {
  sgtin: { path: '01/', digits: 13, leads: true, tail: '/21/[^/]+' },
  upui: { path: '01/', digits: 13, leads: true, tail: '/235/[^/]+' },
  itip: { path: '8006/', digits: 13, leads: true, tail: '\\d{4}/21/[^/]+' },
  sscc: { path: '00/', digits: 17, leads: true },
  sgln: { path: '414/', digits: 12, tail: '(/254/[^/]+)?' },
  pgln: { path: '417/', digits: 12 },
  grai: { path: '8003/0', digits: 12, tail: '[^/]*' },
  gdti: { path: '253/', digits: 12, tail: '[^/]*' },
  sgcn: { path: '255/', digits: 12, tail: '\\d*' },
  gsrn: { path: '8018/', digits: 17 },
  gsrnp: { path: '8017/', digits: 17 },
  gsin: { path: '402/', digits: 16 },
  giai: { path: '8004/' },
  ginc: { path: '401/' },
  cpi: { path: '8010/', tail: '/8011/\\d+' },
};

export interface EpcPattern {
  /** Tests the canonical link of an identifier. */
  expression: RegExp;
  /** The product of all of them, as its canonical link, where the pattern names one GTIN. */
  product: string | null;
}

/** Null for what is no pattern with wildcards. */
export function readEpcPattern(uri: string): EpcPattern | null {
  const [, name = '', prefix = '', reference = '*'] =
    /^urn:epc:idpat:([a-z]+):(\d{6,12}|\*)(?:\.([0-9A-Za-z-]+|\*)(?:\.[^.]+)*)?$/.exec(uri) ?? [];
  const scheme = schemes[name];
  if (!scheme || !uri.endsWith('*')) return null;
  if (scheme.digits !== undefined && !/^(\d+|\*)$/.test(reference)) return null;
  const key = keyOf(scheme, prefix, reference);
  const product = scheme.path === '01/' && /^\d{14}$/.test(key) ? `https://id.gs1.org/01/${key}` : null;
  return { expression: new RegExp(`^https://id\\.gs1\\.org/${scheme.path}${key}${scheme.tail ?? ''}$`), product };
}

/** The key as the source of a regular expression; digits alone where it is wholly known. */
function keyOf({ digits, leads }: Scheme, prefix: string, reference: string): string {
  if (digits === undefined) return prefix === '*' ? '[^/]+' : `${prefix}${reference === '*' ? '[^/]+' : reference}`;
  if (prefix === '*') return `\\d{${digits + 1}}`;
  const rest = digits - prefix.length;
  if (reference === '*') return leads ? `\\d${prefix}\\d{${rest}}` : `${prefix}\\d{${rest + 1}}`;
  const body = leads ? `${reference.slice(0, 1)}${prefix}${reference.slice(1)}` : `${prefix}${reference}`;
  return body + checkDigit(body);
}
