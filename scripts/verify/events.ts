/** Each entry by itself: what it commits to, what it is called, and when it says it was recorded. */
import { eventHashId } from '../../src/epcis/event-hash.js';
import { epcisContext, type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { commitmentTo } from '../../src/ledger/commitment.js';
import { type EntryLine, type OpenedEntry } from './format.js';
import { type Report } from './report.js';

/** Follows the eventID of a declared error, which has the name of the event that it declares. */
const declarationSuffix = '#error-declaration';

/** Clocks run apart a little. */
const clockSkewMs = 120_000;

export interface EventCheck {
  /** True when the event is what was logged. */
  entry(entry: EntryLine): entry is OpenedEntry;
  /** The latest record time, in milliseconds. */
  latest(): number;
}

export interface Times {
  now: Date;
  /** How much later than it was recorded an event may get its position. */
  toleranceMs: number;
  /** When the log was seen with this many entries: what comes behind them was recorded later. */
  seen: { size: number; at: string } | null;
}

export function startEvents(namespace: string, times: Times, report: Report): EventCheck {
  const names = new Set<string>();
  let latest = -Infinity;
  const checkTime = ({ event, eventID, position }: OpenedEntry) => {
    const time = Date.parse(event.recordTime ?? '');
    const place = { position, event: eventID };
    report.saw('times');
    if (Number.isNaN(time)) return report.fault('times', 'it does not say when it was recorded', place);
    if (time > times.now.getTime() + clockSkewMs)
      report.fault('times', `it is of the future, ${event.recordTime}`, place);
    const { seen, toleranceMs } = times;
    const before = seen && position >= seen.size ? Math.max(latest, Date.parse(seen.at)) : latest;
    if (time < before - toleranceMs) {
      const since = new Date(before).toISOString();
      report.fault('times', `back-dated to ${event.recordTime}: the log was at ${since} before it`, place);
    }
    latest = Math.max(latest, time);
  };

  return {
    entry: (entry): entry is OpenedEntry => {
      const place = { position: entry.position, event: entry.eventID };
      report.saw('events');
      report.saw('identity');
      if (names.has(entry.eventID)) report.fault('identity', 'it has two positions', place);
      names.add(entry.eventID);
      if (!('event' in entry)) {
        report.fault('events', 'it was logged and is not in the store', place);
        return false;
      }
      if (!opensCommitment(entry)) {
        report.fault('events', 'it is not what was logged', place);
        return false;
      }
      checkName(entry, namespace, report);
      checkTime(entry);
      return true;
    },
    latest: () => latest,
  };
}

export function opensCommitment(entry: { event: EpcisEvent; nonce: string; commitment: string }): boolean {
  return commitmentTo(entry.event, Buffer.from(entry.nonce, 'hex')).toString('hex') === entry.commitment;
}

function checkName({ event, eventID, position }: OpenedEntry, namespace: string, report: Report): void {
  const fault = nameFault(event, eventID, namespace);
  if (fault) report.fault('identity', fault, { position, event: eventID });
}

/** Only a form of ours gives an event a reference of its request, and always names it by its hash. */
export function nameFault(event: EpcisEvent, eventID: string, namespace: string | null): string | null {
  if (event.eventID + (event.errorDeclaration ? declarationSuffix : '') !== eventID) return 'it has another eventID';
  const isOwn = event['nguon:request'] !== undefined && namespace !== null;
  return isOwn && eventHashId(event, epcisContext(namespace)) !== event.eventID ? 'its eventID is not its hash' : null;
}
