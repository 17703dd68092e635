/** The page of a recall as authorities read it: what it concerns, who has answered, how much has come back. */
import { type Uom } from '../epcis/quantity.js';
import { productsById } from '../registry/product.service.js';
import { pageSize } from '../registry/records.js';
import { type Words } from '../lots/lot-table.js';
import { affectedBy, amountsOf, setsOf, sumOf, type Affected } from './affected.js';
import { partsOf } from './complete.service.js';
import { logOf } from './entry-log.js';
import { effectOf, entriesOf, latestOf, sharesFound, type Effect } from './follow-up.service.js';
import { type Recall, type RecallEntry, type RecallPart } from './recall.model.js';
import { amountsText, figuresOf, holderTable, pagerOf, recalledLotTable, setTable, type Cell } from './view.js';
import { stateBadge, titleOf, whyOf } from './recall-list.js';

export interface RecallFacts {
  recall: Recall;
  parts: RecallPart[];
  affected: Affected;
  entries: RecallEntry[];
  effect: Effect;
}

export async function factsOf(recall: Recall): Promise<RecallFacts> {
  const [parts, entries] = await Promise.all([partsOf(recall._id), entriesOf(recall._id)]);
  const affected = await affectedBy(parts.flatMap(({ lots }) => lots));
  return { recall, parts, affected, entries, effect: effectOf(affected.lots, entries) };
}

function namesOf({ holders }: Affected): Map<string, string> {
  return new Map(holders.map(({ organization }) => [organization._id, organization.name]));
}

export async function viewOfRecall(facts: RecallFacts, offset: number, words: Words) {
  const { recall, parts, affected, entries } = facts;
  const shown = affected.lots.slice(offset, offset + pageSize);
  const [sets, products] = await Promise.all([
    setsOf(affected.lots),
    productsById(shown.map(({ product }) => product)),
  ]);
  const done = parts.filter(({ eventID, isLifted }) => (recall.lifting ? isLifted : eventID !== null));
  const isBusy = !recall.isMock && (recall.lifting ? recall.liftedAt === null : recall.markedAt === null);
  const lotsIn = (some: RecallPart[]) => some.reduce((sum, { lots }) => sum + lots.length, 0);
  return {
    recall,
    title: titleOf(recall, words),
    badge: stateBadge(recall, words),
    why: whyOf(recall, words),
    /** How many lots are marked, or freed, while that is under way. */
    progress: isBusy ? { done: lotsIn(done), total: lotsIn(parts) } : null,
    times: timesOf(facts, words),
    figures: figuresOf(affected, words),
    effect: effectFacts(facts, words),
    holders: holderTable(affected.holders, words, (id) => answerOf(facts, id, words)),
    sets: setTable(sets, words),
    moreSets: sets.length > pageSize,
    lots: recalledLotTable(shown, products, words),
    pager: pagerOf(affected.lots.length, offset, (start) => `/recalls/${recall._id}?offset=${start}#lots`, words),
    log: logOf(entries, words, affected.lots, namesOf(affected)),
  };
}

/** How long it took to know, to reach people and to end. */
export function timesOf({ recall, entries }: RecallFacts, { t, format }: Words) {
  const { startedAt, listedAt, closure, asksHolders, holders, acknowledged } = recall;
  const after = (at: Date | null | undefined) => {
    if (!at) return t('recalls.not-yet');
    const seconds = Math.max(Math.ceil((at.getTime() - startedAt.getTime()) / 1000), 0);
    const isLong = seconds >= 120;
    return t(isLong ? 'recalls.minutes' : 'recalls.seconds', { count: isLong ? Math.ceil(seconds / 60) : seconds });
  };
  const said = entries.filter(({ kind }) => kind === 'acknowledgement');
  const isWhole = acknowledged.length >= holders.length;
  return [
    { label: t('recalls.started'), value: format.dateTime(startedAt) },
    { label: t('recalls.list-after'), value: after(listedAt), big: true },
    ...(asksHolders
      ? [
          { label: t('recalls.first-answer'), value: after(said[0]?.at), big: true },
          { label: t('recalls.all-answers'), value: after(isWhole ? said.at(-1)?.at : null), big: true },
        ]
      : []),
    { label: t('recalls.closed-after'), value: after(closure?.at), big: true },
  ];
}

/** How much has come back, and of a mock recall how much can be found. */
export function effectFacts({ recall, affected, effect }: RecallFacts, words: Words) {
  const { t } = words;
  const { kept, destroyed, returned, toFind } = effect;
  const text = (sums: Effect['kept']) => amountsText(amountsOf(sums), words);
  const { acknowledged, holders, asksHolders } = recall;
  const answers = { count: acknowledged.length, all: holders.length };
  return [
    ...(asksHolders ? [{ label: t('recalls.answers'), value: t('recalls.of', answers), big: true }] : []),
    ...(recall.isMock ? [{ label: t('recalls.located'), value: locatedOf(affected, words), big: true }] : []),
    { label: t('recalls.recovered'), value: percentOf(sharesFound(effect), words), big: true },
    { label: t('recalls.to-find'), value: text(toFind) },
    { label: t('recalls.kept'), value: text(kept) },
    { label: t('recalls.destroyed'), value: text(destroyed) },
    { label: t('recalls.returned'), value: text(returned) },
  ];
}

/** Of all that was made the share of which the store knows where it is or what became of it. */
function locatedOf({ lots }: Affected, words: Words): string {
  const made = sumOf(lots, ({ produced }) => [{ quantity: produced }]);
  const lost = sumOf(lots, (lot) => [{ quantity: lot.lost }]);
  const share = (uom: Uom, all: number) => Math.floor((1 - (lost.get(uom) ?? 0) / all) * 1000) / 10;
  return percentOf(new Map([...made].map(([uom, all]) => [uom, share(uom, all)])), words);
}

/** Of a hundred, by unit; the unit is told where there are several. */
function percentOf(shares: ReadonlyMap<Uom, number>, { format }: Words): string {
  const unitOf = (uom: Uom) => (shares.size > 1 ? ` (${format.unit(uom)})` : '');
  return [...shares].map(([uom, share]) => `${format.number(share)} %${unitOf(uom)}`).join(' · ') || '–';
}

/** What a holder has said: when, who, and how much it has recovered of its lots. */
function answerOf({ recall, affected, entries }: RecallFacts, id: string, words: Words): Cell {
  const { t, format } = words;
  const said = entries.find(({ organization, kind }) => organization === id && kind === 'acknowledgement');
  if (!said) return recall.asksHolders ? { text: '', badge: { tone: 'warn', badgeLabel: t('recalls.silent') } } : '–';
  const own = latestOf(entries).get(id);
  const found = sumOf(affected.lots, ({ lot }) => {
    const { kept = 0, destroyed = 0, returned = 0 } = own?.get(lot) ?? {};
    return [{ quantity: kept + destroyed + returned }];
  });
  const amount = t('recalls.has-recovered', { amount: amountsText(amountsOf(found), words) });
  return {
    text: `${format.dateTime(said.at)}, ${said.by}`,
    note: amount,
    badge: { tone: 'ok', badgeLabel: t('recalls.acknowledged') },
  };
}
