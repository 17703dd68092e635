/** Alerts about copied labels, and what people report: each is closed on its own page. */
import { Reports } from '../reports/report.model.js';
import { Alerts } from '../scans/alert.model.js';
import { presentAlert } from '../scans/alert-view.js';
import { idOf, type Signal, type Words } from './signal.js';

/** Open ones of a kind that the desk reads: with more of them nobody would find the rest in a list. */
export const mostOfKind = 500;

export async function cloneSignals(words: Words): Promise<Signal[]> {
  const alerts = await Alerts.find({ state: 'open' }).sort({ lastAt: -1 }).limit(mostOfKind).lean();
  return alerts.map((alert) => {
    const { id, severity, sentence, rule, href, firstAt, organization, code } = presentAlert(alert, words);
    return {
      ...{ id: idOf('clone', id), kind: 'clone', isGrave: severity === 'warn', at: firstAt, organization },
      ...{ title: `${words.t(`clones.rules.${rule}.title`)} · ${code}`, sentence, href },
      closeHref: `/alerts/${id}/closures/new`,
    };
  });
}

export async function reportSignals({ t }: Words): Promise<Signal[]> {
  const reports = await Reports.find({ state: 'open' }).sort('-at').limit(mostOfKind).lean();
  return reports.map(({ _id, kind, words, at }) => ({
    ...{
      id: idOf('report', _id),
      kind: 'report',
      isGrave: kind === 'fake' || kind === 'quality',
      at,
      organization: null,
    },
    ...{ title: t(`reports.kinds.${kind}`), sentence: words.slice(0, 200), href: `/reports/${_id}` },
    closeHref: `/reports/${_id}/closures/new`,
  }));
}
