/** The links of what a label's link names: as a linkset (RFC 9264), and the ones that fit a request best. */
import { config } from '../config.js';
import { type LabelLink } from '../epcis/digital-link.js';
import { translate, type Writing } from '../http/i18n.js';
import { certificatesForProduct } from '../registry/certificate.service.js';
import { defaultLink, linkTypes, vocabulary, type Level, type Link } from './link-types.js';
import { provenanceOf } from './provenance.js';
import { pathOfLink, type Target } from './target.js';

/** From the most exact up to the product. A link that nothing is recorded for has only the levels above it. */
export async function levelsOf({ product, lot, label }: Target, link: LabelLink, lang: Writing): Promise<Level[]> {
  const { certificates, zones } = lot
    ? await provenanceOf(lot, product)
    : { certificates: await certificatesForProduct(product), zones: [] };
  const names = certificates.map(({ type, number }) => `${translate(lang, `certificate-types.${type}`)} ${number}`);
  const level = (named: Partial<LabelLink>): Level => {
    const path = pathOfLink({ productKey: link.productKey, seals: [], attributes: {}, parameters: [], ...named });
    const own = named.lot !== undefined || named.serial !== undefined ? lot : null; // a blank's link names no lot
    const passport = own && (named.lot === undefined ? `${own._id}/21/${named.serial}` : path);
    return { path, lot: own && own._id, passport, certificates: names, hasZones: own !== null && zones.length > 0 };
  };
  const { variant, lot: code } = link;
  return [
    ...(label ? [level({ variant, lot: code, serial: label.serial })] : []),
    ...(lot ? [level({ variant, lot: code ?? lot.code })] : []),
    level({}),
  ];
}

/** @param path of a gift set or a case */
export function levelOfSet(path: string): Level {
  return { path, isSet: true, lot: null, passport: null, certificates: [], hasZones: false };
}

/** The JSON form of RFC 9264 §4.2: for each level its links, by the full address of their type. */
export function linksetOf(levels: Level[], lang: Writing): { linkset: object[] } {
  return {
    linkset: levels.map((level) => ({
      anchor: `${config.publicUrl}/${level.path}`,
      [`${vocabulary}defaultLink`]: [defaultLink(level, lang)],
      ...Object.fromEntries(
        linkTypes.flatMap((row) => {
          const links = row.links(level, lang);
          return links.length > 0 ? [[vocabulary + row.name, links] as const] : [];
        }),
      ),
    })),
  };
}

/** All links of a type on the most exact level that has one; none where the type is unknown or nowhere to be had. */
export function linksOfType(levels: Level[], type: string, lang: Writing): Link[] {
  const [first] = levels;
  if (type === 'defaultLink' && first) return [defaultLink(first, lang)];
  const row = linkTypes.find(({ name }) => name === type);
  return levels.map((level) => row?.links(level, lang) ?? []).find((links) => links.length > 0) ?? [];
}

/**
 * Those that fit best: first by media type, then by language. More than one where nothing tells them apart.
 * @param choose picks one of the media types on offer, given in our order; undefined where none is accepted
 * @param language undefined where none is asked for
 */
export function bestLinks(
  links: Link[],
  choose: (types: string[]) => string | undefined,
  language: Writing | undefined,
): Link[] {
  const types = [...new Set(links.flatMap(({ type }) => type ?? []))];
  const type = types.length > 1 ? (choose(types) ?? types[0]) : types[0];
  const ofType = links.filter((link) => link.type === type);
  const inLanguage = ofType.filter(({ hreflang }) => language && hreflang?.includes(language));
  const inAny = ofType.filter(({ hreflang }) => !hreflang);
  return [inLanguage, inAny].find((some) => some.length > 0) ?? ofType;
}

/** `gs1:pip`, or the term's full address in any of the three namespaces in use; null for what is no link type of GS1's. */
export function readLinkType(text: string): string | null {
  return /^(?:gs1:|https?:\/\/(?:(?:ref|www)\.)?gs1\.org\/voc\/)([A-Za-z]+)$/.exec(text)?.[1] ?? null;
}

/** Name of the parameter that asks for a type of link; some write it in small letters. */
export function isLinkTypeParameter(name: string): boolean {
  return name.toLowerCase() === 'linktype';
}

/**
 * A link with the query of the request passed on, each pair as it was written. What the link says itself stands, and
 * the type of link has done its work.
 */
export function passOn(href: string, query: string): string {
  const target = new URL(href);
  const isKept = (pair: string) => {
    const [name = ''] = new URLSearchParams(pair).keys();
    return pair !== '' && !isLinkTypeParameter(name) && !target.searchParams.has(name);
  };
  const pairs = [target.search.slice(1), ...query.split(/[&;]/).filter(isKept)].filter(Boolean);
  const [address = '', part] = href.split('#');
  const [path = ''] = address.split('?');
  return `${path}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}${part === undefined ? '' : `#${part}`}`;
}
