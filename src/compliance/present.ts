/** The completeness of a lot for programs. */
import { type Translate } from '../http/i18n.js';
import { type Actor } from '../policy.js';
import { type CheckedLot, type CheckedRow, type Told } from './check.js';
import { dutyOf } from './keepers.js';
import { type Rule } from './rule.js';

export function presentCheck({ lot, market, sources }: CheckedLot, actor: Actor, t: Translate): object {
  return {
    lot,
    market,
    sources: sources.map(({ source, rows, complete, asked }) => ({
      id: source.id,
      title: t(`compliance.sources.${source.id}`),
      readIn: source.readIn,
      readOn: source.readOn,
      readAt: source.readAt,
      complete,
      asked,
      rows: rows.map((row) => presentRow(row, actor, t)),
    })),
  };
}

function presentRow({ rule, state, unless, present, missing }: CheckedRow, actor: Actor, t: Translate): object {
  return {
    id: rule.id,
    article: rule.article,
    item: wordsOfItem(rule, t),
    state,
    ...(unless && { unless }),
    present: present.map(presentTold),
    missing: missing.map((told) => ({ ...presentTold(told), by: dutyOf(told, actor) })),
  };
}

function presentTold({ part, kind, id, name, keeper, value }: Told): object {
  return { part, record: { kind, id, name }, keeper, value };
}

/** What a rule asks for, in words. */
export function wordsOfItem({ item }: Pick<Rule, 'item'>, t: Translate): string {
  if (typeof item === 'string') return t(`compliance.items.${item}`);
  const element = t(`compliance.elements.${item.element}`);
  return t('compliance.element', { event: t(`compliance.events.${item.event}`), element });
}
