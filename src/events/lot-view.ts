/** The page of a lot in the words of its reader. */
import { pagesAround } from '../http/pager.js';
import { config } from '../config.js';
import { fromThousandths } from '../epcis/quantity.js';
import { localTime } from '../epcis/time.js';
import { looseOf } from '../lots/enclosed.js';
import { type Lot } from '../lots/lot.model.js';
import { lotTable, productName, today, type Words } from '../lots/lot-table.js';
import { stateOf } from '../lots/lot.service.js';
import { toneOfSet } from '../lots/set-search.js';
import { type Actor } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { viewOfCorrection } from './correction-view.js';
import { viewOfEntry } from './entry-view.js';
import { type LotPage } from './lot-page.js';

interface Reader {
  actor: Actor;
  now: Date;
}

export function viewOfLot(page: LotPage, reader: Reader, words: Words) {
  const { lot, names, history, parents, children } = page;
  const product = names.products.get(lot.product);
  return {
    lot,
    address: `/lots/${lot._id}`,
    now: localTime(reader.now, config.utcOffset),
    product: productName(product, words),
    producer: names.organizations.get(lot.organization) ?? '',
    state: stateOf(lot, today(reader.now)),
    identity: identityOf(page, words),
    band: bandOf(page, words),
    balance: balanceOf(lot, words),
    whereabouts: whereaboutsOf(page, words),
    steps: nextSteps(lot, reader),
    parents: lotTable(parents, names, reader, words),
    children: lotTable(children, names, reader, words),
    moreChildren: page.moreChildren,
    sets: setsOf(page, words),
    moreSets: page.moreSets,
    timeline: history.entries.map((entry) => ({
      ...viewOfEntry(entry, words, reader.actor.role !== 'producer' || lot.organization === reader.actor.organization),
      ...viewOfCorrection(entry, reader, words),
    })),
    pager: pagerOf(page),
  };
}

function identityOf({ lot, names }: LotPage, { t, format }: Words) {
  const producer = names.organizations.get(lot.organization) ?? '';
  return [
    { label: t('lots.producer'), value: producer },
    { label: t('lots.first'), value: format.date(lot.firstEventTime), big: true },
    ...(lot.expiresOn ? [{ label: t('lots.expires'), value: format.date(lot.expiresOn), big: true }] : []),
    { label: t('lots.path'), value: lot._id, code: true },
  ];
}

/** Recalled or held: said before everything else, with who, when and why. */
function bandOf({ hold, recall }: LotPage, { t, format }: Words) {
  const entry = recall ?? hold;
  if (!entry) return null;
  const who = [entry.organization, entry.person].filter(Boolean).join(', ');
  const when = format.dateTime(entry.event.eventTime, entry.event.eventTimeZoneOffset);
  const reason = entry.event['nguon:note'] ?? '';
  const kind = recall ? 'recalled' : 'held';
  return {
    verdict: recall ? 'recalled' : 'look-again',
    word: t(`lots.${kind}.word`),
    sentence: t(`lots.${kind}.sentence`, { reason, who, when }),
    /** A recalled lot that is held besides cannot even be destroyed. */
    heldToo: Boolean(recall && hold),
  };
}

/** The conservation law in figures: what was produced is the sum of all others. */
function balanceOf(lot: Lot, { t, format }: Words) {
  const total = (entries: { quantity: number }[]) => entries.reduce((sum, { quantity }) => sum + quantity, 0);
  const parts = {
    'on-hand': total(lot.onHand),
    'in-transit': total(lot.inTransit),
    consumed: lot.consumed,
    sold: lot.sold,
    destroyed: lot.destroyed,
    lost: lot.lost,
  } as const;
  const figures = Object.entries(parts) as [keyof typeof parts, number][];
  const amount = (thousandths: number) => format.quantity(fromThousandths(thousandths), lot.uom);
  return {
    figures: [
      { label: t('lots.produced'), value: amount(lot.produced), big: true },
      ...figures.map(([name, quantity]) => ({ label: t(`lots.${name}`), value: amount(quantity), big: true })),
    ],
    sum: `${figures.map(([, quantity]) => format.number(fromThousandths(quantity))).join(' + ')} = ${amount(lot.produced)}`,
  };
}

/** Who has the goods now, and what is on its way. */
function whereaboutsOf({ lot, names }: LotPage, { t, format }: Words) {
  const name = (id: string) => names.organizations.get(id) ?? '';
  const amount = (thousandths: number) => format.quantity(fromThousandths(thousandths), lot.uom);
  return {
    columns: [{ label: t('lots.where') }, { label: t('lots.quantity'), numeric: true }],
    rows: [
      ...lot.onHand.map(({ organization, quantity }) => {
        const enclosed = quantity - looseOf(lot, organization);
        const note = enclosed > 0 ? t('lots.in-sets', { quantity: amount(enclosed) }) : undefined;
        return [{ text: name(organization), note }, amount(quantity)];
      }),
      ...lot.inTransit.map(({ from, to, quantity }) => [
        { text: t('lots.on-its-way', { from: name(from), to: name(to) }) },
        amount(quantity),
      ]),
    ],
  };
}

/** The gift sets and cases that it is in, with how much of it. */
function setsOf({ lot, sets }: LotPage, { t, format, inLanguage }: Words) {
  return {
    columns: [{ label: t('sets.name') }, { label: t('lots.quantity'), numeric: true }, { label: t('sets.packed-on') }],
    rows: sets.map(({ _id, names, state, contents, packedAt }) => [
      {
        text: inLanguage(names),
        href: `/sets/${_id}`,
        badge: { tone: toneOfSet[state], badgeLabel: t(`sets.states.${state}`) },
      },
      format.quantity(fromThousandths(contents.find((part) => part.lot === lot._id)?.quantity ?? 0), lot.uom),
      format.date(packedAt),
    ]),
  };
}

/** What a producer can do next with what the own organisation has or will get. */
function nextSteps(lot: Lot, { actor, now }: Reader): { step: string; icon: string; href: string }[] {
  if (actor.role !== 'producer') return [];
  const has = lot.onHand.some(({ organization }) => organization === actor.organization);
  const state = stateOf(lot, today(now));
  const query = `?lot=${encodeURIComponent(lot._id)}`;
  const free = has && state === 'open';
  const shipment = lot.inTransit.find(({ to }) => to === actor.organization)?.shipment;
  return [
    ...(shipment ? [action('receive', `/receipts/new${query}&shipment=${encodeURIComponent(shipment)}`)] : []),
    ...(free ? [action('process', `/processes/new${query}`)] : []),
    ...(free && lot.uom !== 'H87' ? [action('pack', `/packings/new${query}`)] : []),
    ...(lot.uom === 'H87' && lot.organization === actor.organization && state === 'open'
      ? [action('label', `/lots/${lot._id}/labels`)]
      : []),
    ...(free ? [action('ship', `/shipments/new${query}`), action('sell', `/sales/new${query}`)] : []),
    ...(has && !lot.heldBy ? [action('destroy', `/destructions/new${query}`)] : []),
  ];
}

function action(step: string, href: string) {
  return { step, icon: step, href };
}

function pagerOf({ lot, history, offset }: LotPage) {
  const at = (start: number) => `/lots/${lot._id}?offset=${start}#history`;
  return pagesAround({ offset, size: pageSize, more: history.more }, at);
}
