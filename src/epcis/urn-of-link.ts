/**
 * EPC URNs from Digital Links. A URN parts the company prefix from the reference and a link does not, so the prefix
 * must be known: it is never guessed, because a wrong one would name another company.
 */

/** True for the digits of a company prefix that somebody was seen to use. */
export type KnowsPrefix = (digits: string) => boolean;

const domain = /^https:\/\/id\.gs1\.org\//;

interface Key {
  link: RegExp;
  /** Digits of the key without check digit; else an alphanumeric reference. */
  digits?: number;
  /** The first digit of the key belongs to the reference. */
  leads?: boolean;
  urn: (reference: string, ...tail: string[]) => string;
}

const keys: Key[] = [
  { link: /^01\/(\d{14})\/21\/([^/]+)$/, digits: 13, leads: true, urn: (ref, sn) => `id:sgtin:${ref}.${sn}` },
  { link: /^01\/(\d{14})\/10\/([^/]+)$/, digits: 13, leads: true, urn: (ref, lot) => `class:lgtin:${ref}.${lot}` },
  { link: /^01\/(\d{14})\/235\/([^/]+)$/, digits: 13, leads: true, urn: (ref, sn) => `id:upui:${ref}.${sn}` },
  { link: /^01\/(\d{14})$/, digits: 13, leads: true, urn: (ref) => `idpat:sgtin:${ref}.*` },
  {
    link: /^8006\/(\d{14})(\d{2})(\d{2})\/21\/([^/]+)$/,
    digits: 13,
    leads: true,
    urn: (ref, piece, total, sn) => `id:itip:${ref}.${piece}.${total}.${sn}`,
  },
  { link: /^00\/(\d{18})$/, digits: 17, leads: true, urn: (ref) => `id:sscc:${ref}` },
  { link: /^414\/(\d{13})(?:\/254\/([^/]+))?$/, digits: 12, urn: (ref, ext) => `id:sgln:${ref}.${ext || '0'}` },
  { link: /^417\/(\d{13})$/, digits: 12, urn: (ref) => `id:pgln:${ref}` },
  { link: /^8003\/0(\d{13})([^/]*)$/, digits: 12, urn: (ref, sn) => `${sn ? 'id' : 'idpat'}:grai:${ref}.${sn || '*'}` },
  { link: /^253\/(\d{13})([^/]*)$/, digits: 12, urn: (ref, sn) => `${sn ? 'id' : 'idpat'}:gdti:${ref}.${sn || '*'}` },
  { link: /^255\/(\d{13})(\d*)$/, digits: 12, urn: (ref, sn) => `${sn ? 'id' : 'idpat'}:sgcn:${ref}.${sn || '*'}` },
  { link: /^8018\/(\d{18})$/, digits: 17, urn: (ref) => `id:gsrn:${ref}` },
  { link: /^8017\/(\d{18})$/, digits: 17, urn: (ref) => `id:gsrnp:${ref}` },
  { link: /^402\/(\d{17})$/, digits: 16, urn: (ref) => `id:gsin:${ref}` },
  { link: /^8004\/([^/]+)$/, urn: (ref) => `id:giai:${ref}` },
  { link: /^401\/([^/]+)$/, urn: (ref) => `id:ginc:${ref}` },
  { link: /^8010\/([^/]+)\/8011\/(\d+)$/, urn: (ref, sn) => `id:cpi:${ref}.${sn}` },
];

/**
 * @param link in its canonical form
 * @returns null where the link has no URN, or where no prefix or more than one is known that the key may begin with
 */
export function urnOfLink(link: string, knows: KnowsPrefix): string | null {
  const path = link.replace(domain, '');
  for (const { link: pattern, digits, leads, urn } of keys) {
    const [, key, ...tail] = pattern.exec(path) ?? [];
    if (key === undefined) continue;
    const body = digits === undefined ? key : key.slice(0, digits);
    const [lead, rest] = leads ? [body.slice(0, 1), body.slice(1)] : ['', body];
    const prefixes = prefixesIn(rest).filter(knows);
    const [prefix, ...others] = prefixes;
    if (prefix === undefined || others.length > 0) return null;
    const reference = `${prefix}.${lead}${digits === undefined ? respell(rest.slice(prefix.length)) : rest.slice(prefix.length)}`;
    return `urn:epc:${urn(reference, ...tail.map((part) => (part ? respell(part) : '')))}`;
  }
  return null;
}

/** What may be the company prefix of a canonical link: 6 to 12 digits. */
export function possiblePrefixes(link: string): string[] {
  const path = link.replace(domain, '');
  const found = keys.flatMap(({ link: pattern, leads }) => {
    const key = pattern.exec(path)?.[1];
    return key === undefined ? [] : prefixesIn(leads ? key.slice(1) : key);
  });
  return [...new Set(found)];
}

function prefixesIn(key: string): string[] {
  const digits = /^\d*/.exec(key)?.[0] ?? '';
  return [6, 7, 8, 9, 10, 11, 12].filter((length) => digits.length >= length).map((length) => digits.slice(0, length));
}

/** Company prefix of a URN; undefined where it has none. */
export function prefixOfUrn(urn: string): string | undefined {
  return /^urn:epc:(?:id|class|idpat):[a-z]+:(\d{6,12})\./.exec(urn)?.[1];
}

/** The characters that a URN must write as percent triplets, and those that a link writes so and a URN need not. */
function respell(text: string): string {
  return decodeURIComponent(text).replace(/["%&/<>?#]/g, (char) => {
    return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
  });
}
