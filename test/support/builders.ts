/** Records that a test needs, made through the services that a user would use. Each call makes a new one. */
import { randomInt } from 'node:crypto';
import { checkDigit } from '../../src/epcis/identifiers.js';
import { type By } from '../../src/policy.js';
import { type Location } from '../../src/registry/location.model.js';
import { createLocation, locationInput } from '../../src/registry/location.service.js';
import { type Product } from '../../src/registry/product.model.js';
import { createProduct, productInput } from '../../src/registry/product.service.js';

/** A GTIN under GS1's demonstration prefix 952. */
export function someGtin(): string {
  const body = `0952${String(randomInt(1e9)).padStart(9, '0')}`;
  return body + checkDigit(body);
}

export function someLot(): string {
  return `L${randomInt(1e9).toString(36).toUpperCase()}`;
}

export function buildZone(by: By, zone: object = {}, more: object = {}): Promise<Location> {
  const facts = {
    growingAreaCode: 'VN-CB-0001',
    issuer: 'Chi cục Trồng trọt và Bảo vệ thực vật Cao Bằng',
    status: 'active',
    validFrom: '2020-01-01',
    validUntil: '2099-12-31',
    crop: 'Dong riềng',
    areaHectares: 2.5,
    households: 12,
    ...zone,
  };
  return createLocation(locationInput.parse({ kind: 'zone', name: 'Vùng dong riềng', ...more, zone: facts }), by);
}

export function buildFacility(by: By, more: object = {}): Promise<Location> {
  return createLocation(locationInput.parse({ kind: 'facility', name: 'Xưởng', ...more }), by);
}

/** A product counted in kilograms, with a GTIN, unless told otherwise. */
export function buildProduct(by: By, more: object = {}): Promise<Product> {
  const identifier = 'productCode' in more ? {} : { gtin: someGtin() };
  return createProduct(productInput.parse({ ...identifier, names: { vi: 'Củ dong riềng' }, uom: 'KGM', ...more }), by);
}
