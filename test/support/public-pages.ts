/** Every kind of page that a stranger can meet, each in a state of its own. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { expect } from 'chai';
import sharp from 'sharp';
import { revokeKeys, rotateKey } from '../../src/auth/change-keys.js';
import { keys } from '../../src/auth/keys.js';
import { config } from '../../src/config.js';
import { communeInput, createCommune } from '../../src/registry/commune.service.js';
import { Locations } from '../../src/registry/location.model.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { keepPhoto } from '../../src/registry/photo.service.js';
import { Products } from '../../src/registry/product.model.js';
import { linksOf } from '../../src/sets/code.js';
import { certificateInput, createCertificate } from '../../src/registry/certificate.service.js';
import { someGtin } from './builders.js';
import { buildLabel, buildPackedLot } from './labelled.js';
import { sequenceAll } from './passports.js';
import { buildShelf } from './sets.js';
import { startWorld, type World } from './world.js';

interface PublicPage {
  path: (made: Made) => string;
  /** Of the answer; 200 unless told otherwise. */
  status?: number;
  /** Selects what is left out of a long page, because the rest is like it. */
  alike?: string;
}

/** By what they are. */
export const publicPages: Record<string, PublicPage> = {
  home: { path: () => '/' },
  'home after a code that nobody knows': { path: () => '/find?q=khong-co', status: 404 },
  product: { path: ({ genuine }) => `/${genuine.product.key}` },
  'product of a lot that is not recorded': { path: ({ genuine }) => `/${genuine.product.key}/10/KHONG-CO` },
  lot: { path: ({ genuine }) => `/${genuine.lot}` },
  'genuine label': { path: ({ genuine }) => onServer(genuine.label.full) },
  'label of a product that nobody translated': { path: ({ untold }) => onServer(untold.label.full) },
  'label of a recalled lot': { path: ({ recalled }) => onServer(recalled.label.full) },
  'void label': { path: ({ voided }) => onServer(voided.label.full) },
  'label of an expired lot': { path: ({ expired }) => onServer(expired.label.full) },
  'label of a held lot': { path: ({ held }) => onServer(held.label.full) },
  'label of a withdrawn key': { path: ({ withdrawn }) => onServer(withdrawn.label.full) },
  'label that is not genuine': {
    path: ({ genuine }) => onServer(genuine.label.full).replace(/.(?=\?s=)/, (end) => (end === '0' ? '2' : '0')),
    status: 404,
  },
  'label with a code to scratch': { path: ({ scratch }) => onServer(scratch) },
  'label that may have been copied': { path: ({ copied }) => onServer(copied.label.full) },
  'label not in use yet': { path: ({ blank }) => onServer(blank) },
  'code that names nothing': { path: () => `/01/${someGtin()}`, status: 404 },
  'gift set': { path: ({ set }) => onServer(linksOf({ _id: set }).full) },
  'gift set with a recalled part': { path: ({ brokenSet }) => onServer(linksOf({ _id: brokenSet }).full) },
  'recall status of a lot': { path: ({ recalled }) => `/recall-status/${recalled.lot}` },
  'recall status of a product': { path: ({ recalled }) => `/recall-status/${recalled.product.key}` },
  'choice of several links': { path: ({ genuine }) => `/${genuine.lot}?linkType=gs1:certificationInfo`, status: 300 },
  'report of a problem': { path: ({ genuine }) => `/report?label=${encodeURIComponent(`/${genuine.lot}`)}` },
  verifier: { path: () => '/verify' },
  'sign-in': { path: () => '/sign-in' },
  'unknown address': { path: () => '/khong-co', status: 404 },
  'API description': { path: () => '/docs', alike: 'section:nth-of-type(n + 4) details, details ~ details' },
};

const onServer = (link: string) => link.replace(config.publicUrl, '');

const ocop = { stars: 4, decisionNumber: '123/QĐ-UBND', issuedOn: '2020-01-01', expiresOn: '2099-12-31' };
const texts = {
  ocop,
  ingredients: '100 % tinh bột củ dong riềng',
  storage: 'Để nơi khô ráo, thoáng mát, tránh ánh nắng trực tiếp',
  warnings: 'Không dùng cho người dị ứng với dong riềng',
  standards: 'TCVN 1234:2020',
};
export const translated = {
  ...texts,
  names: { vi: 'Miến dong Tân Việt Á', en: 'Canna vermicelli', zh: '蕉芋粉丝' },
};
const corners = [0, 2, 3, 4, 6, 0].map((step) => [
  105.88 + 0.002 * Math.cos((step * Math.PI) / 3),
  22.56 + 0.0015 * Math.sin((step * Math.PI) / 3),
]);

type Made = Awaited<ReturnType<typeof makeAll>>;

/** The world of the pages on a port. */
export async function servePublicPages() {
  const world = await startWorld();
  const made = await makeAll(world);
  const server = createServer(world.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await world.stop();
  };
  return { world, made, url, stop };
}

