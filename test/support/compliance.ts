/**
 * Facts in which no rule misses anything: roots are harvested, made into noodles, packed, sent to a shop and received.
 * Each call builds them anew, so that a test can take something away.
 */
import { type Amount, type LotFacts, type Stage } from '../../src/compliance/facts.js';
import { newLotState } from '../../src/lots/lot-state.js';
import { type Lot } from '../../src/lots/lot.model.js';
import { type Certificate } from '../../src/registry/certificate.model.js';
import { type Location } from '../../src/registry/location.model.js';
import { type Organization } from '../../src/registry/organization.model.js';
import { type Product } from '../../src/registry/product.model.js';

const createdAt = new Date('2026-01-01');

export const root = 'p/ROOT/10/R1';
export const bulk = 'p/BULK/10/B1';
export const packed = '01/09521234000013/10/P1';

export interface Parts {
  product: Product;
  farm: Organization;
  works: Organization;
  shop: Organization;
  zone: Location;
  facility: Location;
  store: Location;
  certificate: Certificate;
  harvest: Stage;
  process: Stage;
  packing: Stage;
  shipping: Stage;
  receiving: Stage;
}

/** The facts, and by name what they are made of. */
export function completeFacts(): { facts: LotFacts; parts: Parts } {
  const organizations = {
    farm: organization('farm', 'HTX Dong riềng'),
    works: organization('works', 'Xưởng miến'),
    shop: organization('shop', 'Cửa hàng'),
  };
  const places = {
    zone: { ...place('zone', 'farm'), kind: 'zone' as const, geometry: plot, zone: growingArea },
    facility: { ...place('facility', 'works'), packingHouseCode: 'VN-CBPH-001' },
    store: place('store', 'shop'),
  };
  const stages = {
    harvest: stage('harvest', 'commissioning', 'farm', 'zone', { made: [amount(root, 100, 'KGM')] }),
    process: stage('process', 'transforming', 'works', 'facility', {
      taken: [amount(root, 100, 'KGM')],
      made: [amount(bulk, 15, 'KGM')],
    }),
    packing: stage('packing', 'packing', 'works', 'facility', {
      taken: [amount(bulk, 15, 'KGM')],
      made: [amount(packed, 30, 'H87')],
    }),
    shipping: stage('shipping', 'shipping', 'works', 'facility', {
      moved: [amount(packed, 20, 'H87')],
      ...{ recipient: 'shop', destination: 'urn:store', shipment: 'urn:shipment:1', document: 'PGH-01' },
    }),
    receiving: stage('receiving', 'receiving', 'shop', 'store', {
      moved: [amount(packed, 20, 'H87')],
      shipment: 'urn:shipment:1',
    }),
  };
  const products = [product('root', 'farm'), product('bulk', 'works'), finished];
  const lots = [
    lot(packed, 'finished', 'works', [bulk]),
    lot(bulk, 'bulk', 'works', [root]),
    lot(root, 'root', 'farm', []),
  ];
  const parts = { ...organizations, ...places, ...stages, product: { ...finished }, certificate: { ...certificate } };
  const records = [...Object.values(organizations), ...Object.values(places), ...products, certificate, ...lots];
  const facts: LotFacts = {
    ...{ today: '2026-11-24', namespace: 'https://nguon.test', lot: lots[0] as Lot },
    lots: new Map(lots.map((each) => [each._id, each])),
    products: new Map([...products, parts.product].map((each) => [each._id, each])),
    organizations: new Map(Object.values(organizations).map((each) => [each._id, each])),
    places: new Map(Object.values(places).map((each) => [each.uri, each])),
    certificates: [parts.certificate],
    stages: Object.values(stages),
    readable: new Set([...records.map(({ _id }) => _id), ...Object.keys(stages), '']),
    acquainted: new Set(Object.keys(organizations)),
  };
  return { facts, parts };
}

function organization(_id: string, name: string): Organization {
  const facts = { taxId: `4800${_id}`, gaccNumber: `CVNM${_id}`, phone: '0206 385 0000' };
  const where = { address: 'Xóm 1', commune: 'Xã Thành Công', province: 'Cao Bằng' };
  return { _id, organization: _id, name, kind: 'cooperative', ...facts, ...where, createdAt };
}

function place(_id: string, owner: string): Location {
  const geometry = { type: 'Point' as const, coordinates: [106.258746, 22.666135] };
  const where = { commune: 'Xã Thành Công', province: 'Cao Bằng', geometry };
  return { _id, uri: `urn:${_id}`, organization: owner, kind: 'facility', name: `Nơi ${_id}`, ...where, createdAt };
}

const corners = [
  [105.873152, 22.553614],
  [105.874211, 22.553702],
  [105.874105, 22.554933],
];
const plot = { type: 'Polygon' as const, coordinates: [[...corners, ...corners.slice(0, 1)]] };
const growingArea = {
  ...{ growingAreaCode: 'VN-CB-0001', issuer: 'Chi cục', market: 'Trung Quốc, Hoa Kỳ; EU', status: 'active' as const },
  ...{ validFrom: '2026-01-01', validUntil: '2027-12-31', crop: 'Dong riềng', areaHectares: 12.5, households: 3 },
};

function product(_id: string, owner: string): Product {
  const names = { vi: `Hàng ${_id}`, en: `Goods ${_id}` };
  const key = `p/${_id.toUpperCase()}`;
  return { _id, organization: owner, key, names, searchText: '', uom: 'KGM', inUse: true, createdAt };
}

const finished: Product = {
  ...product('finished', 'works'),
  ...{ gtin: '09521234000013', key: '01/09521234000013', brand: 'Phia Đén', ocopGroup: 'beverage', uom: 'H87' },
  ocop: { stars: 4, decisionNumber: '12/QĐ', issuedOn: '2025-01-15', expiresOn: '2028-01-14' },
  netContent: { quantity: 0.5, uom: 'KGM' },
  ...{ shelfLifeDays: 365, ingredients: 'Dong riềng', standards: 'TCVN', storage: 'Nơi khô', warnings: 'Không' },
  photo: 'f'.repeat(64),
};

const certificate: Certificate = {
  ...{ _id: 'certificate', organization: 'works', type: 'vietgap', number: 'VG-1', issuer: 'Quatest' },
  ...{ issuedOn: '2026-01-01', expiresOn: '2027-12-31', createdAt },
};

function lot(_id: string, productId: string, owner: string, parents: string[]): Lot {
  const state = newLotState('KGM', '2026-10-02T08:30:00+07:00');
  const facts = { code: _id.split('/').at(-1) ?? '', product: productId, organization: owner, version: 1 };
  return { ...state, _id, ...facts, parents, ancestors: parents, expiresOn: '2027-10-02' };
}

function amount(path: string, quantity: number, uom: string): Amount {
  return { lot: path, quantity, uom };
}

function stage(id: string, step: Stage['step'], owner: string, at: string, more: Partial<Stage>): Stage {
  const when = { eventTime: '2026-10-02T08:30:00+07:00', offset: '+07:00', day: '2026-10-02' };
  const where = { organization: owner, place: `urn:${at}`, recipient: null, destination: null };
  const goods = { taken: [], made: [], moved: [], shipment: null, document: null };
  return { eventID: id, step, ...when, ...where, ...goods, ...more };
}
