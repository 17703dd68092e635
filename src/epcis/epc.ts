/** Identifiers of objects, places and parties under the one spelling in which they are compared. */
import { canonicalLink, linkOfUrn } from './urn.js';

/** A GS1 key as the canonical Digital Link of its finest level, whichever way it was written; else the text itself. */
export function canonicalEpc(uri: string): string {
  return linkOfUrn(uri) ?? canonicalLink(uri) ?? uri;
}

/** EPC schemes of others (Tag Data Standard 2.0, chapter 6), which have no Digital Link: their form is not checked. */
const foreignScheme = /^urn:epc:(id|idpat|class):(gid|usdod|adi|bic|imovn|raw)/;

/** Wildcards in place of a reference: `urn:epc:idpat:sgtin:0614141.*.*` */
const widePattern = /^urn:epc:idpat:[a-z]+:(\d{6,12}|\*)(\.([^.]+))*(\.\*)+$/;

/** False for a URN of the EPC kind that breaks its scheme. */
export function isEpcUri(uri: string): boolean {
  if (!uri.startsWith('urn:epc:')) return true;
  return linkOfUrn(uri) !== null || foreignScheme.test(uri) || widePattern.test(uri);
}
