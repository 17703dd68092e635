/** Corrective actions in the words of their reader. */
import { type ActionState, type CorrectiveAction } from './corrective-action.model.js';
import { isOverdue, type Words } from './record-view.js';

const tones: Record<ActionState, string> = { open: 'warn', answered: 'info', closed: 'ok' };

export function actionBadge({ state, dueOn }: CorrectiveAction, now: Date, { t }: Pick<Words, 't'>) {
  if (state === 'open' && isOverdue(dueOn, now)) {
    return { tone: 'bad', badgeLabel: t('corrective.overdue'), badgeIcon: 'warning' };
  }
  return { tone: tones[state], badgeLabel: t(`corrective.states.${state}`) };
}

/** @param organizations names; empty where all are of one */
export function actionTable(actions: CorrectiveAction[], organizations: Map<string, string>, now: Date, words: Words) {
  const { t, format } = words;
  const named = organizations.size > 0;
  return {
    columns: [
      { label: t('corrective.demand') },
      ...(named ? [{ label: t('registry.organization') }] : []),
      { label: t('corrective.due-on') },
    ],
    rows: actions.map((action) => [
      {
        text: action.demand.length > 120 ? `${action.demand.slice(0, 120)}…` : action.demand,
        href: `/corrective-actions/${action._id}`,
        badge: actionBadge(action, now, words),
      },
      ...(named ? [organizations.get(action.organization) ?? ''] : []),
      format.date(action.dueOn),
    ]),
  };
}

/** What was answered and decided, in the order of time. */
export function courseOf({ answers, decisions }: CorrectiveAction, { t, format }: Words) {
  const answered = answers.map(({ at, by, words, file }) => ({
    ...{ at, icon: 'check', title: t('corrective.answer'), organization: by, text: words },
    facts: file
      ? [{ label: t('corrective.file'), value: t('inspections.open-file'), href: `/attachments/${file}` }]
      : [],
    tone: undefined as string | undefined,
  }));
  const decided = decisions.map(({ at, by, decision, note, inspection }) => ({
    ...{ at, icon: 'inspect', title: t(`corrective.decisions.${decision}`), organization: by, text: note },
    facts: inspection
      ? [
          {
            label: t('corrective.reinspection'),
            value: t('inspections.open-record'),
            href: `/inspections/${inspection}`,
          },
        ]
      : [],
    tone: decision === 'closed' ? undefined : 'warn',
  }));
  return [...answered, ...decided]
    .sort((one, other) => +one.at - +other.at)
    .map(({ at, ...step }) => ({ ...step, time: format.dateTime(at), datetime: at.toISOString() }));
}
