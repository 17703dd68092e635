/** Gift sets that the shop packs of what producers sent it. In one of them is a sausage that is recalled later. */
import { type Step, storyOf } from './story.js';

const basket = { vi: 'Giỏ quà Cao Bằng', en: 'Cao Bang gift basket', zh: '高平礼篮' };
const box = { vi: 'Hộp quà bếp lửa', en: 'Hearth gift box', zh: '炉火礼盒' };

export const giftSets: Step[] = storyOf('shop', [
  {
    at: [9, '15:10'],
    step: 'set',
    names: basket,
    parts: [
      ['hong-tra/HT-01', 1],
      ['mien-dong/MD-01', 2],
      ['gao-nep/GN-01', 1],
    ],
  },
  {
    at: [8, '09:20'],
    step: 'set',
    names: box,
    parts: [
      ['lap-suon/LS-02', 1],
      ['bun-kho/BK-01', 2],
      ['luc-tra/LT-01', 1],
    ],
  },
]);
