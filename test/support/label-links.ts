/** Sealed links and labels without a store: random keys, one product, the longest names. */
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import type { LabelContent } from '../../src/labels/layout.js';
import { buildLabelUri, labelPath, makeFullSeal, makeSerial } from '../../src/labels/seal.js';
import { chooseSeal } from '../../src/labels/sheet.js';
import type { LabelTemplate } from '../../src/labels/templates.js';

const longUrl = 'https://nguon.caobang.gov.vn'; // a host of 20 characters
/** With a short lot its compact code is of version 4, its full one of version 8. */
export const shortUrl = 'https://nguon.example';
const productKey = '01/09521234000013';
const serialKey = { kid: 'k1', secret: createSecretKey(Buffer.alloc(32, 7)) };
const labelKey = { mark: '0', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
export const captions = { lot: 'Lô', packedOn: 'NSX', expiresOn: 'HSD' };
const words = {
  vi: {
    names: ['Gạo nếp Hương Bảo Lạc', 'Chiếu trúc hoạt hóa', 'Thịt trâu gác bếp sấy khô đặc biệt Trùng Khánh'],
    captions,
  },
  en: {
    names: ['Sticky rice of Bảo Lạc', 'Bamboo mat', 'Smoked buffalo meat of Trùng Khánh, dried over the hearth'],
    captions: { lot: 'Lot', packedOn: 'Packed', expiresOn: 'Exp' },
  },
  zh: {
    names: ['保乐香糯米', '活化竹席', '重庆县特制烟熏水牛肉干（灶台烘制）'],
    captions: { lot: '批号', packedOn: '生产日期', expiresOn: '保质期至' },
  },
};
export type Script = keyof typeof words;

export function links(lot: string, index: number, publicUrl = longUrl) {
  const serial = makeSerial({ key: serialKey, productKey, lot, index });
  const lotPath = `${productKey}/10/${encodeURIComponent(lot)}`;
  const s = makeFullSeal(labelPath(lotPath, serial), labelKey);
  const label = { publicUrl, lotPath, serial };
  return { serial, compact: buildLabelUri(label), full: buildLabelUri({ ...label, s }) };
}

/** @param options.seal the strongest that the template holds unless given */
export function buildLabels(
  template: LabelTemplate,
  lot: string,
  count: number,
  options: { publicUrl?: string; seal?: 'full' | 'compact'; language?: Script } = {},
): LabelContent[] {
  const { publicUrl, language = 'vi' } = options;
  const seal = options.seal ?? chooseSeal(template, links(lot, 0, publicUrl));
  const { names, captions } = words[language];
  return Array.from({ length: count }, (_, index) => {
    const link = links(lot, index, publicUrl);
    const productName = names[index % names.length] as string;
    const dates = { packedOn: '2026-10-15', expiresOn: '2027-10-15' };
    const producer = 'Hợp tác xã Sản xuất và Chế biến Nông sản Trùng Khánh';
    return { uri: link[seal], serial: link.serial, productName, lot, producer, captions, language, ...dates };
  });
}
