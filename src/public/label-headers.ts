/** Headers of every answer to a label's link, made at once or the long way. */
import { config } from '../config.js';

export const linksetType = 'application/linkset+json';

/** Pages of other sites may read it all, without the reader's cookies. */
export const openHeaders = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
  'Access-Control-Allow-Headers': 'Accept, Accept-Language',
  'Access-Control-Expose-Headers': 'Link',
  'Cache-Control': 'no-store', // a recall shows at once
};

/** The header `Link` that leads to all links of a path. */
export function linkToLinkset(path: string): string {
  return `<${config.publicUrl}/${path}?linkType=linkset>; rel="linkset"; type="${linksetType}"`;
}
