/** What the products are made of: raw material and goods in bulk. Their codes are our own; they carry no labels. */
import { type ProducerName } from './organizations.js';
import { type DemoProduct } from './products.js';

/** Of those whose producer shows them to buyers. */
const published = { publishes: { quantities: true, yield: true } };

export const materials = {
  'thit-lon': bulk('tam-hoa', 'TH-THIT', 'Thịt lợn đen', 'Black pig pork', '黑猪肉'),
  'lap-suon-bulk': bulk(
    'tam-hoa',
    'TH-LS',
    'Lạp sườn chưa đóng gói',
    'Cured sausage, unpacked',
    '散装腊肠',
    [0.45, 0.65],
  ),
  'thit-xong-khoi-bulk': bulk(
    'tam-hoa',
    'TH-TXK',
    'Thịt xông khói chưa đóng gói',
    'Smoked pork, unpacked',
    '散装烟熏猪肉',
    [0.5, 0.7],
  ),
  'cu-dong': bulk('tan-viet-a', 'TVA-CU', 'Củ dong riềng', 'Canna roots', '蕉芋'),
  'mien-dong-bulk': bulk(
    'tan-viet-a',
    'TVA-MIEN',
    'Miến dong chưa đóng gói',
    'Canna vermicelli, unpacked',
    '散装蕉芋粉丝',
    [0.1, 0.2],
  ),
  'thoc-hung-dao': bulk('hung-dao', 'HD-THOC', 'Thóc Bao Thai', 'Bao Thai paddy', '稻谷'),
  'gao-hung-dao': bulk('hung-dao', 'HD-GAO', 'Gạo tẻ Bao Thai', 'Bao Thai rice', '大米', [0.6, 0.72]),
  'bun-kho-bulk': bulk(
    'hung-dao',
    'HD-BUN',
    'Bún khô chưa đóng gói',
    'Dried rice vermicelli, unpacked',
    '散装干米粉',
    [0.75, 0.98],
  ),
  'cay-thach': bulk('le-thuy', 'LT-CAY', 'Cây thạch đen khô', 'Dried black grass', '干仙草'),
  'thach-den-bulk': bulk(
    'le-thuy',
    'LT-THACH',
    'Thạch đen chưa đóng hộp',
    'Black grass jelly, unpacked',
    '散装仙草冻',
    [8, 20], // the jelly is mostly water
  ),
  'thoc-nep': bulk('bao-lam', 'BL-THOC', 'Thóc nếp Hương', 'Hương glutinous paddy', '香糯稻谷'),
  'gao-nep-bulk': bulk(
    'bao-lam',
    'BL-GAO',
    'Gạo nếp Hương chưa đóng gói',
    'Hương glutinous rice, unpacked',
    '散装香糯米',
    [0.6, 0.72],
  ),
  'thoc-cao-tuyen': bulk('cao-tuyen', 'CT-THOC', 'Thóc Đoàn Kết', 'Đoàn Kết paddy', '稻谷'),
  'gao-cao-tuyen': bulk('cao-tuyen', 'CT-GAO', 'Gạo tẻ Đoàn Kết', 'Đoàn Kết rice', '大米', [0.6, 0.72]),
  'bun-cao-tuyen-bulk': bulk(
    'cao-tuyen',
    'CT-BUN',
    'Bún khô Cao Tuyền chưa đóng gói',
    'Cao Tuyền rice vermicelli, unpacked',
    '散装 Cao Tuyền 干米粉',
    [0.75, 0.98],
  ),
  'bup-che': { ...bulk('kolia', 'KL-BUP', 'Búp chè tươi', 'Fresh tea buds', '鲜茶芽'), ...published },
  'hong-tra-bulk': {
    ...bulk('kolia', 'KL-HT', 'Hồng trà chưa đóng gói', 'Black tea, unpacked', '散装红茶', [0.18, 0.26]),
    ...published,
  },
  'luc-tra-bulk': bulk('kolia', 'KL-LT', 'Lục trà chưa đóng gói', 'Green tea, unpacked', '散装绿茶', [0.18, 0.26]),
  'cay-truc': pieces('mtv-668', '668-TRUC', 'Cây trúc sào', 'Bamboo stems', '竹竿'),
  'chieu-bulk': pieces(
    'mtv-668',
    '668-CHIEU',
    'Chiếu trúc chưa đóng gói',
    'Bamboo mats, unpacked',
    '散装竹席',
    [0.08, 0.16],
  ),
  'chieu-hoat-hoa-bulk': pieces(
    'mtv-668',
    '668-CHIEUHH',
    'Chiếu trúc hoạt hóa chưa đóng gói',
    'Activated bamboo mats, unpacked',
    '散装活化竹席',
    [0.9, 1],
  ),
};

function bulk(
  owner: ProducerName,
  productCode: string,
  vi: string,
  en: string,
  zh: string,
  yields?: [min: number, max: number],
): DemoProduct {
  const yieldRange = yields && { min: yields[0], max: yields[1] };
  return { owner, productCode, names: { vi, en, zh }, uom: 'KGM', ...(yieldRange && { yieldRange }) };
}

function pieces(...facts: Parameters<typeof bulk>): ReturnType<typeof bulk> {
  return { ...bulk(...facts), uom: 'H87' };
}
