/** Sealed links and labels without a store: random keys, one product, the longest names. */
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import type { LabelContent } from '../../src/labels/layout.js';
import { buildLabelUri, labelPath, makeFullSeal, makeSerial } from '../../src/labels/seal.js';
import { chooseSeal } from '../../src/labels/sheet.js';
import type { LabelTemplate } from '../../src/labels/templates.js';

const publicUrl = 'https://nguon.caobang.gov.vn'; // a host of 20 characters
const productKey = '01/09521234000013';
const serialKey = { kid: 'k1', secret: createSecretKey(Buffer.alloc(32, 7)) };
const labelKey = { mark: '0', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
export const captions = { lot: 'Lô', packedOn: 'NSX', expiresOn: 'HSD' };
const names = ['Gạo nếp Hương Bảo Lạc', 'Chiếu trúc hoạt hóa', 'Thịt trâu gác bếp sấy khô đặc biệt Trùng Khánh'];

export function links(lot: string, index: number) {
  const serial = makeSerial({ key: serialKey, productKey, lot, index });
  const lotPath = `${productKey}/10/${encodeURIComponent(lot)}`;
  const s = makeFullSeal(labelPath(lotPath, serial), labelKey);
  const label = { publicUrl, lotPath, serial };
  return { serial, compact: buildLabelUri(label), full: buildLabelUri({ ...label, s }) };
}

export function buildLabels(template: LabelTemplate, lot: string, count: number): LabelContent[] {
  const seal = chooseSeal(template, links(lot, 0));
  return Array.from({ length: count }, (_, index) => {
    const link = links(lot, index);
    const productName = names[index % names.length] as string;
    const dates = { packedOn: '2026-10-15', expiresOn: '2027-10-15' };
    const producer = 'Hợp tác xã Sản xuất và Chế biến Nông sản Trùng Khánh';
    return { uri: link[seal], serial: link.serial, productName, lot, producer, captions, ...dates };
  });
}
