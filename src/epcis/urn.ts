/**
 * EPC URNs and GS1 Digital Links in one spelling: the constrained canonical Digital Link at https://id.gs1.org, which
 * names the finest level of identification only (CBV 2.0, event hash ID; EPC Tag Data Standard 2.0, chapter 6).
 * Check digits of a URN are computed, those of a link are taken as they stand.
 */
import { checkDigit } from './identifiers.js';

const domain = 'https://id.gs1.org/';

/** One character of GS1's set of 82 as a URN spells it: as itself or as a percent triplet. */
const urnText = (most: number) => `((?:%[2-7][0-9A-Fa-f]|[!'()*+,\\-.0-9:;=A-Z_a-z]){1,${most}})`;
const urnPart = '((?:%[2-7][0-9A-Fa-f]|[0-9A-Z-]){1,24})';

interface Scheme {
  /** Length of company prefix and reference together, without check digit. */
  digits?: number;
  /** The first digit of the reference leads the key: a GTIN's indicator, an SSCC's extension digit. */
  leads?: boolean;
  /** The reference where it is not digits; such a key has no check digit. */
  reference?: string;
  /** What follows the reference. */
  tail?: string;
  path: (key: string, ...tail: string[]) => string;
}

const gtin = { digits: 13, leads: true };
const pieces = '\\.(\\d{2})\\.(\\d{2})';
const any = '\\.\\*';

const schemes: Record<string, Scheme> = {
  'id:sgtin': { ...gtin, tail: `\\.${urnText(20)}`, path: (key, serial) => `01/${key}/21/${serial}` },
  'id:upui': { ...gtin, tail: `\\.${urnText(28)}`, path: (key, serial) => `01/${key}/235/${serial}` },
  'class:lgtin': { ...gtin, tail: `\\.${urnText(20)}`, path: (key, lot) => `01/${key}/10/${lot}` },
  'id:itip': { ...gtin, tail: `${pieces}\\.${urnText(20)}`, path: (key, n, of, sn) => `8006/${key}${n}${of}/21/${sn}` },
  'id:sscc': { digits: 17, leads: true, path: (key) => `00/${key}` },
  'id:sgln': {
    digits: 12,
    tail: `\\.${urnText(20)}`,
    path: (key, ext) => `414/${key}${ext === '0' ? '' : `/254/${ext}`}`,
  },
  'id:pgln': { digits: 12, path: (key) => `417/${key}` },
  'id:grai': { digits: 12, tail: `\\.${urnText(16)}`, path: (key, serial) => `8003/0${key}${serial}` },
  'id:giai': { reference: urnText(24), path: (key) => `8004/${key}` },
  'id:gsrn': { digits: 17, path: (key) => `8018/${key}` },
  'id:gsrnp': { digits: 17, path: (key) => `8017/${key}` },
  'id:gdti': { digits: 12, tail: `\\.${urnText(17)}`, path: (key, serial) => `253/${key}${serial}` },
  'id:sgcn': { digits: 12, tail: '\\.(\\d{1,12})', path: (key, serial) => `255/${key}${serial}` },
  'id:cpi': { reference: urnPart, tail: '\\.(\\d{1,12})', path: (key, serial) => `8010/${key}/8011/${serial}` },
  'id:ginc': { reference: urnText(24), path: (key) => `401/${key}` },
  'id:gsin': { digits: 16, path: (key) => `402/${key}` },
  'idpat:sgtin': { ...gtin, tail: any, path: (key) => `01/${key}` },
  'idpat:upui': { ...gtin, tail: any, path: (key) => `01/${key}` },
  'idpat:itip': { ...gtin, tail: `${pieces}${any}`, path: (key, piece, total) => `8006/${key}${piece}${total}` },
  'idpat:grai': { digits: 12, tail: any, path: (key) => `8003/0${key}` },
  'idpat:gdti': { digits: 12, tail: any, path: (key) => `253/${key}` },
  'idpat:sgcn': { digits: 12, tail: any, path: (key) => `255/${key}` },
  'idpat:cpi': { reference: urnPart, tail: any, path: (key) => `8010/${key}` },
};

