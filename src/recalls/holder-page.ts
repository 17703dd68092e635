/** The page of a recall as a holder reads it: the own lots alone, and what was said of them. */
import { fromThousandths } from '../epcis/quantity.js';
import { productName, type Words } from '../lots/lot-table.js';
import { type Actor } from '../policy.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import { hadOf, holdersOf } from './affected.js';
import { entriesOf, latestOf, lotsOf } from './follow-up.service.js';
import { type Recall, type RecalledLot, type Recovered } from './recall.model.js';
import { logOf } from './entry-log.js';
import { stateBadge, titleOf, whyOf } from './recall-list.js';
import { pagerOf } from './view.js';

/** Lots of one form. */
const lotsAtOnce = 50;

export async function viewForHolder(recall: Recall, { organization }: Actor, offset: number, words: Words) {
  const { t, format } = words;
  const [lots, entries] = await Promise.all([lotsOf(recall._id), entriesOf(recall._id)]);
  const own = lots.filter((lot) => holdersOf(lot).includes(organization));
  const said = entries.filter((entry) => entry.organization === organization);
  const acknowledged = said.find(({ kind }) => kind === 'acknowledgement');
  const authority = (await namesOfOrganizations([recall.organization])).get(recall.organization) ?? '';
  const shown = own.slice(offset, offset + lotsAtOnce);
  return {
    recall,
    title: titleOf({ ...recall, roots: own.slice(0, 4).map(({ lot }) => lot) }, words),
    badge: stateBadge(recall, words),
    why: whyOf({ ...recall, startedBy: authority, closure: null, lifting: null }, words),
    acknowledged:
      acknowledged && t('recalls.you-acknowledged', { who: acknowledged.by, when: format.dateTime(acknowledged.at) }),
    rows: await rowsOf(shown, organization, latestOf(said).get(organization), words),
    count: own.length,
    pager: pagerOf(own.length, offset, (start) => `?offset=${start}`, words, lotsAtOnce),
    log: logOf(said, words, lots),
  };
}

/** The lots with what the organisation had and what it said, in the unit of each. */
async function rowsOf(
  lots: readonly RecalledLot[],
  organization: string,
  said: Map<string, Recovered> | undefined,
  words: Words,
) {
  const products = await productsById(lots.map(({ product }) => product));
  return lots.map((lot) => {
    const had = hadOf(lot, organization);
    const { kept = 0, destroyed = 0, returned = 0 } = said?.get(lot.lot) ?? {};
    return {
      lot: lot.lot,
      code: lot.code,
      product: productName(products.get(lot.product), words),
      had: had > 0 ? words.format.quantity(fromThousandths(had), lot.uom) : null,
      uom: lot.uom,
      kept: fromThousandths(kept),
      destroyed: fromThousandths(destroyed),
      returned: fromThousandths(returned),
    };
  });
}
