/** What an inspector does to one lot: inspect it, hold it, release it. */
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { eventTime } from '../epcis/time.js';
import { capture } from '../events/capture.js';
import { type Captured } from '../events/record.js';
import { getLot, lotReference } from '../lots/lot.service.js';
import { requireRole, type By } from '../policy.js';
import { Attachments } from '../registry/attachment.model.js';
import { reference } from '../registry/fields.js';
import { reason, timeOfAct, wholeLots } from './act.js';
import { Inspections, results } from './record.model.js';

export const newInspection = z.strictObject({
  lot: lotReference,
  result: z.enum(results, 'bad-choice'),
  findings: z.string().trim().normalize('NFC').min(1, 'required').max(2000),
  eventTime, // local time with its offset: 2026-10-02T08:30:00+07:00
  file: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'not-a-hash')
    .optional(), // SHA-256 of a file kept before
});

export const newHold = z.strictObject({
  lot: lotReference,
  reason,
  inspection: reference.optional().meta({ description: 'Inspection of the lot that it is because of' }),
});
export const newRelease = newHold;
export type HoldInput = z.output<typeof newHold>;

/**
 * Records what an inspector found. It moves and stops nothing: a lot that must not move is held.
 * @throws DomainError `role-not-allowed`, `not-found` (lot, file), `event-in-future`, `event-before-lot`
 */
export async function recordInspection(input: z.output<typeof newInspection>, by: By): Promise<Captured> {
  requireRole(by.actor, 'inspector');
  const lot = await getLot(input.lot, by.actor, { field: 'lot' });
  if (input.file && !(await Attachments.exists({ _id: input.file }))) throw new DomainError('not-found', {}, 'file');
  return capture(
    {
      type: 'ObjectEvent',
      action: 'OBSERVE',
      bizStep: 'inspecting',
      disposition: input.result,
      eventTime: input.eventTime,
      quantityList: wholeLots([lot._id]),
      'nguon:note': input.findings,
      ...(input.file && { 'nguon:file': input.file }),
    },
    by,
  );
}

/**
 * Stops a lot until it is released: nothing of it may be used, shipped, sold or destroyed.
 * @throws DomainError `role-not-allowed`, `not-found` (also of an inspection that is not of the lot), `wrong-state` when it is held already
 */
export function holdLot(input: HoldInput, by: By): Promise<Captured> {
  return setHold(input, true, by);
}

/** @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when it is not held */
export function releaseLot(input: HoldInput, by: By): Promise<Captured> {
  return setHold(input, false, by);
}

async function setHold(input: HoldInput, hold: boolean, by: By): Promise<Captured> {
  requireRole(by.actor, 'inspector');
  return capture(async (session) => {
    const lot = await getLot(input.lot, by.actor, { field: 'lot', session });
    if (Boolean(lot.heldBy) === hold) throw new DomainError('wrong-state');
    const { inspection } = input;
    if (inspection && !(await Inspections.exists({ _id: inspection, lot: lot._id }).session(session)))
      throw new DomainError('not-found', {}, 'inspection');
    return {
      type: 'ObjectEvent',
      action: 'OBSERVE',
      bizStep: 'holding',
      disposition: hold ? 'unavailable' : 'available',
      eventTime: timeOfAct(by.now, [lot]),
      quantityList: wholeLots([lot._id]),
      'nguon:note': input.reason,
      ...(inspection && { 'nguon:inspection': { id: inspection } }),
    };
  }, by);
}
