/** Recalls in a list, and what is said of each before everything else. */
import { readLotPath } from '../epcis/identifiers.js';
import { type Words } from '../lots/lot-table.js';
import { type Recall } from './recall.model.js';

/** `Thu hồi lô L2410, L2411`, or that it is an exercise. */
export function titleOf({ isMock, roots }: Recall, { t }: Pick<Words, 't'>): string {
  const codes = roots.slice(0, 3).map((path) => readLotPath(path)?.code ?? path);
  const named = roots.length > codes.length ? `${codes.join(', ')} …` : codes.join(', ');
  return t(isMock ? 'recalls.mock-of' : 'recalls.recall-of', { lots: named });
}

const tones = { open: 'bad', closed: 'ok', lifted: 'mute' } as const;

export function stateBadge({ state, isMock }: Recall, { t }: Pick<Words, 't'>) {
  const words = t(`recalls.states.${state}`);
  return {
    tone: isMock && state === 'open' ? 'info' : tones[state],
    badgeLabel: isMock ? `${t('recalls.mock')} · ${words}` : words,
  };
}

/** Why, by whom, and what ended it. */
export function whyOf({ reason, notice, startedBy, startedAt, closure, lifting }: Recall, { t, format }: Words) {
  const ended = (end: Recall['closure'], label: string) =>
    end ? [{ label, value: end.note, note: `${end.by}, ${format.dateTime(end.at)}` }] : [];
  const told = (['vi', 'en', 'zh'] as const).flatMap((lang) => {
    const text = notice?.[lang];
    return text ? [{ label: `${t('recalls.notice')} · ${t(`labels.languages.${lang}`)}`, value: text }] : [];
  });
  return [
    {
      label: t('inspections.reason'),
      value: reason || t('recalls.no-reason'),
      note: `${startedBy}, ${format.dateTime(startedAt)}`,
    },
    ...told,
    ...ended(closure, t('recalls.conclusion')),
    ...ended(lifting, t('recalls.lifted-because')),
  ];
}

/** Columns and rows of the table partial. A holder may not know the lots that were named: they may be another's. */
export function recallTable(recalls: readonly Recall[], words: Words, isForHolder: boolean) {
  const { t, format } = words;
  return {
    columns: [
      { label: t('recalls.one') },
      { label: t('recalls.started') },
      ...(isForHolder
        ? []
        : [
            { label: t('recalls.lots'), numeric: true },
            { label: t('recalls.answers'), numeric: true },
          ]),
    ],
    rows: recalls.map((recall) => {
      const { _id, isMock, reason, startedAt, lots, acknowledged, holders, asksHolders } = recall;
      const answers = t('recalls.of', { count: acknowledged.length, all: holders.length });
      const cell = {
        text: isForHolder ? t(isMock ? 'recalls.mock' : 'recalls.one') : titleOf(recall, words),
        href: `/recalls/${_id}`,
        note: reason.slice(0, 120) || t('recalls.no-reason'),
        badge: stateBadge(recall, words),
      };
      if (isForHolder) return [cell, format.dateTime(startedAt)];
      return [cell, format.dateTime(startedAt), format.number(lots), asksHolders ? answers : '–'];
    }),
  };
}
