/** Rules of Vietnam. A row each; correct one here and in the words below `compliance.items`. */
import * as chain from './checks-chain.js';
import * as zones from './checks-zones.js';
import * as records from './checks-records.js';
import { all, ifAny, none } from './checks-records.js';
import { type ItemWords, type Rule } from './rule.js';

type Row = [article: string, item: ItemWords, check: Rule['check'], asked?: Rule['asked'], when?: Rule['when']];

function rulesOf(source: Rule['source'], prefix: string, when: Rule['when'], rows: Row[]): Rule[] {
  return rows.map(([article, item, check, asked = 'always', more = []]) => {
    return { id: `${prefix}-${item}`, source, article, when: [...when, ...more], item, asked, check };
  });
}

/** Circular 02/2024/TT-BKHCN: the ten items of data that an origin is traced by. */
const circular02 = rulesOf(
  'circular-02-2024',
  'c02',
  [],
  [
    ['mục 1', 'product-name', records.productName],
    ['mục 2', 'product-image', records.productImage],
    ['mục 3', 'maker-name', records.makerName],
    ['mục 4', 'maker-address', records.makerAddress],
    ['mục 5', 'stages', chain.stagesTraced],
    ['mục 6', 'production-time', records.productionDay],
    ['mục 7', 'trace-code', chain.traceCode],
    ['mục 8', 'brand', all(records.productBrand, chain.lotCode), 'if-any'],
    ['mục 9', 'shelf-life', records.shelfLife, 'if-any'],
    ['mục 10', 'standards', records.productStandards],
  ],
);

/** Decree 37/2026/NĐ-CP Article 32: the eight items of a product's digital passport. */
const decree37 = rulesOf(
  'decree-37-2026',
  'd37',
  [],
  [
    ['Điều 32, mục 1', 'name-and-gtin', all(records.productName, records.productGtin)],
    ['Điều 32, mục 2', 'party', all(records.makerName, records.makerAddress, records.makerTaxNumber)],
    ['Điều 32, mục 3', 'origin', chain.originPlace],
    ['Điều 32, mục 4', 'trace-data', chain.chainComplete],
    ['Điều 32, mục 5', 'certificates', records.certificates, 'if-any'],
    ['Điều 32, mục 6', 'dates', all(records.productionDay, ifAny(records.expiryDay))],
    ['Điều 32, mục 7', 'warnings', records.productWarnings, 'if-any'],
    ['Điều 32, mục 8', 'national-portal', none, 'not-kept'],
  ],
);

/** Decision 148/QĐ-TTg (2023): stars count for 36 months. */
const ocop = rulesOf(
  'decision-148-2023',
  'ocop',
  ['starred'],
  [
    ['', 'star-decision', records.starDecision],
    ['', 'star-term', records.starTerm],
    ['', 'stars-in-force', records.starsValid],
  ],
);

/** Decree 43/2017/NĐ-CP with 111/2021/NĐ-CP: what a label says. The printed label itself is not seen here. */
const label = rulesOf(
  'decree-43-2017',
  'label',
  [],
  [
    ['Điều 10.1 a', 'product-name', records.productName],
    ['Điều 10.1 b', 'responsible-party', all(records.makerName, records.makerAddress)],
    ['Điều 10.1 c', 'origin', chain.originPlace],
    ['Phụ lục I', 'net-content', records.netContent, 'always', ['food']],
    ['Phụ lục I', 'production-day', records.productionDay, 'always', ['food']],
    ['Phụ lục I', 'expiry-day', records.expiryDay, 'always', ['food']],
    ['Phụ lục I', 'ingredients', records.productIngredients, 'always', ['food']],
    ['Phụ lục I', 'warnings', records.productWarnings, 'if-any', ['food']],
    ['Phụ lục I', 'storage', records.productStorage, 'always', ['food']],
    ['Phụ lục I', 'lot-code', chain.lotCode, 'always', ['beverage']],
  ],
);

/** Growing-area codes (TCCS 774:2020/BVTV): asked for by buyers at home and by the countries that import. */
const area = rulesOf(
  'growing-area',
  'area',
  ['harvested'],
  [
    ['', 'area-code', zones.areaCodes],
    ['', 'area-validity', zones.areaValidity],
  ],
);

export const rulesOfVietnam: Rule[] = [...circular02, ...decree37, ...ocop, ...label, ...area];
