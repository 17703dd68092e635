/** The lots that EPCIS names, in all of its spellings. */
import { lotPathOfUri } from './identifiers.js';
import { canonicalLink, linkOfUrn } from './urn.js';

/** Path of a lot from an `epcClass`: a link of ours, any Digital Link, or an LGTIN as URN. Null for everything else. */
export function lotOfClass(uri: string, namespace: string): string | null {
  return lotPathOfUri(uri, namespace) ?? lotPathOfUri(linkOfUrn(uri) ?? canonicalLink(uri) ?? '', namespace);
}

/** Path of the lot in which a unit was packed, where its link says so: `…/10/{lot}/21/{serial}`. */
export function lotOfUnit(uri: string, namespace: string): string | null {
  const lot = /^(.+\/10\/[^/?#]+)\/21\/[^/?#]+$/.exec(uri)?.[1];
  return lot ? lotOfClass(lot, namespace) : null;
}
