/** Rules of the countries that goods are sent to. A row each; those of the United States follow from `fsma/kdes.ts`. */
import * as chain from './checks-chain.js';
import * as zones from './checks-zones.js';
import { customsNumbers, none } from './checks-records.js';
import { type Condition } from './conditions.js';
import { findElement, keyDataElements, type KeyDataElement } from './fsma/kdes.js';
import { rowsOf, trackingEvents, type TrackingEvent } from './fsma/rows.js';
import { type Rule } from './rule.js';
import { type Market } from './sources.js';

const conditionOf: Record<TrackingEvent, Condition> = {
  harvest: 'harvested',
  'initial-packing': 'initially-packed',
  shipping: 'shipped-packed',
  receiving: 'received-packed',
  transformation: 'transformed',
};

/** FSMA 204, 21 CFR 1 subpart S: the key data elements of each critical tracking event. */
const fsma: Rule[] = trackingEvents.flatMap((event) =>
  keyDataElements[event].map((element) => ofElement(event, element)),
);

function ofElement(event: TrackingEvent, element: KeyDataElement): Rule {
  const isKept = element.columns.every(({ part }) => part !== 'not-kept');
  return {
    id: `fsma-${event}-${element.name}`,
    source: 'fsma-204',
    article: `21 CFR ${element.paragraph}`,
    when: ['food', conditionOf[event]],
    item: { event, element: element.name },
    asked: isKept ? 'always' : 'not-kept',
    check: (facts) => rowsOf[event](facts).flatMap((row) => findElement(element, row, facts)),
  };
}

/** Regulation (EC) 178/2002 Article 18. */
const general: Rule[] = [
  {
    id: 'eu-one-step-back',
    source: 'regulation-178-2002',
    article: 'Art. 18 (2)',
    when: ['food'],
    item: 'one-step-back',
    asked: 'always',
    check: chain.oneStepBack,
  },
  {
    id: 'eu-one-step-forward',
    source: 'regulation-178-2002',
    article: 'Art. 18 (3)',
    when: ['food', 'shipped'],
    item: 'one-step-forward',
    asked: 'always',
    check: chain.oneStepForward,
  },
  {
    id: 'eu-identified',
    source: 'regulation-178-2002',
    article: 'Art. 18 (4)',
    when: ['food'],
    item: 'identified',
    asked: 'always',
    check: chain.lotCode,
  },
];

/** Regulation (EU) 2023/1115: where the commodity grew. */
const plots: Rule[] = (
  [
    ['Art. 9 (1) d', 'plot', zones.plots],
    ['Art. 2 (28)', 'plot-decimals', zones.plotDecimals],
    ['Art. 2 (28)', 'plot-polygon', zones.plotPolygon],
    ['Art. 2 (28)', 'plot-ring', zones.plotRing],
  ] as const
).map(([article, item, check]) => ({
  id: `eudr-${item}`,
  source: 'regulation-2023-1115',
  article,
  when: ['harvested'],
  item,
  asked: 'always',
  check,
}));

/** GACC Decree 280 (in the place of 248), and the codes that China asks for of fresh fruit. */
const china: Rule[] = [
  {
    id: 'cn-customs-number',
    source: 'gacc-280',
    article: '',
    when: ['food'],
    item: 'customs-number',
    asked: 'always',
    check: customsNumbers,
  },
  {
    id: 'cn-number-on-package',
    source: 'gacc-280',
    article: '',
    when: ['food'],
    item: 'number-on-package',
    asked: 'not-kept',
    check: none,
  },
  {
    id: 'cn-packing-house',
    source: 'gacc-280',
    article: '',
    when: ['food', 'packed'],
    item: 'packing-house',
    asked: 'if-any',
    check: chain.packingHouses,
  },
];

/** A growing-area code is given for a market. */
const areaMarkets: Rule[] = (['cn', 'us', 'eu'] as const satisfies Market[]).map((market) => ({
  id: `area-market-${market}`,
  source: 'growing-area',
  article: '',
  markets: [market],
  when: ['harvested'],
  item: 'area-market',
  asked: 'always',
  check: zones.areaMarket(market),
}));

export const rulesOfAbroad: Rule[] = [...areaMarkets, ...fsma, ...general, ...plots, ...china];
