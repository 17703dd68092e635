/** The products of the demo that are packed, labelled and sold. Names are real, numbers and dates are not. */
import { addDays } from '../epcis/time.js';
import { type ProductInput } from '../registry/product.service.js';
import { type ProducerName } from './organizations.js';

export interface DemoProduct extends Omit<ProductInput, 'ocop'> {
  owner: ProducerName;
  ocop?: { stars: 3 | 4; decision: string; issuedDaysAgo: number };
}

const standards = 'Tự công bố sản phẩm số MH (minh họa)';
const dry = 'Để nơi khô ráo, thoáng mát, tránh ánh nắng trực tiếp.';

/** By their short names. GTINs have GS1's demonstration prefix 952. */
export const soldProducts = {
  'lap-suon': {
    owner: 'tam-hoa',
    gtin: '09520000000011',
    names: { vi: 'Lạp sườn', en: 'Cao Bằng cured sausage', zh: '高平腊肠' },
    ...food(4, '01/QĐ', 310, 0.5),
    shelfLifeDays: 120,
    ingredients: 'Thịt lợn đen, mỡ lợn, rượu trắng, nước gừng, muối, đường, quả mắc mật.',
    storage: 'Bảo quản dưới 5 °C. Làm chín trước khi ăn.',
  },
  'thit-xong-khoi': {
    owner: 'tam-hoa',
    gtin: '09520000000028',
    names: { vi: 'Thịt xông khói', en: 'Smoked pork', zh: '烟熏猪肉' },
    ...food(3, '02/QĐ', 310, 0.5),
    shelfLifeDays: 120,
    ingredients: 'Thịt ba chỉ lợn đen, muối, rượu trắng, gừng, hạt dổi.',
    storage: 'Bảo quản dưới 5 °C. Làm chín trước khi ăn.',
  },
  'mien-dong': {
    owner: 'tan-viet-a',
    gtin: '09520000000035',
    names: { vi: 'Miến dong Tân Việt Á', en: 'Tân Việt Á canna vermicelli', zh: 'Tân Việt Á 蕉芋粉丝' },
    ...food(4, '03/QĐ', 420, 0.5),
    shelfLifeDays: 365,
    ingredients: '100 % tinh bột củ dong riềng.',
    storage: dry,
  },
  'bun-kho': {
    owner: 'hung-dao',
    gtin: '09520000000042',
    names: { vi: 'Bún khô', en: 'Dried rice vermicelli', zh: '干米粉' },
    ...food(3, '04/QĐ', 265, 0.5),
    shelfLifeDays: 365,
    ingredients: '100 % gạo tẻ.',
    storage: dry,
  },
  'thach-den': {
    owner: 'le-thuy',
    gtin: '09520000000059',
    names: { vi: 'Thạch đen Lê Thùy', en: 'Lê Thùy black grass jelly', zh: 'Lê Thùy 仙草冻' },
    ...food(3, '05/QĐ', 265, 0.4),
    shelfLifeDays: 90,
    ingredients: 'Nước, cây thạch đen, bột củ năng, đường.',
    storage: 'Bảo quản dưới 10 °C. Dùng hết trong ngày sau khi mở.',
  },
  'gao-nep': {
    owner: 'bao-lam',
    gtin: '09520000000066',
    names: { vi: 'Gạo nếp Hương Bảo Lạc', en: 'Bảo Lạc Hương glutinous rice', zh: '保乐香糯米' },
    ...food(4, '06/QĐ', 190, 2),
    shelfLifeDays: 365,
    ingredients: '100 % gạo nếp Hương.',
    storage: dry,
  },
  'bun-cao-tuyen': {
    owner: 'cao-tuyen',
    gtin: '09520000000073',
    names: { vi: 'Bún khô Cao Tuyền', en: 'Cao Tuyền dried rice vermicelli', zh: 'Cao Tuyền 干米粉' },
    ...food(3, '07/QĐ', 190, 0.5),
    shelfLifeDays: 365,
    ingredients: '100 % gạo tẻ.',
    storage: dry,
  },
  'hong-tra': {
    owner: 'kolia',
    gtin: '09520000000080',
    publishes: { quantities: true, yield: false },
    names: { vi: 'Hồng trà Kolia', en: 'Kolia black tea', zh: 'Kolia 红茶' },
    ...food(4, '08/QĐ', 505, 0.1),
    ocopGroup: 'beverage',
    shelfLifeDays: 730,
    ingredients: '100 % búp chè hữu cơ.',
    storage: dry,
  },
  'luc-tra': {
    owner: 'kolia',
    gtin: '09520000000097',
    names: { vi: 'Lục trà Kolia', en: 'Kolia green tea', zh: 'Kolia 绿茶' },
    ...food(4, '09/QĐ', 505, 0.1),
    ocopGroup: 'beverage',
    shelfLifeDays: 540,
    ingredients: '100 % búp chè hữu cơ.',
    storage: dry,
  },
  'chieu-truc': {
    owner: 'mtv-668',
    gtin: '09520000000103',
    names: { vi: 'Chiếu trúc', en: 'Bamboo mat', zh: '竹席' },
    ...mat(3, '10/QĐ', 150),
  },
  'chieu-truc-hoat-hoa': {
    owner: 'mtv-668',
    productCode: 'CTHH', // the one product without a GTIN
    names: { vi: 'Chiếu trúc hoạt hóa', en: 'Activated bamboo mat', zh: '活化竹席' },
    ...mat(4, '11/QĐ', 150),
  },
} satisfies Record<string, DemoProduct>;

/** What a product is entered with on the day of the demo. The stars of a decision count for 36 months. */
export function productInputOf({ owner, ocop, ...product }: DemoProduct, day: string) {
  void owner;
  if (!ocop) return product;
  const issuedOn = addDays(day, -ocop.issuedDaysAgo);
  const decisionNumber = `${ocop.decision} (minh họa)`;
  return { ...product, ocop: { stars: ocop.stars, decisionNumber, issuedOn, expiresOn: addDays(issuedOn, 1095) } };
}

function food(stars: 3 | 4, decision: string, issuedDaysAgo: number, kilograms: number) {
  return {
    ocopGroup: 'food' as DemoProduct['ocopGroup'],
    ocop: { stars, decision, issuedDaysAgo },
    uom: 'H87' as const,
    netContent: { quantity: kilograms, uom: 'KGM' as const },
    standards,
  };
}

function mat(stars: 3 | 4, decision: string, issuedDaysAgo: number) {
  return {
    ocopGroup: 'handicraft' as const,
    ocop: { stars, decision, issuedDaysAgo },
    uom: 'H87' as const,
    netContent: { quantity: 1, uom: 'H87' as const },
    yieldRange: { min: 0.9, max: 1 },
    ingredients: 'Trúc sào, chỉ dù, vải viền.',
    storage: 'Lau bằng khăn ẩm, phơi nơi thoáng mát.',
  };
}
