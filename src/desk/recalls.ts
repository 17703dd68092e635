/** Recalls that are under way: each waits for its holders, then for whoever closes it. */
import { Recalls } from '../recalls/recall.model.js';
import { titleOf } from '../recalls/recall-list.js';
import { mostOfKind } from './clones-and-reports.js';
import { idOf, type Signal, type Words } from './signal.js';

export async function recallSignals(words: Words): Promise<Signal[]> {
  const recalls = await Recalls.find({ state: 'open' }).sort({ startedAt: -1 }).limit(mostOfKind).lean();
  return recalls.map((recall) => {
    const { _id, isMock, startedAt, acknowledged, holders, reason } = recall;
    const answers = words.t('recalls.of', { count: acknowledged.length, all: holders.length });
    return {
      ...{ id: idOf('recall', _id), kind: 'recall', isGrave: !isMock, at: startedAt, organization: null },
      ...{
        title: titleOf(recall, words),
        sentence: `${words.t('recalls.answers')}: ${answers}. ${reason.slice(0, 150) || words.t('recalls.no-reason')}`,
      },
      ...{ href: `/recalls/${_id}`, closeHref: `/recalls/${_id}/closures/new` },
    };
  });
}
