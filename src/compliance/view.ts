/** The completeness of a lot as its page shows it. */
import { type Words } from '../lots/lot-table.js';
import { type Actor } from '../policy.js';
import { type CheckedLot, type CheckedRow, type RowState, type Told } from './check.js';
import { directions, type LotFacts } from './facts.js';
import { type Value } from './finding.js';
import { dutyOf, roleOf } from './keepers.js';
import { wordsOfItem } from './present.js';
import { markets } from './sources.js';

/** Most records that are told of in one cell: a hundred harvests have the same parts. */
const mostLines = 3;
const longestValue = 120;

const files = [
  ['fsma', 'fsma.xlsx'],
  ['events', 'events.csv'],
  ['gdst', 'gdst.jsonld'],
] as const;

const looks: Record<RowState, { tone: string; badgeIcon: string }> = {
  there: { tone: 'ok', badgeIcon: 'check' },
  missing: { tone: 'bad', badgeIcon: 'warning' },
  none: { tone: 'mute', badgeIcon: 'unknown' },
  'not-kept': { tone: 'warn', badgeIcon: 'unknown' },
  'not-applicable': { tone: 'mute', badgeIcon: 'next' },
};

interface Line {
  text: string;
  href?: string | undefined;
  note?: string | undefined;
}

export function viewOfCheck(checked: CheckedLot, facts: LotFacts, actor: Actor, words: Words) {
  const { t, format, inLanguage } = words;
  const address = `/lots/${checked.lot}`;
  const product = facts.products.get(facts.lot.product);
  return {
    lot: facts.lot,
    address,
    product: product ? inLanguage(product.names) : '',
    markets: markets.map((market) => ({
      label: t(`compliance.markets.${market}`),
      href: `${address}/compliance?market=${market}`,
      current: market === checked.market,
    })),
    summary: summaryOf(checked, words),
    exports: directions.map((direction) => ({
      label: t(`compliance.export.${direction}`),
      files: files.map(([name, ending]) => ({
        label: t(`compliance.export.${name}`),
        href: `${address}/exports/${ending}?direction=${direction}`,
      })),
    })),
    sources: checked.sources.map(({ source, rows, complete, asked }) => ({
      id: source.id,
      name: t(`compliance.sources.${source.id}`),
      note: t(`compliance.notes.${source.id}`),
      read: t(`compliance.read.${source.readIn}`, { date: format.date(source.readOn), place: source.readAt }),
      count: countOf(complete, asked, words),
      tone: asked === 0 ? 'mute' : complete === asked ? 'ok' : 'warn',
      rows: rows.filter(({ state }) => state !== 'not-applicable').map((row) => viewOfRow(row, actor, words)),
      others: othersOf(rows, words),
    })),
  };
}

function countOf(complete: number, asked: number, { t }: Words): string {
  return asked === 0 ? t('compliance.states.not-applicable') : t('compliance.count', { complete, asked });
}

function summaryOf({ sources }: CheckedLot, words: Words) {
  const { t } = words;
  return {
    columns: [{ label: t('compliance.source') }, { label: t('compliance.complete'), numeric: true }],
    rows: sources.map(({ source, complete, asked }) => [
      { text: t(`compliance.sources.${source.id}`), href: `#${source.id}` },
      countOf(complete, asked, words),
    ]),
  };
}

function viewOfRow(row: CheckedRow, actor: Actor, words: Words) {
  const { t } = words;
  const { rule, state, present, missing } = row;
  return {
    item: wordsOfItem(rule, t),
    article: rule.article,
    badge: { ...looks[state], badgeLabel: t(`compliance.states.${state}`) },
    present: shortened(presentLines(present, words), words),
    missing:
      state === 'not-kept' ? [{ text: t('compliance.nobody') }] : shortened(missingLines(missing, actor, words), words),
  };
}

/** What is not asked of this lot, by the reason. */
function othersOf(rows: CheckedRow[], { t }: Words): string[] {
  const unasked = new Map<string, string[]>();
  for (const { rule, unless } of rows) {
    if (unless) unasked.set(unless, [...(unasked.get(unless) ?? []), wordsOfItem(rule, t)]);
  }
  return [...unasked].map(([unless, items]) => {
    const reason = t(`compliance.unless.${unless as NonNullable<CheckedRow['unless']>}`);
    return t('compliance.not-asked', { reason, items: items.join('; ') });
  });
}

/** What is there, a line a record. */
function presentLines(present: Told[], words: Words): Line[] {
  const { t } = words;
  return byRecord(present).map((told) => ({
    text: told
      .map(({ part, value }) => {
        const said = value ? valueIn(value, words) : t('compliance.hidden');
        return t('compliance.told', { part: t(`compliance.parts.${part}`), value: said });
      })
      .join('; '),
    note: nameIn(told[0].name, words),
  }));
}

/** What is missing of which record, and whose it is to add: as a link for whoever may. */
function missingLines(missing: Told[], actor: Actor, words: Words): Line[] {
  const { t } = words;
  return byRecord(missing).map((told) => {
    const [first] = told;
    const { role, form } = dutyOf(first, actor);
    const name = nameIn(first.name, words);
    const part = told.map((each) => t(`compliance.parts.${each.part}`)).join(', ');
    const who = role === 'admin' ? t('compliance.office') : (first.keeper?.name ?? t('compliance.upstream'));
    return {
      text: name ? t('compliance.part-of', { part, name }) : part,
      href: form ?? undefined,
      note: t('compliance.by', { who }),
    };
  });
}

function byRecord(all: Told[]): [Told, ...Told[]][] {
  const records = new Map<string, [Told, ...Told[]]>();
  for (const told of all) {
    const key = JSON.stringify([told.kind, told.id, told.name, told.keeper, roleOf(told)]);
    const others = records.get(key);
    if (others) others.push(told);
    else records.set(key, [told]);
  }
  return [...records.values()];
}

function shortened(lines: Line[], { t }: Words): Line[] {
  if (lines.length <= mostLines) return lines;
  return [...lines.slice(0, mostLines), { text: t('compliance.more', { count: lines.length - mostLines }) }];
}

function nameIn(name: Told['name'], { t, inLanguage }: Words): string | undefined {
  if (!name) return undefined;
  if ('text' in name) return name.text;
  return 'names' in name ? inLanguage(name.names) : `${t(`steps.${name.step}`)} ${name.code}`;
}

/** A value in the language and format of the reader. */
export function valueIn(value: Value, { t, inLanguage, format }: Words): string {
  if ('names' in value) return inLanguage(value.names);
  if ('word' in value) return t(`compliance.words.${value.word}`);
  if ('day' in value) return format.date(value.day);
  if ('time' in value) return format.dateTime(value.time, value.offset);
  if ('quantity' in value) return format.quantity(value.quantity, value.uom);
  if ('number' in value) return format.number(value.number);
  return value.text.length > longestValue ? `${value.text.slice(0, longestValue - 1)}…` : value.text;
}
