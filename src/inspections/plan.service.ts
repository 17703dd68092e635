/** Planned inspections: who looks at what, where, by which checklist, until when. */
import { z } from 'zod';
import { Users } from '../auth/user.model.js';
import { config } from '../config.js';
import { isDuplicateKey, trusted } from '../db.js';
import { DomainError, refuse } from '../errors.js';
import { day, localDay } from '../epcis/time.js';
import { checkAlways } from '../http/check-always.js';
import { type Lot } from '../lots/lot.model.js';
import { getLot, lotReference } from '../lots/lot.service.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { fieldFault, paragraph, reference } from '../registry/fields.js';
import { Locations } from '../registry/location.model.js';
import { Organizations } from '../registry/organization.model.js';
import { idFor } from '../registry/records.js';
import { reason } from './act.js';
import { hasChecklist as hasChecklistNamed } from './checklist.service.js';
import { CorrectiveActions } from './corrective-action.model.js';
import { Inspections, type Inspection, type InspectionState } from './record.model.js';

export const newPlan = z
  .strictObject({
    organization: reference.optional().meta({ description: 'Absent: the one that made the lot' }),
    lot: lotReference.optional(),
    place: reference.optional().meta({ description: 'Location of the organisation' }),
    dueOn: day,
    checklist: reference,
    inspector: reference.optional().meta({ description: 'User; absent: who plans it' }),
    note: paragraph,
    reinspects: reference.optional().meta({ description: 'Corrective action that is looked at' }),
  })
  .check(
    checkAlways(({ value, issues }) => {
      if (value.organization || value.lot) return;
      issues.push({ code: 'custom', message: 'required', path: ['organization'], input: undefined });
    }),
  );

export const newCancellation = z.strictObject({ reason });

/**
 * @throws DomainError or Refusal `role-not-allowed`; `not-found` at `organization`, `lot` (also one in which the organisation
 * had no part), `place`, `checklist`, `inspector`, `reinspects`; ZodError `day-passed`
 */
export async function planInspection(input: z.output<typeof newPlan>, by: By): Promise<Inspection> {
  requireRole(by.actor, 'inspector');
  if (input.dueOn < localDay(by.now, config.utcOffset)) throw fieldFault('dueOn', 'day-passed');
  const lot = input.lot ? await getLot(input.lot, by.actor, { field: 'lot' }) : null;
  const organization = input.organization ?? lot?.organization ?? '';
  await checkReferences(input, organization, lot);
  const plan: Inspection = {
    _id: idFor(by, 'inspection'),
    organization,
    readers: [...new Set([organization, ...(lot ? [lot.organization] : [])])],
    lot: lot?._id ?? null,
    place: input.place ?? null,
    ...{ dueOn: input.dueOn, checklist: input.checklist, inspector: input.inspector ?? by.actor.id },
    ...(input.note && { note: input.note }),
    reinspects: input.reinspects ?? null,
    ...{ plannedBy: by.actor.id, createdAt: by.now, state: 'planned', answers: [], photos: [] },
    ...{ revision: 0, sampleCount: 0 },
  };
  try {
    await Inspections.create(plan);
  } catch (error) {
    if (!isDuplicateKey(error)) throw error; // the same request, sent again
  }
  return getInspection(plan._id, by.actor);
}

/** Every record that the plan names and that is not there, or is another organisation's, is told at once. */
async function checkReferences(
  { place, checklist, inspector, reinspects }: z.output<typeof newPlan>,
  organization: string,
  lot: Lot | null,
): Promise<void> {
  const isOwn = (found: { organization: string } | null) => found?.organization === organization;
  const [hasOrganization, hasChecklist, hasPlace, hasInspector, hasAction] = await Promise.all([
    Organizations.exists({ _id: organization }),
    hasChecklistNamed(checklist),
    !place || Locations.findById(place).lean().then(isOwn),
    !inspector || Users.exists({ _id: inspector, role: 'inspector' }),
    !reinspects || CorrectiveActions.findById(reinspects).lean().then(isOwn),
  ]);
  const named = {
    organization: hasOrganization,
    lot: !lot || lot.parties.includes(organization),
    ...{ place: hasPlace, checklist: hasChecklist, inspector: hasInspector, reinspects: hasAction },
  };
  refuse(Object.entries(named).flatMap(([field, isThere]) => (isThere ? [] : new DomainError('not-found', {}, field))));
}

/**
 * An inspection: inspectors and the office see all, a producer those of the own organisation and of its lots, once
 * they are concluded, for a visit need not be announced, and without the words of who planned it.
 * @throws DomainError `not-found`
 */
export async function getInspection(id: string, actor: Actor): Promise<Inspection> {
  const found = await Inspections.findById(id).lean();
  const mayRead =
    actor.role !== 'producer' || (found?.state === 'concluded' && found.readers.includes(actor.organization));
  if (!found || !mayRead) throw new DomainError('not-found');
  return actor.role === 'producer' ? { ...found, note: null } : found;
}

export const pageSize = 50;
const openStates: InspectionState[] = ['planned', 'draft'];
export const lists = ['open', 'overdue', 'concluded', 'cancelled'] as const;
export type List = (typeof lists)[number];

/** Open ones in the order of the day that they are due on, those that are done with the latest first. */
export async function listInspections(
  by: Pick<By, 'actor' | 'now'>,
  { list, offset }: { list: List; offset: number },
): Promise<{ inspections: Inspection[]; more: boolean }> {
  const isOfProducer = by.actor.role === 'producer';
  const isOpen = !isOfProducer && (list === 'open' || list === 'overdue');
  const states: InspectionState[] = isOpen ? openStates : [isOfProducer || list !== 'cancelled' ? 'concluded' : list];
  const found = await Inspections.find({
    state: trusted({ $in: states }),
    ...(isOfProducer && { readers: by.actor.organization }),
    ...(list === 'overdue' && isOpen && { dueOn: trusted({ $lt: localDay(by.now, config.utcOffset) }) }),
  })
    .sort(isOpen ? { dueOn: 1 } : { 'concluded.at': -1, 'cancelled.at': -1 })
    .skip(offset)
    .limit(pageSize + 1)
    .lean();
  return { inspections: found.slice(0, pageSize), more: found.length > pageSize };
}

/** Those of a lot that the actor may read, the latest first. */
export async function inspectionsOfLot(lot: string, actor: Actor): Promise<Inspection[]> {
  const own = actor.role === 'producer' ? { readers: actor.organization, state: 'concluded' as const } : {};
  return Inspections.find({ lot, ...own })
    .sort('-createdAt')
    .limit(pageSize)
    .lean();
}

/** @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when it is concluded or cancelled */
export async function cancelInspection(
  id: string,
  input: z.output<typeof newCancellation>,
  by: By,
): Promise<Inspection> {
  requireRole(by.actor, 'inspector');
  await getInspection(id, by.actor);
  const cancelled = { at: by.now, by: by.actor.name, reason: input.reason };
  const after = await Inspections.findOneAndUpdate(
    { _id: id, state: trusted({ $in: openStates }) },
    { $set: { state: 'cancelled', cancelled } },
    { returnDocument: 'after' },
  ).lean();
  if (!after) throw new DomainError('wrong-state');
  return after;
}
