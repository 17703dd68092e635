/** What an entry says it does to lots, read from its event by the rules of the balance. */
import { isDeepStrictEqual } from 'node:util';
import { DomainError } from '../../src/errors.js';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { correctedBy, lotsChanged } from '../../src/lots/correction.js';
import { effectsOf, momentOf, organizationOfUri, type Effect, type Moment } from '../../src/lots/effects.js';
import { type OpenedEntry } from './format.js';
import { type Report } from './report.js';

export interface Step {
  position: number;
  eventID: string;
  event: EpcisEvent;
  moment: Moment;
  recordTime: string;
  effects: Effect[];
  /** The event that it declares an error or corrects. */
  corrects: string | undefined;
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
    const changed = lotsChanged(effects);
    const corrects = correctedBy(event);
    const named = corrects ? lots.slice(0, changed.length) : lots; // what it corrects is looked up when it is folded
    if (isDeepStrictEqual(changed, named) && lots.length === versions.length) {
      const changes = lots.map((lot, index) => ({ lot, version: versions[index] ?? 0 }));
      const { recordTime = '' } = event;
      return { position, eventID, event, moment: momentOf(event), recordTime, effects, corrects, changes };
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
