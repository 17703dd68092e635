/**
 * The laws and rules that a lot is held against, and how well each of them is known here: the texts could be read only
 * in part, and say what is copied from them. To be corrected by whoever has the text before him.
 */
import { type WordsBelow } from './finding.js';

export const markets = ['vn', 'us', 'eu', 'cn'] as const;
/** Where the lot is to be sold. */
export type Market = (typeof markets)[number];

export interface Source {
  id: WordsBelow<'compliance.sources'>;
  markets: readonly Market[];
  readIn: 'part' | 'full';
  /** The day on which it was read, and where. */
  readOn: string;
  readAt: string;
}

export const sources = [
  {
    id: 'circular-02-2024',
    markets: ['vn'],
    readIn: 'part',
    readOn: '2026-11-24',
    readAt: 'quangninh.tcvn.gov.vn ?p=2771; en.qdnd.vn 564932; lawnet.vn 135560',
  },
  {
    id: 'decree-37-2026',
    markets: ['vn'],
    readIn: 'part',
    readOn: '2026-11-24',
    readAt: 'tintuc.thuvienphapluat.com 104201; vietnamlawmagazine.vn 78635',
  },
  {
    id: 'decision-148-2023',
    markets: ['vn'],
    readIn: 'part',
    readOn: '2026-11-24',
    readAt: 'vietnam.vn; vietnamplus.vn 250231',
  },
  {
    id: 'decree-43-2017',
    markets: ['vn'],
    readIn: 'part',
    readOn: '2026-11-29',
    readAt: 'USDA GAIN VM7031; laodong.vn 1649619 (Decree 37/2026 Art. 42)',
  },
  {
    id: 'growing-area',
    markets: ['vn', 'us', 'eu', 'cn'],
    readIn: 'part',
    readOn: '2026-11-24',
    readAt: 'sutech.vn; clv.vn (TCCS 774:2020/BVTV, QĐ 3156/QĐ-BNN-TT)',
  },
  {
    id: 'fsma-204',
    markets: ['us'],
    readIn: 'part',
    readOn: '2026-11-29',
    readAt: 'law.lawstack.com/cfr/21/1.1340, 1.1345; self-law.org § 1.1330 (a)(1)–(10); §§ 1.1325, 1.1350 second-hand',
  },
  {
    id: 'regulation-178-2002',
    markets: ['eu'],
    readIn: 'part',
    readOn: '2026-11-24',
    readAt: 'Art. 18, second-hand',
  },
  {
    id: 'regulation-2023-1115',
    markets: ['eu'],
    readIn: 'part',
    readOn: '2026-11-29',
    readAt: 'boe.es DOUE-L-2025-82014 (Art. 2(28)); eurlexa.com 32023R1115 (Art. 2)',
  },
  {
    id: 'gacc-280',
    markets: ['cn'],
    readIn: 'part',
    readOn: '2026-11-29',
    readAt: 'insights.made-in-china.com (Decree 280); food.chemlinked.com (Decree 248)',
  },
] as const satisfies Source[];
export type SourceId = (typeof sources)[number]['id'];
