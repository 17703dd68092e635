/** An event in the history of a lot, as its timeline tells it. */
import { type LabelsOfEvent } from '../epcis/vocabulary.js';
import { type Words } from '../lots/lot-table.js';
import { type HistoryEntry } from './history.service.js';
import { viewOfPlaces } from './log-places.js';
import { iconOfStep } from './step.js';

/** @param isOpen the record behind an inspector's act may be opened */
export function viewOfEntry(entry: HistoryEntry, words: Words, isOpen: boolean) {
  const { event, step, location, organization, person, amount } = entry;
  const { t, format } = words;
  const isProduction = step === 'commissioning' && location?.kind !== 'zone';
  const failed = event.disposition === 'non_conformant';
  const result = failed
    ? 'inspections.non_conformant'
    : event.disposition === 'conformant'
      ? 'inspections.conformant'
      : null;
  const file = event['nguon:file'];
  const labels = event['nguon:labels'];
  const record = isOpen ? event['nguon:inspection']?.id : undefined;
  return {
    icon: isProduction ? 'process' : step ? iconOfStep[step] : 'trace',
    title: t(isProduction ? 'steps.commissioning-facility' : step ? `steps.${step}` : 'lots.other-step'),
    time: format.dateTime(event.eventTime, event.eventTimeZoneOffset),
    datetime: event.eventTime,
    place: location ? [location.name, location.commune].filter(Boolean).join(', ') : undefined,
    organization: [organization, person].filter(Boolean).join(' · '),
    log: viewOfPlaces([entry.position], words),
    tone: step === 'recalling' || failed ? 'bad' : step === 'holding' ? 'warn' : undefined,
    facts: [
      ...(amount ? [{ label: t(`lots.${amount.kind}`), value: format.quantity(amount.quantity, amount.uom) }] : []),
      ...(labels ? [{ label: t('lots.labels'), value: rangeOf(labels, words) }] : []),
      ...(labels?.publicReason ? [{ label: t('lots.public-reason'), value: labels.publicReason }] : []),
      ...(result ? [{ label: t('inspections.result'), value: t(result) }] : []),
      ...(event['nguon:note'] ? [{ label: t('lots.note'), value: event['nguon:note'] }] : []),
      ...(file
        ? [{ label: t('inspections.file'), value: t('inspections.open-file'), href: `/attachments/${file}` }]
        : []),
      ...(record
        ? [{ label: t('inspections.record'), value: t('inspections.open-record'), href: `/inspections/${record}` }]
        : []),
    ],
  };
}

/** Labels by their numbers from 1, and how many they are. */
function rangeOf({ from, count }: LabelsOfEvent, { format }: Words): string {
  const [first, last, all] = [from + 1, from + count, count].map((number) => format.number(number));
  return count === 1 ? `${first}` : `${first}–${last} (${all})`;
}
