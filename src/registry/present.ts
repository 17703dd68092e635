/** Every field of the registry that leaves the server, record by record. A field that is not named here stays inside. */
import { type User } from '../auth/user.model.js';
import { type Certificate } from './certificate.model.js';
import { type Commune } from './commune.model.js';
import { type Location } from './location.model.js';
import { type Organization } from './organization.model.js';
import { type Product } from './product.model.js';

/** What is typed of a record, as its schema takes it. */
export function typedOrganization(record: Organization) {
  const { name, kind, taxId, gln, companyPrefix, address, commune, province, phone, email, gaccNumber } = record;
  const { households, foundedYear, publicContact, photo } = record;
  const published = { households, foundedYear, publicContact, photo };
  const official = { name, kind, taxId, gln, companyPrefix, gaccNumber };
  return { ...official, address, commune, province, phone, email, ...published };
}

export function presentOrganization(record: Organization) {
  return { id: record._id, ...typedOrganization(record), createdAt: record.createdAt };
}

export function typedLocation(record: Location) {
  const { kind, name, gln, packingHouseCode, address, commune, province, geometry, photo, zone } = record;
  return { kind, name, gln, packingHouseCode, address, commune, province, geometry, photo, zone };
}

export function presentLocation(record: Location) {
  const { _id: id, uri, organization, createdAt } = record;
  return { id, uri, organization, ...typedLocation(record), createdAt };
}

export function typedCommune({ name, province, source, outline }: Commune) {
  return { name, province, source, outline };
}

export function presentCommune(record: Commune) {
  const { _id: id, organization, createdAt } = record;
  return { id, organization, ...typedCommune(record), createdAt };
}

export function typedProduct(record: Product) {
  const { gtin, productCode, names, brand, ocopGroup, ocop, uom, netContent, shelfLifeDays } = record;
  const { ingredients, standards, storage, warnings, yieldRange, photo, publishes } = record;
  return {
    gtin,
    productCode,
    names,
    brand,
    ocopGroup,
    ocop,
    uom,
    netContent,
    shelfLifeDays,
    ingredients,
    standards,
    storage,
    warnings,
    yieldRange,
    photo,
    publishes,
  };
}

export function presentProduct(record: Product) {
  const { _id: id, key, organization, inUse, createdAt } = record;
  return { id, key, organization, ...typedProduct(record), inUse, createdAt };
}

export function typedCertificate(record: Certificate) {
  const { type, number, issuer, issuedOn, expiresOn, product, fileSha256 } = record;
  return { type, number, issuer, issuedOn, expiresOn, product, fileSha256 };
}

export function presentCertificate(record: Certificate) {
  const { _id: id, organization, createdAt } = record;
  return { id, organization, ...typedCertificate(record), createdAt };
}

/** Never the password's hash. */
export function typedUser(record: User) {
  const { name, email, role, organization, disabledAt } = record;
  return { name, email, role, organization, disabled: Boolean(disabledAt) };
}

export function presentUser(record: User) {
  return { id: record._id, ...typedUser(record), createdAt: record.createdAt };
}
