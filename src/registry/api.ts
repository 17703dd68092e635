/** What the description of the API says of the registry's records: their words, their shape and an example of each. */
import { z } from 'zod';
import { day, instant } from '../epcis/time.js';
import { type ProblemCode } from '../errors.js';
import { type Tag } from '../http/describe.js';
import { areaObject } from './area.js';
import { certificateInput } from './certificate.service.js';
import { communeInput } from './commune.service.js';
import { geometryObject } from './geometry.js';
import { locationInput } from './location.service.js';
import { organizationInput } from './organization.service.js';
import { productInput } from './product.service.js';
import { newUser, type userChange } from './user.service.js';

/** `N` is what is sent to make a record, `E` to change one. */
export interface RecordApi<N, E> {
  tag: Tag;
  one: string;
  many: string;
  answer: z.ZodObject;
  newExample: N;
  editExample: E;
  /** What the server adds to the example. */
  added: object;
  file?: string;
  /** Of either, beside `already-exists` and `not-found`. */
  refusals?: readonly ProblemCode[];
}

const id = z.string().meta({ description: 'Identifier of the record' });
const owned = { organization: id, createdAt: instant };
const added = { id: '1111111111111111', createdAt: '2026-10-02T01:30:00.000Z' };
const organization = '5555555555555555';

const photoRule = 'JPEG, PNG or WebP, at most 5 MB. It is public, without what a camera adds to it';

const anOrganization = { name: 'HTX Minh Tâm', kind: 'cooperative' as const, phone: '0206 385 0000' };
export const organizationApi: RecordApi<z.input<typeof organizationInput>, z.input<typeof organizationInput>> = {
  tag: 'Organisations',
  one: 'an organisation',
  many: 'organisations',
  answer: z.object({ id, ...organizationInput.shape, createdAt: instant }),
  newExample: anOrganization,
  editExample: anOrganization,
  added,
  file: `A photo of the people and their work: ${photoRule}`,
};

const aZone = {
  kind: 'zone' as const,
  name: 'Vùng dong riềng Phia Đén',
  commune: 'Thành Công',
  geometry: { type: 'Point' as const, coordinates: [105.866667, 22.566667] },
  zone: {
    growingAreaCode: 'CB-01-0012',
    issuer: 'Chi cục Trồng trọt và Bảo vệ thực vật Cao Bằng',
    status: 'active' as const,
    validFrom: '2026-01-01',
    validUntil: '2028-12-31',
    crop: 'Dong riềng',
    areaHectares: 12.5,
    households: 30,
  },
};
export const locationApi: RecordApi<z.input<typeof locationInput>, z.input<typeof locationInput>> = {
  tag: 'Locations',
  one: 'a location',
  many: 'locations',
  answer: z.object({
    id,
    uri: z.string().meta({ description: 'Its identifier in EPCIS events' }),
    ...locationInput.shape,
    geometry: geometryObject.optional(),
    ...owned,
  }),
  newExample: aZone,
  editExample: aZone,
  added: { ...added, organization, uri: 'https://example.org/locations/1111111111111111' },
  file: `A photo of the place: ${photoRule}`,
};

const aCommune = {
  name: 'Xã Thành Công',
  province: 'Cao Bằng',
  source: 'Sở Nông nghiệp và Môi trường Cao Bằng',
  outline: {
    type: 'Polygon' as const,
    coordinates: [
      [
        [105.81, 22.52],
        [105.93, 22.52],
        [105.93, 22.6],
        [105.81, 22.52],
      ] as [number, number][],
    ],
  },
};
export const communeApi: RecordApi<z.input<typeof communeInput>, z.input<typeof communeInput>> = {
  tag: 'Locations',
  one: 'the outline of a commune',
  many: 'outlines of communes',
  answer: z.object({ id, ...communeInput.shape, outline: areaObject, ...owned }),
  newExample: aCommune,
  editExample: aCommune,
  added: { ...added, organization },
  file: 'The outline as GeoJSON: a Polygon or MultiPolygon, or a feature of one, at most 5 MB. It is simplified',
};

const aProduct = {
  productCode: 'MIEN-DONG-500',
  names: { vi: 'Miến dong 500 g', en: 'Canna vermicelli 500 g' },
  ocopGroup: 'food' as const,
  ocop: { stars: 4, decisionNumber: '1234/QĐ-UBND', issuedOn: '2026-01-15', expiresOn: '2029-01-14' },
  uom: 'H87' as const,
  netContent: { quantity: 500, uom: 'GRM' as const },
  shelfLifeDays: 365,
};
export const productApi: RecordApi<z.input<typeof productInput>, z.input<typeof productInput>> = {
  tag: 'Products',
  one: 'a product',
  many: 'products',
  answer: z.object({
    id,
    key: z.string().meta({ description: 'How links and lot paths begin: `01/{GTIN}` or `p/{product code}`' }),
    ...productInput.shape,
    gtin: z.string().length(14).optional().meta({ description: 'GTIN as 14 digits' }),
    inUse: z.boolean().meta({ description: 'A lot was recorded: GTIN, product code and unit stay as they are' }),
    ...owned,
  }),
  newExample: aProduct,
  editExample: aProduct,
  added: { ...added, organization, key: 'p/MIEN-DONG-500', inUse: false },
  file: `A photo of the product: ${photoRule}`,
  refusals: ['identifier-in-use'],
};

const aCertificate = { type: 'vietgap' as const, number: 'VG-2026-17', issuer: 'Quatest 1', issuedOn: '2026-03-01' };
export const certificateApi: RecordApi<z.input<typeof certificateInput>, z.input<typeof certificateInput>> = {
  tag: 'Certificates',
  one: 'a certificate',
  many: 'certificates',
  answer: z.object({ id, ...certificateInput.shape, issuedOn: day, ...owned }),
  newExample: aCertificate,
  editExample: aCertificate,
  added: { ...added, organization },
  file: 'The certificate itself: PDF, JPEG or PNG, at most 5 MB',
};

const aUser = { name: 'Nông Thị Hoa', email: 'hoa@example.org', role: 'producer' as const, organization };
const { name, email, role } = newUser.shape;
export const userApi: RecordApi<z.input<typeof newUser>, z.input<typeof userChange>> = {
  tag: 'Users',
  one: 'a user',
  many: 'users',
  answer: z.object({ id, name, email, role, disabled: z.boolean(), ...owned }),
  newExample: { ...aUser, password: 'rừng dẻ Trùng Khánh' },
  editExample: { ...aUser, disabled: true },
  added: { ...added, disabled: true },
  refusals: ['wrong-organization', 'own-account'],
};

/** A record as the server shows the one of the example. */
export function shownExample<N, E>({ editExample, added: more }: RecordApi<N, E>): object {
  return Object.assign({}, editExample, more);
}
