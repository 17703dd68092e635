/** The events of many lots, and which events of what went into a lot led to it. */
import { inSlices, namespace, trusted } from '../db.js';
import { lotOfClass } from '../epcis/lot-of-class.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { organizationOfUri } from '../lots/effects.js';
import { Events, type StoredEvent } from './event.model.js';
import { standing } from './standing.js';
import { stepOf } from './step.js';

/** Those that count, in the order in which they happened. */
export async function eventsOfLots(lots: string[]): Promise<StoredEvent[]> {
  const all = await inSlices(lots, (some) => Events.find({ lots: trusted({ $in: some }) }).lean());
  const found = new Map(all.map((stored) => [stored._id, stored]));
  return standing([...found.values()]).sort(
    (one, other) => one.eventTime.getTime() - other.eventTime.getTime() || +one.recordTime - +other.recordTime,
  );
}

/**
 * True where an event of a lot's ancestors led to the lot. Other customers and other uses of the raw material did not.
 * @param chain the lot and its ancestors by path, with who made each
 */
export function ledThere(
  { event, organization }: Pick<StoredEvent, 'event' | 'organization'>,
  chain: ReadonlyMap<string, { organization: string }>,
): boolean {
  const isMaker = (id: string | null) => [...chain.values()].some((made) => made.organization === id);
  switch (stepOf(event)) {
    case 'commissioning':
    case 'inspecting':
      return true;
    case 'transforming':
    case 'packing':
      return (event.outputQuantityList ?? []).some(({ epcClass }) =>
        chain.has(lotOfClass(epcClass, namespace()) ?? ''),
      );
    case 'shipping':
      return isMaker(organizationOfUri(event.destinationList?.[0]?.destination ?? '', namespace()));
    case 'receiving':
      return isMaker(organization);
    default:
      return false;
  }
}

/** URI of the place where an event happened. */
export function placeOfEvent(event: Pick<EpcisEvent, 'readPoint' | 'bizLocation'>): string | undefined {
  return event.readPoint?.id ?? event.bizLocation?.id;
}
