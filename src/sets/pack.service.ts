/** Packing a gift set or a case: packages of several lots, of whoever made them, under a code of their own. */
import { type ClientSession } from 'mongoose';
import { z } from 'zod';
import { namespace } from '../db.js';
import { DomainError } from '../errors.js';
import { uriOfPath } from '../epcis/identifiers.js';
import { eventTime } from '../epcis/time.js';
import { type EventDraft } from '../epcis/vocabulary.js';
import { requestReference } from '../events/capture.js';
import { Events } from '../events/event.model.js';
import { checkAlways } from '../http/check-always.js';
import { setOfEvent } from '../lots/set-state.js';
import { Sets } from '../lots/set.model.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { line, reference } from '../registry/fields.js';
import { getLocation } from '../registry/location.service.js';
import { findOrganization } from '../registry/organization.service.js';
import { maxParts, note, refuseRepeats, takenPart } from '../work/fields.js';
import { noted, placed, recordStep, takePart, together, type Part } from '../work/step.js';
import { proposeSetPath } from './code.js';

/** Own code, or a number of GS1 for cases and pallets. */
export const codeKinds = ['own', 'sscc'] as const;

const names = z.strictObject({ vi: line(120), en: line(120).optional(), zh: line(120).optional() });

export const newSet = z
  .strictObject({
    names: names.prefault({} as z.input<typeof names>), // so that the fault of none is at names.vi
    parts: z.array(takenPart, 'required').min(1, 'required').max(maxParts),
    code: z.enum(codeKinds, 'bad-choice').default('own'),
    at: reference,
    eventTime,
    note,
  })
  .check(checkAlways(({ value, issues }) => refuseRepeats(value.parts, ({ lot }) => lot, 'parts', issues)));

export interface SetRecorded {
  eventID: string;
  lots: string[];
  /** Path of the set. */
  set: string;
}

/**
 * @throws DomainError or Refusal `not-found`, `not-in-pieces`, `no-company-prefix`, `insufficient-quantity`,
 * `packed-in-sets`, `lot-held`, `lot-recalled`, `lot-expired`, `event-in-future`, `event-before-lot`
 */
export async function packSet(input: z.output<typeof newSet>, by: By): Promise<SetRecorded> {
  requireRole(by.actor, 'producer');
  const [place, parts, prefix] = await together([
    getLocation(input.at, by.actor, 'at'),
    together(input.parts.map((part, row) => takeUnits(by.actor, part, row))),
    prefixFor(input.code, by.actor),
  ]);
  const draft = async (session: ClientSession): Promise<EventDraft> => {
    const { path, key } = await freePath(requestReference(by), prefix, session);
    return {
      type: 'AggregationEvent',
      action: 'ADD',
      bizStep: 'packing',
      disposition: 'active',
      eventTime: input.eventTime,
      ...placed(place),
      parentID: uriOfPath(path, namespace()),
      childQuantityList: parts.map(({ element }) => element),
      'nguon:set': { path, names: input.names, key },
      ...noted(input.note),
    };
  };
  const { eventID, lots } = await recordStep(draft, by, { taken: parts });
  const stored = await Events.findById(eventID).lean();
  return { eventID, lots, set: (stored && setOfEvent(stored.event)) ?? '' };
}

async function takeUnits(actor: Actor, part: { lot: string; quantity: number }, row: number): Promise<Part> {
  const fields = { lot: `parts.${row}.lot`, quantity: `parts.${row}.quantity` };
  const taken = await takePart(actor, part, fields);
  if (taken.element.uom !== 'H87') throw new DomainError('not-in-pieces', { lot: part.lot }, fields.lot);
  return taken;
}

async function prefixFor(code: (typeof codeKinds)[number], { organization }: Actor): Promise<string | null> {
  if (code === 'own') return null;
  const prefix = (await findOrganization(organization))?.companyPrefix;
  if (!prefix) throw new DomainError('no-company-prefix', {}, 'code');
  return prefix;
}

const mostAttempts = 20;

/** A code that no set has: those of a request follow from it, so that chance decides nothing when it is repeated. */
async function freePath(request: string, prefix: string | null, session: ClientSession) {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const proposed = proposeSetPath(request, attempt, prefix);
    if (!(await Sets.exists({ _id: proposed.path }).session(session))) return proposed;
  }
  throw new DomainError('already-exists');
}
