/** Noodles, rice, jelly and mats. A lot of noodles was held and released; a delivery is still on its way. */
import { type Step, storyOf } from './story.js';

export const cannaNoodles: Step[] = storyOf('tan-viet-a', [
  { at: [70, '07:30'], step: 'harvest', lot: 'cu-dong/CD-01', zone: 'tan-viet-a-zone', quantity: 6000 },
  { at: [69, '08:00'], step: 'harvest', lot: 'cu-dong/CD-02', zone: 'tan-viet-a-zone-2', quantity: 4200 },
  {
    at: [66, '17:00'],
    step: 'process',
    inputs: [
      ['cu-dong/CD-01', 6000],
      ['cu-dong/CD-02', 4200],
    ],
    output: ['mien-dong-bulk/MD-01', 1530],
    note: 'Nghiền củ, lắng bột, tráng bánh, thái sợi, phơi khô.',
  },
  { at: [60, '08:30'], step: 'pack', input: ['mien-dong-bulk/MD-01', 1500], lot: 'mien-dong/MD-01', units: 3000 },
  { at: [60, '14:30'], step: 'label', lot: 'mien-dong/MD-01', count: 1200 },
  { at: [58, '09:45'], step: 'hold', lot: 'mien-dong/MD-01', note: 'Tình huống minh họa: chờ kết quả kiểm nghiệm.' },
  { at: [52, '10:30'], step: 'release', lot: 'mien-dong/MD-01', note: 'Tình huống minh họa: kết quả kiểm nghiệm đạt.' },
  { at: [50, '08:00'], step: 'ship', lot: 'mien-dong/MD-01', quantity: 400, to: 'shop', document: 'TVA-01' },
  { at: [50, '13:20'], by: 'shop', step: 'receive', lot: 'mien-dong/MD-01', document: 'TVA-01', quantity: 400 },
  { at: [33, '09:00'], step: 'sell', lot: 'mien-dong/MD-01', quantity: 300, channel: 'supermarket' },
  { at: [28, '17:10'], by: 'shop', step: 'sell', lot: 'mien-dong/MD-01', quantity: 96, channel: 'ocop-point' },
  { at: [12, '20:30'], step: 'sell', lot: 'mien-dong/MD-01', quantity: 64, channel: 'live' },
]);

export const riceNoodles: Step[] = storyOf('hung-dao', [
  { at: [90, '08:00'], step: 'harvest', lot: 'thoc-hung-dao/T-01', zone: 'hung-dao-zone', quantity: 5200 },
  { at: [84, '15:00'], step: 'process', inputs: [['thoc-hung-dao/T-01', 5200]], output: ['gao-hung-dao/G-01', 3432] },
  { at: [58, '16:00'], step: 'process', inputs: [['gao-hung-dao/G-01', 3000]], output: ['bun-kho-bulk/BK-01', 2640] },
  { at: [54, '08:30'], step: 'pack', input: ['bun-kho-bulk/BK-01', 2500], lot: 'bun-kho/BK-01', units: 5000 },
  { at: [54, '15:00'], step: 'label', lot: 'bun-kho/BK-01', count: 1000 },
  { at: [49, '07:45'], step: 'ship', lot: 'bun-kho/BK-01', quantity: 300, to: 'shop', document: 'HD-01' },
  { at: [49, '09:10'], by: 'shop', step: 'receive', lot: 'bun-kho/BK-01', document: 'HD-01', quantity: 300 },
  { at: [38, '09:00'], step: 'sell', lot: 'bun-kho/BK-01', quantity: 450, channel: 'agent' },
  { at: [21, '16:20'], by: 'shop', step: 'sell', lot: 'bun-kho/BK-01', quantity: 64, channel: 'ocop-point' },
]);

export const jelly: Step[] = storyOf('le-thuy', [
  { at: [41, '07:00'], step: 'harvest', lot: 'cay-thach/CT-01', zone: 'le-thuy-zone', quantity: 420 },
  { at: [16, '10:00'], step: 'process', inputs: [['cay-thach/CT-01', 60]], output: ['thach-den-bulk/TD-01', 720] },
  { at: [16, '14:30'], step: 'pack', input: ['thach-den-bulk/TD-01', 700], lot: 'thach-den/TD-01', units: 1750 },
  { at: [16, '16:00'], step: 'label', lot: 'thach-den/TD-01', count: 800 },
  { at: [14, '06:30'], step: 'ship', lot: 'thach-den/TD-01', quantity: 200, to: 'shop', document: 'LT-01' },
  {
    at: [14, '09:40'],
    by: 'shop',
    step: 'receive',
    lot: 'thach-den/TD-01',
    document: 'LT-01',
    quantity: 196,
    missing: 4,
    note: '4 hộp bị bẹp khi vận chuyển.',
  },
  { at: [8, '15:30'], step: 'sell', lot: 'thach-den/TD-01', quantity: 180, channel: 'online' },
  { at: [6, '17:40'], by: 'shop', step: 'sell', lot: 'thach-den/TD-01', quantity: 40, channel: 'ocop-point' },
]);

