/** The completeness of a lot as its page shows it. */
import { type Words } from '../lots/lot-table.js';
import { type Actor } from '../policy.js';
import { type CheckedLot, type CheckedRow, type RowState, type Told } from './check.js';
import { type LotFacts } from './facts.js';
import { type Value } from './finding.js';
import { dutyOf } from './keepers.js';
import { wordsOfItem } from './present.js';
import { markets } from './sources.js';

/** Most lines of a cell; a chain of a hundred harvests says the same of each. */
const mostLines = 4;
const longestValue = 120;

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
    sources: checked.sources.map(({ source, rows, complete, asked }) => ({
      id: source.id,
      name: t(`compliance.sources.${source.id}`),
      note: t(`compliance.notes.${source.id}`),
      read: t(`compliance.read.${source.readIn}`, { date: format.date(source.readOn), place: source.readAt }),
      count: t('compliance.count', { complete, asked }),
      tone: complete === asked ? 'ok' : 'warn',
      rows: rows.filter(({ state }) => state !== 'not-applicable').map((row) => viewOfRow(row, actor, words)),
      others: othersOf(rows, words),
    })),
  };
}

function summaryOf({ sources }: CheckedLot, { t, format }: Words) {
  return {
    columns: [{ label: t('compliance.source') }, { label: t('compliance.complete'), numeric: true }],
    rows: sources.map(({ source, complete, asked }) => [
      { text: t(`compliance.sources.${source.id}`), href: `#${source.id}` },
      t('compliance.count', { complete: format.number(complete), asked: format.number(asked) }),
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
    present: shortened(
      present.map((told) => lineOf(told, words)),
      words,
    ),
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

function lineOf({ part, name, value }: Told, words: Words): Line {
  const { t } = words;
  const said = value ? valueIn(value, words) : t('compliance.hidden');
  return {
    text: t('compliance.told', { part: t(`compliance.parts.${part}`), value: said }),
    note: nameIn(name, words),
  };
}

/** What is missing of which record, and whose it is to add: as a link for whoever may. */
function missingLines(missing: Told[], actor: Actor, words: Words): Line[] {
  const { t } = words;
  return missing.map((told) => {
    const { role, form } = dutyOf(told, actor);
    const name = nameIn(told.name, words);
    const part = t(`compliance.parts.${told.part}`);
    const who = role === 'admin' ? t('compliance.office') : (told.keeper?.name ?? t('compliance.upstream'));
    return {
      text: name ? t('compliance.part-of', { part, name }) : part,
      href: form ?? undefined,
      note: t('compliance.by', { who }),
    };
  });
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
