/** What happened on one day, and what is open: read in the morning, printed, put into the file. */
import { config } from '../config.js';
import { trusted } from '../db.js';
import { addDays } from '../epcis/time.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { Events } from '../events/event.model.js';
import { stepOf, steps, type Step } from '../events/step.js';
import { Reports } from '../reports/report.model.js';
import { Alerts } from '../scans/alert.model.js';
import { countScans } from '../scans/scan.model.js';

export interface DaySummary {
  /** Events recorded on the day, by step; a recall counts once, and what was declared an error on the day not at all.
   * Those of other systems that are none of our steps stand under null. */
  steps: { step: Step | null; count: number }[];
  scans: number;
  /** Copies that were first noticed, and problems that came in. */
  alerts: number;
  reports: number;
}

/** @param date a day where the server is, `2026-11-24` */
export async function summaryOf(date: string): Promise<DaySummary> {
  const start = (day: string) => new Date(`${day}T00:00:00${config.utcOffset}`);
  const [from, before] = [start(date), start(addDays(date, 1))];
  const during = trusted({ $gte: from, $lt: before });
  const wanted = {
    'event.type': 1,
    'event.bizStep': 1,
    'event.disposition': 1,
    'event.action': 1,
    'event.nguon:labels': 1,
    'event.nguon:set': 1,
    'event.nguon:recall': 1,
    'event.errorDeclaration': 1,
    'event.eventID': 1,
  };
  const [events, scans, alerts, reports] = await Promise.all([
    Events.find({ recordTime: during }, wanted).lean<{ event: EpcisEvent }[]>(),
    countScans({ from, before }),
    Alerts.countDocuments({ firstAt: during }),
    Reports.countDocuments({ at: during }),
  ]);
  const found = onceEach(events.map(({ event }) => event)).map(stepOf);
  const counted = [...steps, null].map((step) => ({ step, count: found.filter((each) => each === step).length }));
  return { steps: counted.filter(({ count }) => count > 0), scans, alerts, reports };
}

function onceEach(events: EpcisEvent[]): EpcisEvent[] {
  const declared = new Set(events.filter(({ errorDeclaration }) => errorDeclaration).map(({ eventID }) => eventID));
  const standing = events.filter(({ eventID }) => !declared.has(eventID));
  return [...new Map(standing.map((event) => [event['nguon:recall'] ?? event.eventID, event])).values()];
}
