/** Products: what a label names. Once a lot is recorded, GTIN, product code and unit stay as they are. */
import { z } from 'zod';
import { longestShelfLifeDays } from '../auth/published-keys.js';
import { trusted } from '../db.js';
import { gtin, productCode, productKey } from '../epcis/identifiers.js';
import { uom } from '../epcis/quantity.js';
import { day } from '../epcis/time.js';
import { DomainError } from '../errors.js';
import { checkAlways } from '../http/check-always.js';
import { mayEdit, readable, type Actor, type By } from '../policy.js';
import { decimal, inOrder, line, organizationReference, paragraph, photoReference, tick, whole } from './fields.js';
import { foldText } from './fold-text.js';
import { photoFor } from './photo.service.js';
import { Products, type Product } from './product.model.js';
import {
  createRecord,
  getRecord,
  idFor,
  listRecords,
  ownerFor,
  pageOfRecords,
  replaceRecord,
  type Page,
} from './records.js';
import { ocopGroups } from './vocabulary.js';

const translated = z.strictObject({ vi: line(200), en: line(200).optional(), zh: line(200).optional() });
const ocop = z
  .strictObject({
    stars: whole.pipe(z.number().min(1, 'bad-choice').max(5, 'bad-choice')),
    decisionNumber: line(60),
    issuedOn: day,
    expiresOn: day,
  })
  .check(checkAlways(({ value, issues }) => inOrder(value.issuedOn, value.expiresOn, ['expiresOn'], issues)));

export const productInput = z
  .strictObject({
    organization: organizationReference,
    gtin: gtin.optional(),
    productCode: productCode.optional(),
    names: translated.prefault({} as z.input<typeof translated>), // so that the fault of none is at names.vi
    brand: line(100).optional(),
    ocopGroup: z.enum(ocopGroups, 'bad-choice').optional(),
    ocop: ocop.optional(),
    uom,
    netContent: z.strictObject({ quantity: decimal.pipe(z.number().positive('not-positive')), uom }).optional(),
    shelfLifeDays: whole.pipe(z.number().min(1, 'not-positive').max(longestShelfLifeDays)).optional(),
    ingredients: paragraph,
    standards: paragraph,
    storage: paragraph,
    warnings: paragraph,
    yieldRange: z
      .strictObject({ min: decimal.pipe(z.number().nonnegative()), max: decimal.pipe(z.number().positive()) })
      .refine(({ min, max }) => min <= max, { error: 'bad-range', path: ['max'] })
      .optional(),
    photo: photoReference,
    publishes: z.strictObject({ quantities: tick, yield: tick }).optional(),
  })
  .check(
    checkAlways(({ value, issues }) => {
      if (Boolean(value.gtin) !== Boolean(value.productCode)) return;
      issues.push({ code: 'custom', message: 'one-identifier', path: ['gtin'], input: value });
    }),
  );
export type ProductInput = z.output<typeof productInput>;

/**
 * @param file its photo: JPEG, PNG or WebP; it takes the place of a named one
 * @throws DomainError `already-exists` when another product has the GTIN or code; `not-found` (organisation, photo)
 * @throws ZodError `bad-photo`
 */
export async function createProduct(input: ProductInput, by: By, file?: Buffer): Promise<Product> {
  const organization = await ownerFor(by.actor, input.organization);
  const photo = await photoFor(input, { organization, by, file });
  const facts = { ...input, photo, ...derived(input), inUse: false, organization, createdAt: by.now };
  return createRecord(Products, { _id: idFor(by, 'product'), ...facts }, { key: identifierField(input) });
}

/** @throws as {@link createProduct}; `identifier-in-use` when a lot was recorded and GTIN, code or unit would change */
export async function updateProduct(id: string, input: ProductInput, by: By, file?: Buffer): Promise<Product> {
  const before = await getProduct(id, by.actor);
  if (!mayEdit(by.actor, before)) throw new DomainError('role-not-allowed');
  const photo = await photoFor(input, { organization: before.organization, by, file });
  const identity = derived(input).key === before.key && input.uom === before.uom;
  const field = derived(input).key === before.key ? 'uom' : identifierField(input);
  return replaceRecord(
    Products,
    id,
    { ...input, photo, ...derived(input) },
    { actor: by.actor, keep: ['inUse'], fieldOf: { key: field }, field, only: identity ? {} : { inUse: false } },
  );
}

/** @throws DomainError `not-found` at `field` */
export function getProduct(id: string, actor: Actor, field?: string): Promise<Product> {
  return getRecord(Products, id, actor, field);
}

/** For whoever scans a label: a product is public. */
export function findProductByKey(key: string): Promise<Product | null> {
  return Products.findOne({ key }).lean();
}

export function listProducts(actor: Actor, offset = 0): Promise<Product[]> {
  return listRecords(Products, actor, { sort: 'searchText', offset });
}

/** Those whose names or identifier hold `search`, written with or without its marks; all without one. */
export function pageOfProducts(actor: Actor, offset: number, search = ''): Promise<Page<Product>> {
  const literal = foldText(search).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  const filter = literal ? { searchText: trusted({ $regex: literal }) } : {};
  return pageOfRecords(Products, actor, { filter, sort: 'searchText', offset });
}

/** Every product of the organisation, or without one every product that the actor may read: for a choice in a form. */
export function productChoices(actor: Actor, organization?: string): Promise<Product[]> {
  const filter = organization ? { organization } : {};
  return Products.find({ ...filter, ...readable(actor) })
    .sort('searchText')
    .lean();
}

/** Products by their identifier. */
export async function productsById(ids: string[]): Promise<Map<string, Product>> {
  const found = await Products.find({ _id: trusted({ $in: [...new Set(ids)] }) }).lean();
  return new Map(found.map((product) => [product._id, product]));
}

/** Stars count until the day their decision ends. */
export function starsOn(product: Pick<Product, 'ocop'>, today: string): number | null {
  return product.ocop && product.ocop.issuedOn <= today && today <= product.ocop.expiresOn ? product.ocop.stars : null;
}

function derived(input: ProductInput): { key: string; searchText: string } {
  const words = [input.names.vi, input.names.en, input.names.zh, input.gtin ?? input.productCode];
  return { key: productKey(input), searchText: foldText(words.filter((word) => word !== undefined).join(' ')) };
}

function identifierField(input: ProductInput): string {
  return input.gtin ? 'gtin' : 'productCode';
}