/** The Digital Link of an EPC, EPC class or EPC pattern URN; null where the text is none or breaks its scheme. */
export function linkOfUrn(urn: string): string | null {
  const [, name = '', body = ''] = /^urn:epc:((?:id|class|idpat):[a-z]+):(.+)$/.exec(urn) ?? [];
  const scheme = schemes[name];
  if (!scheme) return null;
  const match = new RegExp(`^(\\d{6,12})\\.${scheme.reference ?? '(\\d*)'}${scheme.tail ?? ''}$`).exec(body);
  if (!match) return null;
  const [, prefix = '', reference = '', ...tail] = match;
  const [lead, rest] = scheme.leads ? [reference.slice(0, 1), reference.slice(1)] : ['', reference];
  const key = `${lead}${prefix}${rest}`;
  if (scheme.digits && key.length !== scheme.digits) return null;
  return domain + scheme.path(scheme.digits ? key + checkDigit(key) : encode(key), ...tail.map(encode));
}

/** GS1 Digital Link 1.2, table 7-1: the characters that a URN leaves bare and a link writes as percent triplets. */
function encode(text: string): string {
  return text.replace(/[!()*+,:]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

const linkText = `(?:%[0-9A-Fa-f]{2}|[!"'()*+,\\-.0-9:;<=>A-Z_a-z])`;
const ownDigits = '\\d{4}'; // an alphanumeric key begins with the digits of its company prefix

/** Application identifier, its alphabetic name of older links, its value, its qualifiers from coarse to fine. */
const keys: [ai: string, alias: string, value: string, ...qualifiers: string[]][] = [
  ['00', 'sscc', '\\d{18}'],
  ['01', 'gtin', '\\d{8}|\\d{12,14}', '22', '10', '21', '235'],
  ['253', 'gdti', `\\d{13}${linkText}{0,17}`],
  ['255', 'gcn', '\\d{13,25}'],
  ['401', 'ginc', `${ownDigits}${linkText}{1,26}`],
  ['402', 'gsin', '\\d{17}'],
  ['414', 'gln', '\\d{13}', '254'],
  ['417', 'party', '\\d{13}'],
  ['8003', 'grai', `\\d{14}${linkText}{0,16}`],
  ['8004', 'giai', `${ownDigits}${linkText}{1,26}`],
  ['8006', 'itip', '\\d{18}', '22', '10', '21'],
  ['8010', 'cpid', `${ownDigits}(?:%2[3F]|[\\-0-9A-Z]){1,26}`, '8011'],
  ['8017', 'gsrnp', '\\d{18}'],
  ['8018', 'gsrn', '\\d{18}'],
];
const qualifierAlias: Record<string, string> = { '22': 'cpv', '10': 'lot', '21': 'ser' };
const consumerVariant = '22'; // no level of identification: dropped

const linkPatterns = keys.map(([ai, alias, value, ...qualifiers]) => {
  const tail = qualifiers.map((name) => `(?:/(?:${name}|${qualifierAlias[name] ?? name})/(${linkText}{1,28}))?`);
  return {
    ai,
    qualifiers,
    pattern: new RegExp(`^https?://[^/]+(?:/[^/]+)*?/(?:${ai}|${alias})/(${value})${tail.join('')}$`),
  };
});

/**
 * The constrained canonical form of a GS1 Digital Link of any domain: query, fragment, consumer product variant and
 * every level but the finest are dropped. Null where the text is no Digital Link.
 */
export function canonicalLink(uri: string): string | null {
  const [path = ''] = uri.split(/[?#]/, 1);
  for (const { ai, qualifiers, pattern } of linkPatterns) {
    const [, key, ...values] = pattern.exec(path) ?? [];
    if (key === undefined) continue;
    const finest = qualifiers.findLastIndex((name, at) => values[at] !== undefined && name !== consumerVariant);
    const tail = finest < 0 ? '' : `/${qualifiers[finest]}/${encode(values[finest] ?? '')}`;
    return `${domain}${ai}/${encode(ai === '01' ? key.padStart(14, '0') : key)}${tail}`;
  }
  return null;
}
