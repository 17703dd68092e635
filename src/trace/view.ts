/** The page of a chain in the words of its reader. */
import { fromThousandths } from '../epcis/quantity.js';
import { pagesAround } from '../http/pager.js';
import { productName, today, type Words as LotWords } from '../lots/lot-table.js';
import { stateOf } from '../lots/lot.service.js';
import { type Actor } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { viewOfDrawing } from './drawing-view.js';
import { isNarrow, zooms } from './filter.js';
import { type TracedLot } from './graph.js';
import { type ShownRow, type TracePage } from './page.service.js';
import { viewOfZone } from './zone-view.js';

type Words = LotWords & Pick<Express.Locals, 'told' | 'lang'>;

export function viewOfTrace(page: TracePage, reader: { actor: Actor; now: Date }, words: Words) {
  const { lot, names, asked, fitting, chain } = page;
  const { t, format } = words;
  const isNarrowed = isNarrow(asked);
  return {
    lot,
    address: `/lots/${lot._id}/trace`,
    product: productName(names.products.get(lot.product), words),
    figures: figuresOf(page, words),
    isNarrowed,
    fitting: isNarrowed
      ? t('trace.fitting', { count: format.number(fitting.size), all: format.number(chain.nodes.size) })
      : '',
    ...optionsOf(page, words),
    drawing: viewOfDrawing(page, reader.now, words),
    zooms: zooms.map((zoom) => ({ zoom, href: `?${queryOf(page, { zoom })}#graph`, current: zoom === asked.zoom })),
    zones: page.sources.zones
      .slice(0, mostZones)
      .map((zone) => viewOfZone(zone, page.sources.communes, reader.actor, words)),
    otherZones: page.sources.zones.slice(mostZones).map(({ name }) => name),
    table: tableOf(page, reader.now, words),
    foreign: foreignTable(page, words),
    pager: pagerOf(page, words),
  };
}

/** Maps that are drawn; more are only named. */
const mostZones = 6;

function figuresOf({ chain, choices }: TracePage, { t, format }: Words) {
  const steps = [...chain.nodes.values()].map(({ step }) => step);
  const count = (sign: number) => format.number(steps.filter((step) => Math.sign(step) === sign).length);
  return [
    { label: t('trace.before'), value: count(-1), big: true },
    { label: t('trace.after'), value: count(1), big: true },
    { label: t('recalls.organizations'), value: format.number(choices.organizations.length), big: true },
  ];
}

function optionsOf({ choices, names }: TracePage, words: Words) {
  const sorted = (options: { value: string; label: string }[]) => [
    { value: '', label: words.t('trace.all') },
    ...options.sort((one, other) => one.label.localeCompare(other.label, 'vi')),
  ];
  const label = (id: string) => productName(names.products.get(id), words) || id;
  return {
    organizations: sorted(
      choices.organizations.map((value) => ({ value, label: names.organizations.get(value) ?? value })),
    ),
    products: sorted(choices.products.map((value) => ({ value, label: label(value) }))),
  };
}

/** The deepest indentation; what is deeper stands there too, and says its step. */
const deepest = 8;

function tableOf({ rows, names, fitting }: TracePage, now: Date, words: Words) {
  const { t, format } = words;
  const row = ({ lot, step, parents, depth }: ShownRow) => {
    const notes = [lot.code, ...(parents.length > 1 ? [t('trace.several', { count: parents.length })] : [])];
    const faint = fitting.has(lot._id) ? [] : [t('trace.on-the-way')];
    return [
      {
        text: productName(names.products.get(lot.product), words) || lot.code,
        href: `/lots/${lot._id}`,
        badge: { lotState: stateOf(lot, today(now)) },
        note: [...notes, ...faint].join(' · '),
        indent: Math.min(depth, deepest),
      },
      stepWords(step, words),
      { text: format.quantity(fromThousandths(lot.produced), lot.uom), note: restOf(lot, words) },
      whereOf(lot, names.organizations, words),
      { text: format.date(lot.firstEventTime), note: lastOf(lot, words) },
    ];
  };
  return {
    columns: [
      { label: t('trace.lot') },
      { label: t('trace.step') },
      { label: t('lots.quantity'), numeric: true },
      { label: t('trace.where') },
      { label: t('trace.when') },
    ],
    rows: rows.map(row),
  };
}

/** Lots of other systems that the drawing shows too, and more of them. */
function foreignTable({ sources, lots }: TracePage, { t, format }: Words) {
  const code = (lot: string) => lots.get(lot)?.code ?? '';
  return {
    columns: [{ label: t('trace.lot') }, { label: t('trace.beside') }, { label: t('lots.quantity'), numeric: true }],
    rows: sources.foreign.map(({ uri, lot, is, amount }) => [
      { text: uri, code: true },
      { text: t(`trace.foreign-${is}`, { lot: code(lot) }), href: `/lots/${lot}` },
      amount ? format.quantity(amount.quantity, amount.uom) : '–',
    ]),
  };
}

function stepWords(step: number, { t }: Words): string {
  if (step === 0) return t('trace.this-lot');
  return t(step < 0 ? 'trace.steps-back' : 'trace.steps-on', { count: Math.abs(step) });
}

function restOf(lot: TracedLot, { t, format }: Words): string {
  const rest = lot.onHand.reduce((sum, { quantity }) => sum + quantity, 0);
  return t('trace.rest', { quantity: format.quantity(fromThousandths(rest), lot.uom) });
}

function lastOf({ firstEventTime, lastEventTime }: TracedLot, { t, format }: Words): string | undefined {
  const [first, last] = [format.date(firstEventTime), format.date(lastEventTime)];
  return first === last ? undefined : t('trace.until', { date: last });
}

/** Who has the goods and where they are going, else who made them; then through whose hands they went. */
function whereOf(lot: TracedLot, organizations: Map<string, string>, { t, format }: Words) {
  const name = (id: string) => organizations.get(id) ?? id;
  const amount = (thousandths: number) => format.quantity(fromThousandths(thousandths), lot.uom);
  const now = [
    ...lot.onHand.map(({ organization, quantity }) => `${name(organization)}: ${amount(quantity)}`),
    ...lot.inTransit.map(({ from, to, quantity }) => `${name(from)} → ${name(to)}: ${amount(quantity)}`),
  ];
  const named = new Set([
    ...lot.onHand.map(({ organization }) => organization),
    ...lot.inTransit.flatMap(({ from, to }) => [from, to]),
    ...(now.length === 0 ? [lot.organization] : []),
  ]);
  const before = lot.parties.filter((id) => !named.has(id)).map(name);
  return {
    text: now.join('; ') || name(lot.organization),
    note: before.length > 0 ? t('trace.passed', { names: before.join(', ') }) : undefined,
  };
}

function queryOf({ asked }: TracePage, change: { zoom?: string; offset?: number }): string {
  const { from = '', to = '', organization = '', product = '', zoom } = asked;
  const all = { from, to, organization, product, zoom, ...change };
  const given = Object.entries(all).filter(([, value]) => value !== '' && value !== 0);
  return new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
}

function pagerOf(page: TracePage, { format }: Words) {
  const { asked, rows, total } = page;
  const at = (offset: number) => `?${queryOf(page, { offset })}#lots`;
  const more = rows.length > 0 && total > asked.offset + rows.length;
  const [first, last] = [asked.offset + 1, asked.offset + rows.length].map((number) => format.number(number));
  return {
    ...pagesAround({ offset: asked.offset, size: pageSize, more }, at),
    summary: `${first}–${last} / ${format.number(total)}`,
  };
}