async function makeAll(world: World) {
  const withdrawn = await buildLabel(world, translated);
  await revokeActiveKey(world);
  const made = {
    withdrawn,
    genuine: await buildLabel(world, translated),
    untold: await buildLabel(world, texts),
    recalled: await buildLabel(world),
    voided: await buildLabel(world),
    expired: await buildLabel(world, {}, { expiresOn: '2026-10-20' }),
    held: await buildLabel(world),
    blank: await blankLabel(world),
    scratch: await scratchLabel(world),
    copied: await buildLabel(world),
    ...(await makeSets(world)),
  };
  const { genuine, recalled, voided, held } = made;
  await act(world, 'minh', `/lots/${recalled.lot}/recalls`, { reason: 'Nhiễm khuẩn' });
  await act(world, 'minh', `/lots/${held.lot}/holds`, { reason: 'Chờ kết quả' });
  await act(world, 'hoa', `/lots/${voided.lot}/labels/voids`, {
    first: 1,
    reason: 'Rách',
    publicReason: 'Tem in hỏng',
  });
  await copy(world, onServer(made.copied.label.full));
  await dress(world, genuine.product._id);
  await sequenceAll();
  return made;
}

/** One whole, and one with a part that is recalled. */
async function makeSets(world: World): Promise<{ set: string; brokenSet: string }> {
  const [shelf, other] = [await buildShelf(world), await buildPackedLot(world)];
  const parts = [shelf.tea, shelf.noodles, other].map(({ lot }) => ({ lot, quantity: 1 }));
  const [set, brokenSet] = [await shelf.pack(), await shelf.pack({ parts })];
  await act(world, 'minh', `/lots/${other.lot}/recalls`, { reason: 'Nhiễm khuẩn' });
  return { set, brokenSet };
}

/** Whatever a product, its producer and its zones can have. */
async function dress(world: World, product: string): Promise<void> {
  for (const [number, expiresOn] of Object.entries({ 'VG-1': '2099-01-01', 'VG-2': '2021-01-01' })) {
    const facts = { type: 'vietgap', issuer: 'Vinacontrol', issuedOn: '2020-01-01', product, number, expiresOn };
    await createCertificate(certificateInput.parse(facts), world.by('hoa'));
  }
  const picture = sharp({ create: { width: 800, height: 600, channels: 3, background: '#a52' } });
  const photo = await keepPhoto(await picture.jpeg().toBuffer(), 'org-hoa', world.by('hoa'));
  await Products.updateOne({ _id: product }, { $set: { photo, publishes: { quantities: true, yield: true } } });
  const place = {
    geometry: { type: 'Polygon', coordinates: [corners] },
    commune: 'Xã Thành Công',
    province: 'Cao Bằng',
  };
  await Locations.updateMany({ kind: 'zone' }, { $set: { ...place, photo } });
  const around = [[105.82, 22.5], [105.95, 22.52], [105.93, 22.61], [105.84, 22.6], [105.82, 22.5]]; // prettier-ignore
  const outline = { type: 'Polygon', coordinates: [around] };
  const commune = { name: place.commune, province: place.province, outline, source: 'Đường nét minh họa' };
  await createCommune(communeInput.parse(commune), world.by('an'));
  const contact = { households: 63, foundedYear: 2016, publicContact: 'htxhoa.example', commune: 'Nguyên Bình', photo };
  await Organizations.updateOne({ _id: 'org-hoa' }, { $set: contact });
}

async function act(world: World, who: 'hoa' | 'minh', path: string, body: object) {
  const res = await world.as[who].post(`/api${path}`, body);
  expect(res.status, `${path} ${res.text}`).to.equal(201);
  return res;
}

async function revokeActiveKey(world: World): Promise<void> {
  const { kid } = keys().label.active();
  await rotateKey(world.dataDir, 'labels', new Date());
  await revokeKeys(world.dataDir, { kids: [kid], because: 'bị lấy cắp', now: new Date() });
}

async function scratchLabel(world: World): Promise<string> {
  const { lot } = await buildPackedLot(world);
  await act(world, 'hoa', `/lots/${lot}/labels`, { count: 1, scratch: true });
  const { body } = await world.as.hoa.get(`/api/lots/${lot}/labels`);
  return (body as { items: { full: string }[] }).items[0]?.full ?? '';
}

/** Somebody scans it in Germany, somebody in Việt Nam a moment later. */
async function copy(world: World, path: string): Promise<void> {
  world.app.set('trust proxy', true);
  for (const address of ['91.0.0.1', '113.160.92.202']) await world.stranger.get(path).set('X-Forwarded-For', address);
  world.app.set('trust proxy', false);
}

async function blankLabel(world: World): Promise<string> {
  const { product } = await buildPackedLot(world);
  const address = `/products/${product._id}/blank-labels`;
  await act(world, 'hoa', address, { count: 1 });
  const { body } = await world.as.hoa.get(`/api${address}`);
  return (body as { items: { full: string }[] }).items[0]?.full ?? '';
}
