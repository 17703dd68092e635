/** The drawing of a chain in the words of its reader: boxes of at most six lines, edges with what was used. */
import { fromThousandths } from '../epcis/quantity.js';
import { productName, today, type Words } from '../lots/lot-table.js';
import { stateOf, type LotCondition } from '../lots/lot.service.js';
import { box, layoutOf, type Column } from './drawn.js';
import { type TracedLot } from './graph.js';
import { type TracePage } from './page.service.js';
import { edgeName, type ForeignLot } from './sources.service.js';

export const toneOfState: Record<LotCondition, string> = {
  open: 'ok',
  held: 'warn',
  recalled: 'bad',
  expired: 'warn',
  empty: 'mute',
  withdrawn: 'mute',
};

/** Lots of other systems that are drawn. */
const mostForeign = 24;

export function viewOfDrawing(page: TracePage, now: Date, words: Words) {
  const { shown, lot: root, sources, asked } = page;
  const foreign = sources.foreign.slice(0, mostForeign);
  const drawn = new Set(page.columns.flatMap(({ ids }) => ids));
  const edges = [...drawn].flatMap((to) =>
    (shown.nodes.get(to)?.parents ?? []).filter((from) => drawn.has(from)).map((from) => [from, to] as const),
  );
  const layout = layoutOf(withForeign(page.columns, foreign), [...edges, ...foreign.map(edgeOfForeign)]);
  const { t, format } = words;
  const amounts = new Map([
    ...sources.amounts,
    ...foreign.flatMap((each) => (each.amount ? [[edgeName(...edgeOfForeign(each)), each.amount] as const] : [])),
  ]);
  const scale = Number(asked.zoom) / 100;
  return {
    width: layout.width,
    height: layout.height,
    shownWidth: Math.round(layout.width * scale),
    shownHeight: Math.round(layout.height * scale),
    box,
    boxes: [...drawn].flatMap((id) => {
      const [lot, place] = [page.lots.get(id), layout.boxes.get(id)];
      return lot && place ? { ...place, ...boxOfLot(lot, page, now, words), isRoot: id === root._id } : [];
    }),
    foreign: [...new Map(foreign.map((each) => [each.uri, each])).values()].flatMap((each) => {
      const place = layout.boxes.get(each.uri);
      return place ? { ...place, word: t('trace.foreign'), uri: each.uri, lines: [cut(shortUri(each.uri))] } : [];
    }),
    edges: layout.edges.map(({ from, to, path, label }) => {
      const amount = amounts.get(edgeName(from, to));
      return { path, ...label, words: amount ? format.quantity(amount.quantity, amount.uom) : '' };
    }),
    mores: layout.mores.map((each) => ({ ...each, words: t('trace.more', { count: format.number(each.count) }) })),
    count: drawn.size,
  };
}

function edgeOfForeign({ is, uri, lot }: ForeignLot): readonly [from: string, to: string] {
  return is === 'input' ? [uri, lot] : [lot, uri];
}

/** Beside their lots: in the column before or after, which may be one of their own. */
function withForeign(columns: Column[], foreign: ForeignLot[]): Column[] {
  const all = columns.map((column) => ({ ...column, ids: [...column.ids] }));
  const placed = new Set<string>();
  for (const { uri, lot, is } of foreign) {
    const step = (all.find(({ ids }) => ids.includes(lot))?.step ?? 0) + (is === 'input' ? -1 : 1);
    if (placed.has(uri)) continue;
    placed.add(uri);
    const column = all.find((each) => each.step === step);
    if (column) column.ids.push(uri);
    else all.push({ step, ids: [uri], more: 0 });
  }
  return all.sort((one, other) => one.step - other.step);
}

function boxOfLot(lot: TracedLot, { names, sources, fitting }: TracePage, now: Date, words: Words) {
  const { t, format } = words;
  const state = stateOf(lot, today(now));
  const [first, last] = [format.date(lot.firstEventTime), format.date(lot.lastEventTime)];
  const product = productName(names.products.get(lot.product), words);
  const quantity = format.quantity(fromThousandths(lot.produced), lot.uom);
  const place = sources.places.get(lot._id)?.name ?? names.organizations.get(lot.organization) ?? '';
  const others = receiversOf(lot).map((id) => names.organizations.get(id) ?? id);
  const sent = others.length > 0 ? [`→ ${others.join(', ')}`] : [];
  const lines = [product, lot.code, quantity, place, ...sent, first === last ? first : `${first} – ${last}`];
  const word = t(`lot-states.${state}`);
  return {
    href: `/lots/${lot._id}/trace`,
    tone: toneOfState[state],
    word,
    lines: lines.map((line, index) => cut(line, index === 0 ? roomOfName : room)),
    title: [word, ...lines].join(' · '),
    isFaint: !fitting.has(lot._id),
  };
}

/** Organisations that were sent of the lot, those that have it or await it first. */
function receiversOf({ organization, parties, onHand, inTransit }: TracedLot): string[] {
  const now = [...onHand.map((entry) => entry.organization), ...inTransit.map(({ to }) => to)];
  return [...new Set([...now, ...parties])].filter((id) => id !== organization);
}

/** Half-widths that a line of a box has room for; the first one is bold. */
const room = 25;
const roomOfName = 22;

/** A line that fits: Chinese characters are twice as wide. */
export function cut(text: string, most = room): string {
  let width = 0;
  for (const [index, letter] of [...text].entries()) {
    width += /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/.test(letter) ? 2 : 1;
    if (width > most) return `${[...text].slice(0, index - 1).join('')}…`;
  }
  return text;
}

/** Without the host: the keys are what tells one from another. */
function shortUri(uri: string): string {
  return uri.replace(/^https?:\/\/[^/]+\//, '').replace(/^urn:epc:(class|id):/, '');
}
