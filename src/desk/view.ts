/** The desk in the words of its reader. */
import { pagesAround } from '../http/pager.js';
import { type Matter } from './desk.service.js';
import { signalKinds, type SignalKind, type Words } from './signal.js';
import { type DaySummary } from './summary.js';

type People = { _id: string; name: string }[];

const nameOf = (id: string | null, people: People) => people.find(({ _id }) => _id === id)?.name ?? null;

export function viewOfQueue(
  queue: {
    kind?: SignalKind | undefined;
    whose?: 'mine' | 'nobody' | undefined;
    offset: number;
    all: Matter[];
    shown: Matter[];
    more: boolean;
    names: Map<string, string>;
    people: People;
    pageSize: number;
  },
  words: Words,
) {
  const { t, format } = words;
  const { kind, whose, offset, all, shown, more, names, people, pageSize } = queue;
  const at = (wanted: { kind?: string | undefined; whose?: string | undefined; offset?: number }) => {
    const query = Object.entries(wanted).flatMap(([name, value]): [string, string][] =>
      value ? [[name, String(value)]] : [],
    );
    return query.length > 0 ? `/desk?${new URLSearchParams(query).toString()}` : '/desk';
  };
  const countOf = (each: SignalKind) => all.filter((matter) => matter.kind === each).length;
  return {
    choices: [
      { label: t('desk.all'), count: format.number(all.length), href: at({ whose }), current: kind === undefined },
      ...signalKinds.map((each) => ({
        ...{ label: t(`desk.kinds.${each}`), count: format.number(countOf(each)) },
        ...{ href: at({ kind: each, whose }), current: kind === each },
      })),
    ],
    whoseChoices: ([undefined, 'mine', 'nobody'] as const).map((each) => ({
      ...{ label: t(`desk.whose.${each ?? 'all'}`), href: at({ kind, whose: each }), current: whose === each },
    })),
    list: {
      columns: ['matter', 'organization', 'since', 'assignee'].map((name) => ({
        label: t(`desk.${name}` as 'desk.since'),
      })),
      rows: shown.map(({ id, title, sentence, isGrave, organization, at: since, assignee, notes }) => [
        {
          ...{ text: title, href: `/desk/${id}`, note: sentence },
          badge: isGrave ? { tone: 'bad', badgeIcon: 'warning', badgeLabel: t('desk.grave') } : undefined,
        },
        names.get(organization ?? '') ?? '–',
        format.date(since),
        { text: nameOf(assignee, people) ?? t('desk.nobody'), note: notes.at(-1)?.text },
      ]),
    },
    pager: pagesAround({ offset, size: pageSize, more }, (start) => at({ kind, whose, offset: start })),
  };
}

export function viewOfMatter(matter: Matter, people: People, { t, format }: Words) {
  const { id, kind, title, sentence, href, closeHref, assignee, at, notes } = matter;
  return {
    address: `/desk/${id}`,
    ...{ title, sentence, href, closeHref: closeHref ?? null, assignee },
    facts: [
      { label: t('desk.kind'), value: t(`desk.kinds.${kind}`) },
      { label: t('desk.since'), value: format.date(at), big: true },
      { label: t('desk.assignee'), value: nameOf(assignee, people) ?? t('desk.nobody') },
    ],
    people: people.map(({ _id, name }) => ({ value: _id, label: name })),
    notes: notes.map((note) => ({ ...note, at: format.dateTime(note.at) })),
  };
}

export function viewOfSummary(
  day: { date: string; previous: string; next: string | null; summary: DaySummary; matters: Matter[] },
  { t, format }: Words,
) {
  const { date, previous, next, summary, matters } = day;
  const big = (label: string, count: number) => ({ label, value: format.number(count), big: true });
  return {
    date,
    previous: `/desk/summary?day=${previous}`,
    next: next && `/desk/summary?day=${next}`,
    figures: [
      big(t('desk.summary.scans'), summary.scans),
      big(t('desk.summary.alerts'), summary.alerts),
      big(t('desk.summary.reports'), summary.reports),
    ],
    steps: summary.steps.map(({ step, count }) =>
      big(
        t(
          step === null
            ? 'lots.other-step'
            : step === 'commissioning'
              ? 'mass-balance.first-production'
              : `steps.${step}`,
        ),
        count,
      ),
    ),
    open: signalKinds.map((kind) =>
      big(t(`desk.kinds.${kind}`), matters.filter((matter) => matter.kind === kind).length),
    ),
    grave: matters.filter(({ isGrave }) => isGrave).slice(0, mostGrave),
  };
}

/** Grave matters that a summary names. */
const mostGrave = 20;
