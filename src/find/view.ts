/** What was found, in one list: what it is, its state, whose it is, and the way to its page and its chain. */
import { productName, today, type LotNames, type Words } from '../lots/lot-table.js';
import { type Lot } from '../lots/lot.model.js';
import { stateOf } from '../lots/lot.service.js';
import { toneOfSet } from '../lots/set-search.js';
import { type Location } from '../registry/location.model.js';
import { type Product } from '../registry/product.model.js';
import { starsOn } from '../registry/product.service.js';
import { type Findings } from './find.service.js';
import { type FoundLabel, type SealWord } from './labels.js';

export const foundKinds = ['label', 'lot', 'set', 'zone', 'organization', 'product'] as const;
export type FoundKind = (typeof foundKinds)[number];

export interface Hit {
  kind: FoundKind;
  name: string;
  code: string;
  /** The badge of its state: locals of badge.ejs; null for what has none. */
  badge: { lotState: string } | { tone: string; badgeLabel: string; badgeIcon?: string } | null;
  /** More of its state, in words. */
  note: string;
  /** Whose it is. */
  whose: string;
  href: string;
  /** Address of the lot's chain. */
  chain: string | null;
}

const toneOfSeal: Record<SealWord, [tone: string, icon: string]> = {
  genuine: ['ok', 'genuine'],
  'not-genuine': ['bad', 'not-genuine'],
  'key-withdrawn': ['bad', 'key-withdrawn'],
  void: ['bad', 'void'],
  unused: ['warn', 'label'],
};

/** In the order in which they are most likely meant. */
export function hitsOf(found: Findings, names: LotNames, now: Date, words: Words): Hit[] {
  const whose = (id: string) => names.organizations.get(id) ?? '';
  const { t, format, inLanguage } = words;
  return [
    ...found.labels.map((label) => hitOfLabel(label, names, now, words)),
    ...found.lots.map((lot) => hitOfLot(lot, names, now, words)),
    ...found.sets.map(({ _id, names: called, state, holder, packedAt }) => ({
      ...{ kind: 'set' as const, name: inLanguage(called), code: _id, href: `/sets/${_id}`, chain: null },
      badge: { tone: toneOfSet[state], badgeLabel: t(`sets.states.${state}`) },
      note: format.date(packedAt),
      whose: whose(holder),
    })),
    ...found.zones.map((zone) => hitOfZone(zone, whose(zone.organization), today(now), words)),
    ...found.organizations.map(({ _id, name, kind, taxId, commune, province }) => ({
      ...{ kind: 'organization' as const, name, code: taxId ?? '', href: `/organizations/${_id}`, chain: null },
      badge: { tone: 'info', badgeLabel: t(`organization-kinds.${kind}`) },
      note: '',
      whose: [commune, province].filter(Boolean).join(', '),
    })),
    ...found.products.map((product) => hitOfProduct(product, whose(product.organization), today(now), words)),
  ];
}

function hitOfLot(lot: Lot, names: LotNames, now: Date, words: Words): Hit {
  return {
    kind: 'lot',
    name: productName(names.products.get(lot.product), words) || lot.code,
    code: lot.code,
    badge: { lotState: stateOf(lot, today(now)) },
    note: words.format.date(lot.lastEventTime),
    whose: names.organizations.get(lot.organization) ?? '',
    href: `/lots/${lot._id}`,
    chain: `/lots/${lot._id}/trace`,
  };
}

/** Leads to the lot, and says of it what counts more than the seal. */
function hitOfLabel(
  { lot, seal, status, serial, productKey }: FoundLabel,
  names: LotNames,
  now: Date,
  words: Words,
): Hit {
  const { t, format } = words;
  const [tone, badgeIcon] = toneOfSeal[seal];
  const state = lot && stateOf(lot, today(now));
  const product = [...names.products.values()].find(({ key }) => key === productKey);
  const notes = [
    status && t('find.label-state', { state: t(`labels.states.${status}`) }),
    state && t('find.lot-state', { state: t(`lot-states.${state}`) }),
  ];
  return {
    kind: 'label',
    name: [productName(product, words), lot?.code].filter(Boolean).join(' · '),
    code: format.serial(serial),
    badge: { tone, badgeIcon, badgeLabel: t(`verdicts.${seal}.word`) },
    note: notes.filter(Boolean).join(' · '),
    whose: names.organizations.get(lot?.organization ?? product?.organization ?? '') ?? '',
    href: lot ? `/lots/${lot._id}` : `/products/${product?._id ?? ''}`,
    chain: lot && `/lots/${lot._id}/trace`,
  };
}

function hitOfZone({ _id, name, zone, commune }: Location, whose: string, day: string, { t, format }: Words): Hit {
  const isLapsed = zone && (zone.validUntil < day || day < zone.validFrom);
  const lapsed = t(zone && day < zone.validFrom ? 'certificate-states.not-yet' : 'certificate-states.expired');
  const bad = { tone: 'bad', badgeLabel: t(`zone-statuses.${zone?.status ?? 'active'}`), badgeIcon: 'recalled' };
  return {
    ...{ kind: 'zone', name, code: zone?.growingAreaCode ?? '', href: `/locations/${_id}`, chain: null },
    badge:
      zone?.status !== 'active'
        ? bad
        : isLapsed
          ? { tone: 'warn', badgeLabel: lapsed, badgeIcon: 'expired' }
          : { tone: 'ok', badgeLabel: t('zone-statuses.active'), badgeIcon: 'check' },
    note: zone ? t('registry.until', { date: format.date(zone.validUntil) }) : '',
    whose: [whose, commune].filter(Boolean).join(', '),
  };
}

function hitOfProduct(product: Product, whose: string, day: string, words: Words): Hit {
  const { _id, key, gtin, ocop } = product;
  const { t, format } = words;
  const stars = starsOn(product, day);
  const isOver = ocop && ocop.expiresOn < day;
  return {
    ...{ kind: 'product', name: productName(product, words), code: gtin ?? key, href: `/products/${_id}`, chain: null },
    badge: stars ? { tone: 'ok', badgeLabel: `OCOP ${format.stars(stars)}` } : null,
    note: ocop && (stars || isOver) ? t('registry.until', { date: format.date(ocop.expiresOn) }) : '',
    whose,
  };
}

/** Columns and rows of the table partial. */
export function hitTable(hits: Hit[], { t }: Pick<Words, 't'>) {
  return {
    columns: [
      { label: t('find.what') },
      { label: t('find.kind') },
      { label: t('find.state') },
      { label: t('find.whose') },
      { label: t('trace.title') },
    ],
    rows: hits.map(({ kind, name, code, badge, note, whose, href, chain }) => [
      { text: name, href, note: code },
      t(`find.kinds.${kind}`),
      { text: badge ? '' : '–', badge: badge ?? undefined, note },
      whose,
      chain ? { text: t('find.chain'), href: chain } : { text: '–' },
    ]),
  };
}