export const stickyRice: Step[] = storyOf('bao-lam', [
  { at: [75, '08:20'], step: 'harvest', lot: 'thoc-nep/TN-01', zone: 'bao-lam-zone', quantity: 8400 },
  { at: [68, '14:00'], step: 'process', inputs: [['thoc-nep/TN-01', 8400]], output: ['gao-nep-bulk/GN-01', 5460] },
  { at: [63, '08:10'], step: 'pack', input: ['gao-nep-bulk/GN-01', 5000], lot: 'gao-nep/GN-01', units: 2500 },
  { at: [63, '15:20'], step: 'label', lot: 'gao-nep/GN-01', count: 600 },
  { at: [56, '06:00'], step: 'ship', lot: 'gao-nep/GN-01', quantity: 250, to: 'shop', document: 'BL-01' },
  { at: [56, '15:45'], by: 'shop', step: 'receive', lot: 'gao-nep/GN-01', document: 'BL-01', quantity: 250 },
  { at: [35, '09:20'], step: 'sell', lot: 'gao-nep/GN-01', quantity: 320, channel: 'e-commerce' },
  { at: [18, '16:50'], by: 'shop', step: 'sell', lot: 'gao-nep/GN-01', quantity: 58, channel: 'gift-set' },
]);

export const riceNoodlesCaoTuyen: Step[] = storyOf('cao-tuyen', [
  { at: [88, '07:40'], step: 'harvest', lot: 'thoc-cao-tuyen/T-01', zone: 'cao-tuyen-zone', quantity: 7200 },
  { at: [80, '15:30'], step: 'process', inputs: [['thoc-cao-tuyen/T-01', 7200]], output: ['gao-cao-tuyen/G-01', 4680] },
  {
    at: [51, '16:10'],
    step: 'process',
    inputs: [['gao-cao-tuyen/G-01', 4000]],
    output: ['bun-cao-tuyen-bulk/B-01', 3480],
  },
  { at: [46, '08:00'], step: 'pack', input: ['bun-cao-tuyen-bulk/B-01', 3400], lot: 'bun-cao-tuyen/B-01', units: 6800 },
  { at: [46, '14:40'], step: 'label', lot: 'bun-cao-tuyen/B-01', count: 1500 },
  { at: [43, '07:30'], step: 'ship', lot: 'bun-cao-tuyen/B-01', quantity: 360, to: 'shop', document: 'CT-01' },
  { at: [43, '09:00'], by: 'shop', step: 'receive', lot: 'bun-cao-tuyen/B-01', document: 'CT-01', quantity: 360 },
  { at: [32, '08:50'], step: 'sell', lot: 'bun-cao-tuyen/B-01', quantity: 1200, channel: 'agent' },
  { at: [11, '17:30'], by: 'shop', step: 'sell', lot: 'bun-cao-tuyen/B-01', quantity: 72, channel: 'ocop-point' },
  { at: [1, '15:00'], step: 'ship', lot: 'bun-cao-tuyen/B-01', quantity: 120, to: 'shop', document: 'CT-02' },
]);

export const mats: Step[] = storyOf('mtv-668', [
  { at: [100, '08:30'], step: 'harvest', lot: 'cay-truc/TR-01', zone: 'mtv-668-zone', quantity: 900 },
  { at: [86, '16:00'], step: 'process', inputs: [['cay-truc/TR-01', 900]], output: ['chieu-bulk/C-01', 108] },
  {
    at: [82, '15:00'],
    step: 'process',
    inputs: [['chieu-bulk/C-01', 44]],
    output: ['chieu-hoat-hoa-bulk/CH-01', 42],
    note: 'Xử lý nhiệt trong lò kín.',
  },
  { at: [80, '08:40'], step: 'pack', input: ['chieu-bulk/C-01', 60], lot: 'chieu-truc/C-01', units: 60 },
  { at: [80, '10:00'], step: 'label', lot: 'chieu-truc/C-01', count: 60 },
  {
    at: [79, '09:00'],
    step: 'pack',
    input: ['chieu-hoat-hoa-bulk/CH-01', 40],
    lot: 'chieu-truc-hoat-hoa/CH-01',
    units: 40,
  },
  { at: [79, '10:15'], step: 'label', lot: 'chieu-truc-hoat-hoa/CH-01', count: 40 },
  { at: [72, '13:30'], step: 'ship', lot: 'chieu-truc/C-01', quantity: 15, to: 'shop', document: '668-01' },
  { at: [72, '13:40'], step: 'ship', lot: 'chieu-truc-hoat-hoa/CH-01', quantity: 12, to: 'shop', document: '668-02' },
  { at: [72, '15:00'], by: 'shop', step: 'receive', lot: 'chieu-truc/C-01', document: '668-01', quantity: 15 },
  {
    at: [72, '15:10'],
    by: 'shop',
    step: 'receive',
    lot: 'chieu-truc-hoat-hoa/CH-01',
    document: '668-02',
    quantity: 12,
  },
  { at: [57, '09:10'], step: 'sell', lot: 'chieu-truc/C-01', quantity: 24, channel: 'export' },
  { at: [57, '09:40'], step: 'sell', lot: 'chieu-truc-hoat-hoa/CH-01', quantity: 20, channel: 'export' },
  { at: [29, '16:10'], by: 'shop', step: 'sell', lot: 'chieu-truc/C-01', quantity: 4, channel: 'ocop-point' },
  { at: [26, '10:50'], by: 'shop', step: 'sell', lot: 'chieu-truc-hoat-hoa/CH-01', quantity: 3, channel: 'ocop-point' },
]);
