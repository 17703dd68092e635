/** One search for everything that a person may have at hand: a code, a link, a number, a name. */
import { lotPath } from '../epcis/identifiers.js';
import { readTypedCode, type TypedCode } from '../epcis/typed-code.js';
import { Lots, type Lot } from '../lots/lot.model.js';
import { mayReadLot, readableLots } from '../lots/lot.service.js';
import { latestLots, lotsByCode, productsNamed } from '../lots/search.js';
import { type PackedSet } from '../lots/set.model.js';
import { mayRead, type Actor } from '../policy.js';
import { type Location } from '../registry/location.model.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';
import { productsById } from '../registry/product.service.js';
import { readSetPath } from '../sets/code.js';
import { findSet } from '../sets/set.service.js';
import { findBySerial, findLabel, readBareSerial, type FoundLabel } from './labels.js';
import { isNameLike, organizationsNamed, zonesNamed } from './names.js';

export interface Findings {
  labels: FoundLabel[];
  lots: Lot[];
  sets: PackedSet[];
  zones: Location[];
  organizations: Organization[];
  products: Product[];
  /** There are more of some kind than are told. */
  isCut: boolean;
  /** A serial was tried on the latest lots alone. */
  isSerialCut: boolean;
}

/** Of each kind. */
export const mostOfKind = 25;

/** Products and organisations whose latest lots are told too. */
const mostWithLots = 5;

/** Inspectors and admins find everything, a producer what is the own organisation's or passed through its hands. */
export async function find(query: string, actor: Actor): Promise<Findings> {
  const text = query.trim();
  const code = readTypedCode(text);
  const serial = code ? null : readBareSerial(text);
  const isName = !code && isNameLike(text);
  const [label, bySerial, named, set, keys, organizations, zones] = await Promise.all([
    code?.serial === undefined ? null : findLabel({ ...code, serial: code.serial }, actor),
    serial && findBySerial(serial, actor),
    lotsNamed(text, code, actor),
    setNamed(text, actor),
    isName || (code && code.lot === undefined) ? productsNamed(text, code) : [],
    isName ? organizationsNamed(text, actor) : [],
    isName ? zonesNamed(text, actor) : [],
  ]);
  const products = [...(await productsById(keys)).values()].filter((product) => mayRead(actor, product));
  const labels = [...(label ? [label] : []), ...(bySerial?.labels ?? [])];
  const ofNamed = labels.length > 0 ? [] : await lotsOf(keys, organizations, actor);
  const lots = [...new Map([...named, ...ofNamed].map((lot) => [lot._id, lot])).values()];
  const all = { lots, zones, organizations, products };
  const isCut = Object.values(all).some((list) => list.length > mostOfKind);
  return {
    labels,
    lots: lots.slice(0, mostOfKind),
    sets: set ? [set] : [],
    zones: zones.slice(0, mostOfKind),
    organizations: organizations.slice(0, mostOfKind),
    products: products.slice(0, mostOfKind),
    isCut,
    isSerialCut: bySerial?.isCut ?? false,
  };
}

/** The lot of a link, or those whose code begins with the text. */
async function lotsNamed(text: string, code: TypedCode | null, actor: Actor): Promise<Lot[]> {
  if (!code) return lotsByCode(text, actor, mostOfKind + 1);
  if (code.lot === undefined || code.serial !== undefined) return [];
  const lot = await Lots.findById(lotPath(code.productKey, code.lot)).lean();
  return lot && mayReadLot(actor, lot) ? [lot] : [];
}

function lotsOf(products: string[], organizations: Organization[], actor: Actor): Promise<Lot[]> {
  const mine = readableLots(actor);
  const filters = [
    ...products.slice(0, mostWithLots).map((product) => ({ ...mine, product })),
    ...organizations.slice(0, mostWithLots).map(({ _id: parties }) => ({ parties })),
  ];
  return latestLots(filters, mostOfKind + 1);
}

/** A set by the link of its label, the number beside it, or its code alone. */
async function setNamed(text: string, actor: Actor): Promise<PackedSet | null> {
  const [, space, code] = /(?:^|[/(])(c|00)[/)]\s*([^/?#]+)/i.exec(text) ?? [];
  const path = space && code ? readSetPath(space, code) : (readSetPath('c', text) ?? readSetPath('00', text));
  const set = path && (await findSet(path));
  return set && (actor.role !== 'producer' || set.parties.includes(actor.organization)) ? set : null;
}
