/** Enters the people, places, products and certificates of the demo through the registry's services. */
import { Users } from '../auth/user.model.js';
import { addDays } from '../epcis/time.js';
import { type Actor, type By } from '../policy.js';
import { certificateInput, createCertificate } from '../registry/certificate.service.js';
import { communeInput, createCommune } from '../registry/commune.service.js';
import { type Location } from '../registry/location.model.js';
import { createLocation, locationInput } from '../registry/location.service.js';
import { createOrganization, organizationInput } from '../registry/organization.service.js';
import { type Product } from '../registry/product.model.js';
import { createProduct, productInput } from '../registry/product.service.js';
import { createUser, newUser, updateUser, userChange } from '../registry/user.service.js';
import { certificateInputOf, certificates } from './certificates.js';
import { communeInputs } from './communes.js';
import { materials } from './materials.js';
import { accounts, organizations, type DemoAccount, type OrganizationName } from './organizations.js';
import { placeInput, places, type PlaceName } from './places.js';
import { productInputOf, soldProducts, type DemoProduct } from './products.js';
import { type ProductName } from './story.js';

export interface Cast {
  actors: Record<OrganizationName, Actor>;
  places: Record<PlaceName, Location>;
  products: Record<ProductName, Product>;
}

/** Who makes organisations and accounts before there is an account. */
const founder: Actor = { id: 'demo', name: '', role: 'admin', organization: '' };

/** Everything was registered so many days before the day of the demo: longer ago than the first step. */
const registeredDaysAgo = 120;

/**
 * Registers everybody and everything. What an interrupted load has registered stays as it is, except that every
 * account gets the password of `passwords`.
 * @param passwords by email
 */
export async function registerCast(day: string, passwords: Map<string, string>): Promise<Cast> {
  const now = new Date(`${addDays(day, -registeredDaysAgo)}T08:00:00+07:00`);
  const byOf = (actor: Actor, name: string): By => ({ actor, now, key: `demo:${name}` });
  const made = await each(organizations, (facts, name) =>
    createOrganization(organizationInput.parse({ ...facts, email: emailOf(name) }), byOf(founder, name)),
  );
  const signIns = await Promise.all(
    accounts.map(async (account) => {
      const password = passwords.get(account.email) ?? '';
      const { _id: organization, name } = made[account.organization];
      return [account.organization, await makeAccount(account, password, { organization, name }, byOf)] as const;
    }),
  );
  const actors = Object.fromEntries(signIns) as Cast['actors'];
  const [madePlaces, products] = await Promise.all([
    each(places, (place, name) =>
      createLocation(locationInput.parse(placeInput(place, day)), byOf(actors[place.owner], name)),
    ),
    each<ProductName, DemoProduct, Product>({ ...materials, ...soldProducts }, (product, name) =>
      createProduct(productInput.parse(productInputOf(product, day)), byOf(actors[product.owner], name)),
    ),
  ]);
  for (const commune of communeInputs()) {
    await createCommune(communeInput.parse(commune), byOf(actors.office, commune.name));
  }
  for (const certificate of certificates) {
    const by = byOf(actors[certificate.owner], certificate.number);
    await createCertificate(certificateInput.parse(certificateInputOf(certificate, day)), by);
  }
  return { actors, places: madePlaces, products };
}

/** Whoever a recall concerns can be written to. */
function emailOf(name: string): string | undefined {
  return accounts.find(({ organization }) => organization === name)?.email;
}

async function makeAccount(
  { role, email }: DemoAccount,
  password: string,
  { organization, name: workplace }: { organization: string; name: string },
  byOf: (actor: Actor, name: string) => By,
): Promise<Actor> {
  const facts = { name: `Người dùng minh họa (${workplace.replace(' (minh họa)', '')})`, email, role, organization };
  const by = byOf(founder, email);
  const earlier = await Users.findOne({ email }, { _id: 1 }).lean();
  const { _id: id } = earlier
    ? await updateUser(earlier._id, userChange.parse({ ...facts, password }), by)
    : await createUser(newUser.parse({ ...facts, password }), by);
  return { id, name: facts.name, role, organization };
}

async function each<Name extends string, Facts, Made>(
  table: Record<Name, Facts>,
  make: (facts: Facts, name: Name) => Promise<Made>,
): Promise<Record<Name, Made>> {
  const entries = Object.entries(table) as [Name, Facts][];
  const made = await Promise.all(entries.map(async ([name, facts]) => [name, await make(facts, name)] as const));
  return Object.fromEntries(made) as Record<Name, Made>;
}
