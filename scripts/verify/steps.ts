/** What an entry says it does to lots, read from its event by the rules of the balance. */
import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '../../src/errors.js';
import { effectsOf, momentOf, organizationOfUri, type Effect, type Moment } from '../../src/lots/effects.js';
import { type OpenedEntry } from './format.js';
import { type Report } from './report.js';

export interface Step {
  position: number;
  eventID: string;
  moment: Moment;
  recordTime: string;
  effects: Effect[];
  /** The lots that it changes, each with the version that it reaches by it. */
  changes: { lot: string; version: number }[];
}

/** Null where the event names other lots than it is said to have changed, or cannot be read. */
export function readStep(entry: OpenedEntry, namespace: string, report: Report): Step | null {
  const { event, lots, versions, position, eventID, organization } = entry;
  const own = event['nguon:organization'];
  const who = own === undefined ? organization : organizationOfUri(String(own), namespace);
  const fault = (words: string) => report.fault('balances', words, { position, event: eventID });
  try {
    const effects = effectsOf(event, namespace, who ?? '', own === undefined ? new Set(lots) : undefined);
    const changed = [...new Set(effects.map(({ lot }) => lot))];
    if (isDeepStrictEqual(changed, lots) && lots.length === versions.length) {
      const changes = lots.map((lot, index) => ({ lot, version: versions[index] ?? 0 }));
      const { recordTime = '' } = event;
      return { position, eventID, moment: momentOf(event), recordTime, effects, changes };
    }
    fault('it changes other lots than are named beside it');
  } catch (error) {
    fault(`what it does to lots cannot be read (${reasonOf(error)})`);
  }
  return null;
}

/** The code of a refusal, the words of another error. */
export function reasonOf(error: unknown): string {
  return error instanceof DomainError ? error.code : error instanceof Error ? error.message : String(error);
}
