/** What the events say of one unit, for the rules about copies. */
import { Events } from '../events/event.model.js';
import { type GenuineLabel } from '../labels/verify.js';
import { type Lot } from '../lots/lot.model.js';
import { type Life } from '../scans/clone-rules.js';

export async function lifeOf(lot: Pick<Lot, 'recalledBy'>, _label: GenuineLabel): Promise<Life> {
  const recalledAt = lot.recalledBy ? await timeOfEvent(lot.recalledBy) : undefined;
  return { recalledAt };
}

async function timeOfEvent(eventID: string): Promise<Date | undefined> {
  const stored = await Events.findById(eventID, { eventTime: 1 }).lean();
  return stored?.eventTime;
}
