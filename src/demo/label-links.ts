/** Links of genuine labels of the demo, to be opened or printed. */
import { join } from 'node:path';
import { writePrivateFile } from '../auth/private-file.js';
import { lotPath, productKey } from '../epcis/identifiers.js';
import { canPrint, fullUri, labelAt, runOf } from '../labels/label.service.js';
import { Lots } from '../lots/lot.model.js';
import { soldProducts } from './products.js';
import { type LotName } from './story.js';

/** Lots, each with the index of one of their labels. The tea has the longest story; sausage LS-02 is recalled. */
const shown: [lot: LotName & `${keyof typeof soldProducts}/${string}`, index: number][] = [
  ['hong-tra/HT-01', 17],
  ['lap-suon/LS-02', 5],
  ['chieu-truc-hoat-hoa/CH-01', 3],
  ['mien-dong/MD-01', 240],
  ['lap-suon/LS-01', 11],
  ['thit-xong-khoi/XK-01', 8],
  ['bun-kho/BK-01', 96],
  ['thach-den/TD-01', 31],
  ['gao-nep/GN-01', 60],
  ['bun-cao-tuyen/B-01', 130],
  ['luc-tra/LT-01', 44],
  ['chieu-truc/C-01', 2],
];

/**
 * Writes `demo-labels.json`, `[{uri}]`: the first with a compact seal, which is short enough to be typed, the others
 * with a full one. Every start writes it anew, for the address of the server may have changed.
 */
export async function writeLabelLinks(dataDir: string): Promise<void> {
  const links = [];
  for (const [name, index] of shown) {
    const [product, code] = name.split('/') as [keyof typeof soldProducts, string];
    const lot = await Lots.findById(lotPath(productKey(soldProducts[product]), code)).lean();
    const run = lot && runOf(lot, index);
    if (!run || !canPrint(run)) continue;
    const label = labelAt(lot, index);
    links.push({ uri: links.length === 0 ? label.compact : fullUri(label) });
  }
  await writePrivateFile(join(dataDir, 'demo-labels.json'), links);
}
