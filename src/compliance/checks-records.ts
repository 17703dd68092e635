/** Named checks of the registry's records: the product of a lot and whoever made it. */
import { certificateState } from '../registry/certificate.service.js';
import { type Organization } from '../registry/organization.model.js';
import { type Product } from '../registry/product.model.js';
import { isRaw, makingOf, type LotFacts } from './facts.js';
import {
  certificateSubject,
  day,
  makingSubject,
  organizationSubject,
  productSubject,
  text,
  type Check,
  type Finding,
  type Part,
  type Value,
} from './finding.js';

/** A part of the lot's product. */
function ofProduct(part: Part, pick: (product: Product, facts: LotFacts) => Value | null): Check {
  return (facts) => {
    const product = facts.products.get(facts.lot.product);
    return product ? [{ part, subject: productSubject(product), value: pick(product, facts) }] : [];
  };
}

/** A part of the organisation that made the lot. */
function ofMaker(part: Part, pick: (maker: Organization) => Value | null): Check {
  return (facts) => [ofOrganization(facts, facts.lot.organization, part, pick)];
}

function ofOrganization(
  facts: LotFacts,
  id: string,
  part: Part,
  pick: (organization: Organization) => Value | null,
): Finding {
  const organization = facts.organizations.get(id);
  return { part, subject: organizationSubject(facts, id), value: organization ? pick(organization) : null };
}

/** All of several checks. */
export function all(...checks: Check[]): Check {
  return (facts) => checks.flatMap((check) => check(facts));
}

export const productName = ofProduct('name', ({ names }) => ({ names }));
export const productImage = ofProduct('image', ({ photo }) => (photo ? { word: 'photo' } : null));
export const productGtin = ofProduct('gtin', ({ gtin }) => text(gtin));
export const productBrand = ofProduct('brand', ({ brand }) => text(brand));
export const productStandards = ofProduct('standards', ({ standards }) => text(standards));
export const productIngredients = ofProduct('ingredients', ({ ingredients }) => text(ingredients));
export const productWarnings = ofProduct('warnings', ({ warnings }) => text(warnings));
export const productStorage = ofProduct('storage', ({ storage }) => text(storage));
export const netContent = ofProduct('net-content', ({ netContent: content }) => content ?? null);
export const shelfLife = ofProduct('shelf-life', ({ shelfLifeDays }, { lot }) => {
  return day(lot.expiresOn) ?? (shelfLifeDays ? { number: shelfLifeDays } : null);
});

export const makerName = ofMaker('party', ({ name }) => text(name));
export const makerAddress = ofMaker('address', (maker) => text(addressOf(maker)));
export const makerTaxNumber = ofMaker('tax-number', ({ taxId }) => text(taxId));

/** A street or at least the commune, with the province. */
export function addressOf({ address, commune, province }: Pick<Organization, 'address' | 'commune' | 'province'>) {
  const known = [address, commune, province].filter(Boolean);
  return (address || commune) && province ? known.join(', ') : null;
}

/** OCOP: the decision that gave the stars. */
export const starDecision: Check = all(
  ofProduct('stars', ({ ocop }) => (ocop ? { number: ocop.stars } : null)),
  ofProduct('decision', ({ ocop }) => text(ocop?.decisionNumber)),
);

const monthsOfStars = 36;

/** The decision ends at most 36 months after it was given. */
export const starTerm = ofProduct('term', ({ ocop }) => {
  return ocop && ocop.expiresOn <= addMonths(ocop.issuedOn, monthsOfStars) ? day(ocop.expiresOn) : null;
});

/** The stars count today. */
export const starsValid = ofProduct('in-force', ({ ocop }, { today }) => {
  return ocop && ocop.issuedOn <= today && today <= ocop.expiresOn ? day(ocop.expiresOn) : null;
});

/** Calendar months later; of a day that the month does not have, the first of the next. */
export function addMonths(date: string, months: number): string {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, dayOfMonth)).toISOString().slice(0, 10);
}

/** A certificate of the product that holds today; without any, its product lacks it. */
export const certificates: Check = (facts) => {
  const product = facts.products.get(facts.lot.product);
  const held = facts.certificates.filter((each) => ['valid', 'expires-soon'].includes(stateToday(each, facts)));
  if (held.length === 0 && product) return [{ part: 'certificate', subject: productSubject(product), value: null }];
  return held.map((each) => ({ part: 'certificate', subject: certificateSubject(each), value: text(each.number) }));
};

function stateToday(certificate: Parameters<typeof certificateState>[0], { today }: LotFacts): string {
  return certificateState(certificate, today);
}

/** Registration with China's customs, of everybody who processed or packed: a harvest needs none. */
export const customsNumbers: Check = (facts) => {
  const makers = [...facts.lots.values()].filter((lot) => !isRaw(lot) || lot === facts.lot);
  const ids = [...new Set(makers.map(({ organization }) => organization))];
  return ids.map((id) => ofOrganization(facts, id, 'customs-number', ({ gaccNumber }) => text(gaccNumber)));
};

/** The day on which the lot was made. */
export const productionDay: Check = (facts) => {
  const value = day(makingOf(facts, facts.lot._id)?.day);
  return [{ part: 'production-day', subject: makingSubject(facts, facts.lot), value }];
};

/** The day until which the lot keeps; it follows from the product's shelf life. */
export const expiryDay = ofProduct('expiry', (_product, { lot }) => day(lot.expiresOn));

/** What is asked only where there is such a thing: nothing of it is missing. */
export function ifAny(check: Check): Check {
  return (facts) => check(facts).filter(({ value }) => value !== null);
}

/** Of what this server does not keep. */
export const none: Check = () => [];
