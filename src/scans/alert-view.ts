/** Alerts as people and programs read them: each in one sentence with its facts. */
import { pagesAround } from '../http/pager.js';
import { readLotPath } from '../epcis/identifiers.js';
import { pageSize } from '../registry/records.js';
import { type Alert, type AlertState } from './alert.model.js';
import { mostCounted } from './alert.service.js';
import { cloneRules, type Facts } from './clone-rules.js';
import { placeWords } from './place.js';

export type Words = Pick<Express.Locals, 't' | 'lang' | 'format'>;

export function sentenceOf({ rule, facts }: Pick<Alert, 'rule' | 'facts'>, words: Words): string {
  return words.t(`clones.rules.${rule}.sentence`, valuesOf(facts, words));
}

/** Places and days in the reader's language; figures are written by `t`. */
function valuesOf({ from, to, places, date, ...figures }: Facts, { lang, format }: Words) {
  const place = (code: unknown) => placeWords(String(code), lang);
  const list = new Intl.ListFormat(lang, { type: 'conjunction' });
  return {
    ...(figures as Record<string, number>),
    ...(from !== undefined && { from: place(from) }),
    ...(to !== undefined && { to: place(to) }),
    ...(Array.isArray(places) && { places: list.format(places.map(place)) }),
    ...(typeof date === 'string' && { date: format.date(date) }),
  };
}

/** What the page behind a label tells of its alerts, the grave ones first. */
export function suspicionsFor(alerts: Alert[], words: Words): { sentences: string[]; isGrave: boolean } {
  const grave = alerts.filter(isGrave);
  const ordered = [...grave, ...alerts.filter((alert) => !isGrave(alert))];
  return { sentences: ordered.map((alert) => sentenceOf(alert, words)), isGrave: grave.length > 0 };
}

function isGrave({ rule }: Pick<Alert, 'rule'>): boolean {
  return cloneRules[rule].severity === 'warn';
}

/** The serial of the label; null for those of a lot that are not ours, and for sets. */
function serialOf({ label, lot }: Alert): string | null {
  const serial = label.slice(`${lot}/21/`.length);
  return serial === '?' || serial === '' ? null : serial;
}

/** Of a set or product, which has no code of a lot, the last part of its path. */
function codeOfLot(lot: string): string {
  return readLotPath(lot)?.code ?? lot.slice(lot.lastIndexOf('/') + 1);
}

/** Of a blank label, which no lot has taken, the page of the product. */
function recordOf(lot: string): string {
  if (/^(01\/\d{14}|p\/[^/]+)$/.test(lot)) return `/${lot}`;
  return readLotPath(lot) ? `/lots/${lot}` : `/sets/${lot}`;
}

export function presentAlert(alert: Alert, words: Words) {
  const { _id, state, rule, label, lot, organization, facts, count, firstAt, lastAt } = alert;
  const { closedAt, closedBy, note } = alert;
  return {
    id: _id,
    ...{ state, rule, severity: cloneRules[rule].severity, sentence: sentenceOf(alert, words), facts },
    ...{
      label,
      serial: serialOf(alert),
      lot,
      code: codeOfLot(lot),
      href: recordOf(lot),
      organization,
      count,
      firstAt,
      lastAt,
    },
    ...{ closedAt, closedBy, note },
  };
}

/** Columns and rows of the table partial. @param mayClose the first cell leads to the form that closes it */
export function alertTable(alerts: Alert[], words: Words, mayClose: boolean) {
  const { t, format } = words;
  return {
    columns: [
      { label: t('alerts.what') },
      { label: t('alerts.lot') },
      { label: t('alerts.count'), numeric: true },
      { label: t('alerts.last') },
    ],
    rows: alerts.map((alert) => {
      const { _id, rule, state, lot, count, lastAt, closedBy, note } = alert;
      const serial = serialOf(alert);
      const href = mayClose && state === 'open' ? `/alerts/${_id}/closures/new` : undefined;
      const found = state === 'closed' ? ` ${t('alerts.closed-by', { name: closedBy ?? '', note: note ?? '' })}` : '';
      return [
        {
          ...{ text: t(`clones.rules.${rule}.title`), href, note: sentenceOf(alert, words) + found },
          badge: isGrave(alert) ? { tone: 'warn', badgeLabel: t('alerts.grave') } : undefined,
        },
        {
          text: codeOfLot(lot),
          href: recordOf(lot),
          code: true,
          note: serial && format.serial(serial),
        },
        format.number(count),
        format.dateTime(lastAt),
      ];
    }),
  };
}

/** `7`, or `99+`. */
export function badgeOf(count: number, { format }: Words): string {
  return count < mostCounted ? format.number(count) : `${mostCounted - 1}+`;
}

export function alertPager({ state, ...page }: { state: AlertState; offset: number; more: boolean }) {
  return pagesAround({ ...page, size: pageSize }, (start) => `/alerts?state=${state}&offset=${start}`);
}
