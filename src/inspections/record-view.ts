/** Inspections in the words of their reader. */
import { Users } from '../auth/user.model.js';
import { config } from '../config.js';
import { trusted } from '../db.js';
import { fromThousandths } from '../epcis/quantity.js';
import { localDay } from '../epcis/time.js';
import { readLotPath } from '../epcis/identifiers.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { findings, type Finding, type Inspection } from './record.model.js';
import { type Sample } from './sample.model.js';

export type Words = Pick<Express.Locals, 't' | 'format' | 'inLanguage'>;

export interface Names {
  organizations: Map<string, string>;
  people: Map<string, string>;
}

export async function namesOf(inspections: Pick<Inspection, 'organization' | 'inspector'>[]): Promise<Names> {
  const ids = [...new Set(inspections.map(({ inspector }) => inspector))];
  const [organizations, users] = await Promise.all([
    namesOfOrganizations(inspections.map(({ organization }) => organization)),
    Users.find({ _id: trusted({ $in: ids }) }, { name: 1 }).lean(),
  ]);
  return { organizations, people: new Map(users.map(({ _id, name }) => [_id, name])) };
}

/** What it is now, the most telling first: a result, that it is late, or its state. */
export function badgeOf({ state, concluded, dueOn }: Inspection, now: Date, { t }: Words) {
  if (concluded) {
    const tone = concluded.result === 'conformant' ? 'ok' : 'bad';
    return { tone, badgeLabel: t(`inspections.${concluded.result}`), badgeIcon: tone === 'ok' ? 'check' : 'warning' };
  }
  const isLate = state !== 'cancelled' && isOverdue(dueOn, now);
  if (isLate) return { tone: 'bad', badgeLabel: t('inspections.overdue'), badgeIcon: 'warning' };
  const tone = state === 'cancelled' ? 'mute' : 'info';
  return { tone, badgeLabel: t(`inspections.states.${state}`) };
}

export function isOverdue(dueOn: string, now: Date): boolean {
  return dueOn < localDay(now, config.utcOffset);
}

export function inspectionTable(inspections: Inspection[], { organizations, people }: Names, now: Date, words: Words) {
  const { t, format } = words;
  return {
    columns: [
      { label: t('registry.organization') },
      { label: t('inspections.subject') },
      { label: t('inspections.day') },
      { label: t('inspections.inspector') },
    ],
    rows: inspections.map((inspection) => [
      {
        text: organizations.get(inspection.organization) ?? '',
        href: `/inspections/${inspection._id}`,
        badge: badgeOf(inspection, now, words),
      },
      subjectOf(inspection, words),
      format.date(inspection.concluded?.eventTime ?? inspection.dueOn),
      inspection.concluded?.inspector ?? people.get(inspection.inspector) ?? '',
    ]),
  };
}

/** The code of the lot, or that all of it is looked at. */
export function subjectOf({ lot }: Pick<Inspection, 'lot'>, { t }: Pick<Words, 't'>): string {
  return lot ? t('inspections.lot', { lot: readLotPath(lot)?.code ?? lot }) : t('inspections.whole-organization');
}

const tones: Record<Finding, string> = { conforms: 'ok', minor: 'warn', major: 'bad', 'not-applicable': 'mute' };

/** Every criterion with what was found, by theme. */
export function findingsOf({ begun, answers, photos }: Inspection, { t, inLanguage }: Words) {
  const found = new Map(answers.map((answer) => [answer.code, answer]));
  const items = begun?.items ?? [];
  return [...new Set(items.map(({ theme }) => theme))].map((theme) => ({
    theme: t(`checklists.themes.${theme}`),
    columns: [
      { label: t('checklists.criterion') },
      { label: t('inspections.finding') },
      { label: t('inspections.note') },
    ],
    rows: items
      .filter((item) => item.theme === theme)
      .map(({ code, text }) => {
        const { finding, note } = found.get(code) ?? {};
        const badge = finding && { tone: tones[finding], badgeLabel: t(`inspections.found.${finding}`) };
        const shown = photos.filter((photo) => photo.code === code).length;
        return [
          { text: `${code} ${inLanguage(text)}` },
          badge ? { text: '', badge } : '–',
          { text: note ?? '', note: shown > 0 ? t('inspections.photo-count', { count: shown }) : undefined },
        ];
      }),
  }));
}

/** Photos and scans in the order in which they came, each with the criterion that it shows. */
export function photosOf({ photos, begun }: Inspection, { t, inLanguage }: Words) {
  const items = new Map(begun?.items.map(({ code, text }) => [code, `${code} ${inLanguage(text)}`]));
  return photos.map(({ sha256, code, isPicture }, index) => {
    const number = index + 1;
    const criterion = code ? (items.get(code) ?? code) : null;
    const alt = criterion
      ? t('inspections.photo-alt-of', { number, criterion })
      : t('inspections.photo-alt', { number });
    const words = isPicture ? alt : t('inspections.scan-number', { number });
    return { sha256, words, code, isPicture: Boolean(isPicture) };
  });
}

/** How many criteria were found what, and how many are open. */
export function tallyOf({ begun, answers }: Inspection, { t, format }: Words) {
  const codes = new Set(begun?.items.map(({ code }) => code));
  const given = answers.filter(({ code, finding }) => finding && codes.has(code));
  const count = (wanted: Finding) => given.filter(({ finding }) => finding === wanted).length;
  return [
    ...findings.map((finding) => ({
      label: t(`inspections.found.${finding}`),
      value: format.number(count(finding)),
      big: true,
    })),
    { label: t('inspections.unanswered'), value: format.number(codes.size - given.length), big: true },
  ];
}

export function sampleView({ _id, code, quantity, uom, takenAt, sealedBy, note, reports }: Sample, words: Words) {
  const { t, format } = words;
  return {
    id: _id,
    code,
    facts: [
      { label: t('samples.amount'), value: format.quantity(fromThousandths(quantity), uom) },
      { label: t('samples.taken-at'), value: format.dateTime(takenAt) },
      { label: t('samples.sealed-by'), value: sealedBy },
      ...(note ? [{ label: t('inspections.note'), value: note }] : []),
    ],
    reports: reports.map((report) => ({
      title: [report.laboratory, report.number, format.date(report.reportedOn)].filter(Boolean).join(', '),
      badge: { tone: report.verdict === 'conformant' ? 'ok' : 'bad', badgeLabel: t(`inspections.${report.verdict}`) },
      file: report.file ?? null,
      columns: [
        { label: t('samples.parameter') },
        { label: t('samples.value'), numeric: true },
        { label: t('samples.limit') },
        { label: t('inspections.result') },
      ],
      rows: report.results.map((measured) => [
        measured.parameter,
        measured.value === null
          ? t('samples.not-detected')
          : [decimal(measured.value, words), measured.unit].filter(Boolean).join(' '),
        measured.limit === null
          ? t('samples.comparisons.not-detected')
          : limitOf(measured.comparison, measured.limit, words),
        {
          text: '',
          badge: {
            tone: measured.verdict === 'conformant' ? 'ok' : 'bad',
            badgeLabel: t(`inspections.${measured.verdict}`),
          },
        },
      ]),
    })),
  };
}

function limitOf(comparison: string, limit: string, words: Words): string {
  return `${comparison === 'at-least' ? '≥' : '≤'} ${decimal(limit, words)}`;
}

/** With the digits that the laboratory gave, and the mark of the language. */
function decimal(text: string, { format }: Words): string {
  return format.number(0.5).includes(',') ? text.replace('.', ',') : text;
}
