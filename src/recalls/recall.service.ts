/** Recalls. A recall names the lot and everything that was made from it, in one event. */
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { capture } from '../events/capture.js';
import { type Captured } from '../events/record.js';
import { reason, timeOfAct, wholeLots } from '../inspections/act.js';
import { getLot, lotReference } from '../lots/lot.service.js';
import { descendantsOf } from '../lots/trace.js';
import { requireRole, type By } from '../policy.js';

export const newRecall = z.strictObject({ lot: lotReference, reason });

/**
 * Recalls a lot and its descendants for good. They are looked up in the transaction that marks them: whoever uses up
 * one of them at the same time changes a lot that the recall changes too, so that one of the two starts again and sees
 * what the other did.
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when the lot is recalled already
 */
export async function recallLot(input: z.output<typeof newRecall>, by: By): Promise<Captured> {
  requireRole(by.actor, 'inspector');
  return capture(async (session) => {
    const lot = await getLot(input.lot, by.actor, { field: 'lot', session });
    if (lot.recalledBy) throw new DomainError('wrong-state');
    const affected = [lot, ...(await descendantsOf(lot._id, session))];
    return {
      type: 'ObjectEvent',
      action: 'OBSERVE',
      bizStep: 'holding',
      disposition: 'recalled',
      eventTime: timeOfAct(by.now, affected),
      quantityList: wholeLots(affected.map(({ _id }) => _id)),
      'nguon:note': input.reason,
    };
  }, by);
}
