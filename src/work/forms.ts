/** What the forms of the steps offer, and what they begin with: as a rule, what was chosen the last time. */
import { config } from '../config.js';
import { localDay, localTime } from '../epcis/time.js';
import { type Step } from '../events/step.js';
import { lotsByPath } from '../lots/trace.js';
import { type By } from '../policy.js';
import { type Location } from '../registry/location.model.js';
import { listLocations } from '../registry/location.service.js';
import { Organizations, type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';
import { listProducts } from '../registry/product.service.js';
import { proposeLotCode } from './lot-code.js';
import { lastTime, recentEvents } from './recent.js';
import { stockOf, stockOfLots, type Stock } from './stock.js';

export interface Choices {
  products: Product[];
  /** Products that are packed: counted in pieces of a known content. */
  packages: Product[];
  zones: Location[];
  places: Location[];
  stock: Stock[];
  recipients: Pick<Organization, '_id' | 'name'>[];
}
export type Need = keyof Choices;

const sources: { [N in Need]: (by: By) => Promise<Choices[N]> } = {
  products: ({ actor }) => listProducts(actor),
  packages: async ({ actor }) =>
    (await listProducts(actor)).filter(({ uom, netContent }) => uom === 'H87' && netContent),
  zones: ({ actor }) => listLocations(actor, 'zone'),
  places: ({ actor }) => listLocations(actor),
  stock: ({ actor, now }) => stockOf(actor, localDay(now, config.utcOffset)),
  recipients: () => recipients(),
};

/** Authorities receive no goods. */
function recipients(): Promise<Choices['recipients']> {
  const kind = ['cooperative', 'cooperative-group', 'enterprise', 'household'];
  return Organizations.find({}, { name: 1, kind: 1 })
    .sort('name')
    .lean()
    .then((all) => all.filter((organization) => kind.includes(organization.kind)));
}

/**
 * The choices of a form, and the first of them that is empty: what the person has to record before.
 * @param taken paths of lots to choose beside those in stock
 */
export async function choicesFor(
  by: By,
  needs: Need[],
  taken: string[] = [],
): Promise<Partial<Choices> & { missing: Need | null }> {
  const lists = await Promise.all(
    needs.map(async (need) => {
      const list = await sources[need](by);
      return [need, need === 'stock' ? [...list, ...(await besides(by, list as Stock[], taken))] : list] as const;
    }),
  );
  const missing = lists.find(([, list]) => list.length === 0)?.[0] ?? null;
  return { ...(Object.fromEntries(lists) as Partial<Choices>), missing };
}

async function besides({ actor, now }: By, stock: Stock[], taken: string[]): Promise<Stock[]> {
  const missing = taken.filter((path) => stock.every(({ lot }) => lot !== path));
  return stockOfLots(await lotsByPath(missing), actor, localDay(now, config.utcOffset));
}

export interface Beginning {
  eventTime: string;
  product: string | undefined;
  place: string | undefined;
  /** Path of the only lot on hand. */
  taken: string | undefined;
  recipient: string | undefined;
  /** A code that is free, for a step that makes a lot. */
  lot: string;
}

/**
 * What the form of a step begins with: now, and what the last such event carried, or the only choice there is.
 * @param asked identifier of the product, where the address of the form names one
 */
export async function beginningOf(step: Step, by: By, needs: Need[], asked?: string): Promise<Beginning> {
  const [choices, events] = await Promise.all([choicesFor(by, needs), recentEvents(by)]);
  const last = lastTime(step, events);
  const products = choices.packages ?? choices.products ?? [];
  const product =
    products.find(({ _id }) => _id === asked) ??
    products.find(({ key }) => key === last.productKey) ??
    (step === 'transforming' ? undefined : onlyOne(products)); // the only product is the raw material
  const places = choices.zones ?? choices.places ?? [];
  const place = places.find(({ uri }) => uri === last.place) ?? onlyOne(places);
  return {
    eventTime: localTime(by.now, config.utcOffset).slice(0, 16),
    product: product?._id,
    place: place?._id,
    taken: onlyOne(choices.stock ?? [])?.lot,
    recipient: last.recipient,
    lot: await proposeLotCode(by.actor.organization, product?.names.vi, localDay(by.now, config.utcOffset)),
  };
}

function onlyOne<T>(list: T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
