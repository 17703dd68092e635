/** The kinds of links that the resolver offers, each named by a term of GS1's Web Vocabulary. One table: a new kind is a row. */
import { config } from '../config.js';
import { translate, writings, type MessageKey, type Writing } from '../http/i18n.js';

export const vocabulary = 'https://ref.gs1.org/voc/';

/** A link as RFC 9264 has it in JSON ("target object"). */
export interface Link {
  href: string;
  title: string;
  type?: string;
  hreflang?: Writing[];
}

/** A product, one of its lots or a package of that: what has links of its own. */
export interface Level {
  /** Its path in its one spelling: `01/09521234000013/10/L1`. */
  path: string;
  /** Path of the lot of a lot or package. */
  lot: string | null;
  /** Path before its passports, of a lot or package. */
  passport: string | null;
  /** A gift set or a case: it has a page, and what is in it has its own links. */
  isSet?: boolean;
  /** What each certificate on its page is called, in their order. */
  certificates: string[];
  hasZones: boolean;
}

interface LinkType {
  /** Its term in the vocabulary. */
  name: string;
  /** None where the level has no such thing. @param lang of the titles, where the target has no language of its own */
  links(level: Level, lang: Writing): Link[];
}

export const linkTypes: readonly LinkType[] = [
  { name: 'pip', links: ({ path }, lang) => page(path, 'link-types.pip', lang) },
  {
    name: 'traceability',
    links: ({ path, lot, isSet }, lang) =>
      lot || isSet ? page(path, 'link-types.traceability', lang, isSet ? '#parts' : '#journey') : [],
  },
  { name: 'epcis', links: ({ lot }, lang) => (lot ? [data('journeys', lot, 'link-types.epcis', lang)] : []) },
  {
    name: 'jws', // signed by us: our own form, and the credential
    links: ({ passport }, lang) =>
      (passport === null ? [] : ['jwt', 'vc+jwt']).map((form) => ({
        ...{ href: `${addressOf(passport ?? '')}/passport.${form.replace('+', '.')}`, type: `application/${form}` },
        title: translate(lang, 'link-types.jws'),
      })),
  },
  {
    name: 'certificationInfo',
    links: ({ path, certificates }) =>
      certificates.map((title, index) => ({
        ...{ href: `${addressOf(path)}#certificate-${index + 1}`, title },
        ...{ type: 'text/html', hreflang: [...writings] },
      })),
  },
  {
    name: 'recallStatus',
    links: ({ path, isSet }, lang) =>
      isSet
        ? [] // that of each of its parts
        : [
            ...page(`recall-status/${path}`, 'link-types.recall-status', lang),
            data('recall-status', path, 'link-types.recall-status', lang),
          ],
  },
  {
    name: 'locationInfo',
    links: ({ path, hasZones }, lang) => (hasZones ? page(path, 'link-types.location-info', lang, '#zone-1') : []),
  },
];

/** The one link that is followed where nothing else is asked for. It has no attributes, so that it fits everybody. */
export function defaultLink({ path }: Level, lang: Writing): Link {
  return { href: addressOf(path), title: translate(lang, 'link-types.pip') };
}

function addressOf(path: string): string {
  return `${config.publicUrl}/${path}`;
}

/** A page of ours: once in the language that its reader prefers, then in each language. */
function page(path: string, title: MessageKey, lang: Writing, part = ''): Link[] {
  const address = addressOf(path);
  return [
    { href: address + part, title: translate(lang, title), type: 'text/html' },
    ...writings.map((each) => ({
      ...{ href: `${address}?lang=${each}${part}`, title: translate(each, title) },
      ...{ type: 'text/html', hreflang: [each] },
    })),
  ];
}

function data(kind: 'journeys' | 'recall-status', path: string, title: MessageKey, lang: Writing): Link {
  const type = kind === 'journeys' ? 'application/ld+json' : 'application/json';
  return { href: addressOf(`api/${kind}/${path}`), title: translate(lang, title), type };
}
