/** Events that count: without those declared an error, and without the declarations. */
import { type EpcisEvent } from '../epcis/vocabulary.js';

/** Of events read together, for instance all of a lot: a declaration stands among them where its event does. */
export function standing<T extends { event: Pick<EpcisEvent, 'eventID' | 'errorDeclaration'> }>(found: T[]): T[] {
  const declared = new Set(found.filter(({ event }) => event.errorDeclaration).map(({ event }) => event.eventID));
  return found.filter(({ event }) => !declared.has(event.eventID));
}
