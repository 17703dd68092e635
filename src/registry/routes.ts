/** The registry's pages and JSON: organisations, locations, products, certificates, accounts, and their files. */
import { Router } from 'express';
import { actorOf, allow } from '../http/request.js';
import { roles } from '../policy.js';
import * as api from './api.js';
import { findAttachmentFacts, fileNameOf, getAttachment, getThumbnail } from './attachment.service.js';
import * as certificates from './certificate.service.js';
import * as communes from './commune.service.js';
import { geometryText } from './geometry.js';
import * as locations from './location.service.js';
import { originMap } from './origin-map.js';
import * as organizations from './organization.service.js';
import * as present from './present.js';
import * as products from './product.service.js';
import { getPhoto } from './photo.service.js';
import { mountRecords } from './record.routes.js';
import { type Owned } from './records.js';
import * as users from './user.service.js';
import { outlineOf } from './zone-svg.js';

export const registryRoutes = Router();

const everyone = [...roles];

mountRecords(registryRoutes, {
  name: 'organizations',
  api: api.organizationApi,
  readers: everyone,
  makers: ['admin'],
  editors: ['admin', 'producer'],
  newSchema: organizations.organizationInput,
  editSchema: organizations.organizationInput,
  page: organizations.pageOfOrganizations,
  get: organizations.getOrganization,
  create: organizations.createOrganization,
  update: organizations.updateOrganization,
  present: present.presentOrganization,
  typed: present.typedOrganization,
});

mountRecords(registryRoutes, {
  name: 'locations',
  api: api.locationApi,
  readers: everyone,
  makers: ['admin', 'producer'],
  editors: ['admin', 'producer'],
  newSchema: locations.locationInput,
  editSchema: locations.locationInput,
  page: locations.pageOfLocations,
  get: locations.getLocation,
  create: locations.createLocation,
  update: locations.updateLocation,
  present: present.presentLocation,
  typed: (record) => ({
    ...present.typedLocation(record),
    geometry: record.geometry && geometryText(record.geometry),
  }),
  showModel: ({ geometry }) => Promise.resolve({ outline: geometry ? outlineOf(geometry) : null }),
});

mountRecords(registryRoutes, {
  name: 'communes',
  api: api.communeApi,
  readers: ['admin', 'inspector'],
  makers: ['admin'],
  editors: ['admin'],
  newSchema: communes.communeInput,
  editSchema: communes.communeInput,
  page: communes.pageOfCommunes,
  get: communes.getCommune,
  create: communes.createCommune,
  update: communes.updateCommune,
  present: present.presentCommune,
  typed: (record) => ({ ...present.typedCommune(record), outline: JSON.stringify(record.outline) }),
  listModel: async () => ({ missing: await communes.communesWithoutOutline() }),
  showModel: ({ outline }) => Promise.resolve({ map: originMap(null, outline) }),
});

mountRecords(registryRoutes, {
  name: 'products',
  api: api.productApi,
  readers: everyone,
  makers: ['admin', 'producer'],
  editors: ['admin', 'producer'],
  newSchema: products.productInput,
  editSchema: products.productInput,
  page: products.pageOfProducts,
  get: products.getProduct,
  create: products.createProduct,
  update: products.updateProduct,
  present: present.presentProduct,
  typed: present.typedProduct,
  listModel: (records, today) => ({ stars: byId(records, (product) => products.starsOn(product, today)) }),
  showModel: (product, today) => Promise.resolve({ stars: products.starsOn(product, today) }),
});

mountRecords(registryRoutes, {
  name: 'certificates',
  api: api.certificateApi,
  readers: everyone,
  makers: ['admin', 'producer'],
  editors: ['admin', 'producer'],
  newSchema: certificates.certificateInput,
  editSchema: certificates.certificateInput,
  page: certificates.pageOfCertificates,
  get: certificates.getCertificate,
  create: certificates.createCertificate,
  update: certificates.updateCertificate,
  present: present.presentCertificate,
  typed: present.typedCertificate,
  listModel: (records, today) => ({ states: byId(records, (record) => certificates.certificateState(record, today)) }),
  showModel: async (record, today, actor) => ({
    state: certificates.certificateState(record, today),
    product: record.product ? await products.getProduct(record.product, actor) : null,
    file: record.fileSha256 ? await findAttachmentFacts(record.fileSha256, actor) : null,
  }),
  formModel: async (record, actor) => ({ products: await products.productChoices(actor, record?.organization) }),
});

mountRecords(registryRoutes, {
  name: 'users',
  api: api.userApi,
  readers: ['admin'],
  makers: ['admin'],
  editors: ['admin'],
  newSchema: users.newUser,
  editSchema: users.userChange,
  page: users.pageOfUsers,
  get: users.getUser,
  create: users.createUser,
  update: users.updateUser,
  present: present.presentUser,
  typed: present.typedUser,
});

/**
 * What a stranger made must not run at our address: a file goes out under a name of ours, and only a picture is shown,
 * everything else is downloaded.
 */
registryRoutes.get('/attachments/:sha256', allow(...everyone), async (req, res) => {
  const attachment = await getAttachment(String(req.params.sha256), actorOf(req));
  res.attachment(fileNameOf(attachment)).type(attachment.contentType);
  if (attachment.contentType.startsWith('image/')) {
    res.set('Content-Disposition', `inline; filename=${fileNameOf(attachment)}`);
    res.set('Content-Security-Policy', "default-src 'none'; sandbox");
  }
  res.set({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'private, no-store' }).send(attachment.data);
});

registryRoutes.get('/attachments/:sha256/thumbnail.webp', allow(...everyone), async (req, res) => {
  const thumbnail = await getThumbnail(String(req.params.sha256), actorOf(req));
  res.set('Cache-Control', 'private, max-age=86400, immutable').type('image/webp').send(thumbnail);
});

/** Public, and the same for ever: the address follows from the content. Other sites may show it too. */
registryRoutes.get('/photos/:name', async (req, res) => {
  const [, id = '', form] = /^([0-9a-f]{64})\.(webp|jpg)$/.exec(String(req.params.name)) ?? [];
  const { webp, jpeg } = await getPhoto(id);
  res.removeHeader('Vary'); // of no language
  res.removeHeader('Content-Language');
  res.set({ 'Cache-Control': 'public, max-age=31536000, immutable', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  res.type(form === 'jpg' ? 'image/jpeg' : 'image/webp').send(form === 'jpg' ? jpeg : webp);
});

function byId<T extends Owned, V>(records: T[], valueOf: (record: T) => V): Record<string, V> {
  return Object.fromEntries(records.map((record) => [record._id, valueOf(record)]));
}
