/** What holders said of a recall, as a timeline. */
import { type Words } from '../lots/lot-table.js';
import { amountsOf, sumOf } from './affected.js';
import { type RecalledLot, type RecallEntry, type Recovered } from './recall.model.js';
import { amountsText } from './view.js';

const latestEntries = 50;

/** The latest first. @param names of organisations, where several speak */
export function logOf(
  entries: readonly RecallEntry[],
  words: Words,
  lots: readonly RecalledLot[],
  names?: ReadonlyMap<string, string>,
) {
  const { t, format } = words;
  return entries
    .slice(-latestEntries)
    .toReversed()
    .map(({ organization, kind, by, at, lots: told, note }) => ({
      icon: kind === 'report' ? 'receive' : 'check',
      title: t(kind === 'report' ? 'recalls.reported' : 'recalls.acknowledged'),
      time: format.dateTime(at),
      datetime: at.toISOString(),
      organization: [names?.get(organization), by].filter(Boolean).join(' · '),
      text: [...(kind === 'report' ? amountsTold(told, lots, words) : []), note ?? ''].filter(Boolean).join(' – '),
    }));
}

/** How much of how many lots. */
function amountsTold(told: readonly Recovered[], lots: readonly RecalledLot[], words: Words): string[] {
  const { t } = words;
  const byLot = new Map(told.map((row) => [row.lot, row]));
  const parts = (['kept', 'destroyed', 'returned'] as const).flatMap((name) => {
    const sums = amountsOf(sumOf(lots, ({ lot }) => [{ quantity: byLot.get(lot)?.[name] ?? 0 }]));
    return sums.length > 0 ? [`${t(`recalls.${name}`)}: ${amountsText(sums, words)}`] : [];
  });
  return [t('recalls.lots-told', { count: told.length }), parts.join('; ')];
}
