/** Which recall an event belongs to. Pure. */
import { createHash } from 'node:crypto';
import { bareWord } from '../epcis/cbv.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';

export interface RecallingEvent {
  event: Pick<EpcisEvent, 'type' | 'disposition' | 'eventID' | 'nguon:recall'>;
  /** `@context` of the document in which another system sent it; null for our own. */
  context: unknown;
}

/**
 * Identifier of the recall: our own events name theirs, one of another system is a recall of its own, named after the
 * event. Undefined for what recalls nothing.
 */
export function recallOf({ event, context }: RecallingEvent): string | undefined {
  if (event['nguon:recall']) return event['nguon:recall'];
  const isRecall = event.type === 'ObjectEvent' && bareWord(event.disposition ?? '', 'disposition') === 'recalled';
  if (context === null || !isRecall) return undefined;
  const digest = createHash('sha256').update(`recall:${event.eventID}`).digest();
  return digest.toString('hex').slice(0, 16);
}
