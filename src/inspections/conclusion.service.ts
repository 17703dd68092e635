/**
 * Concludes an inspection: its record is signed, and that of a lot becomes an event of the lot, which carries the hash
 * of the signed record, so that the log vouches for it too. All of it is one transaction; of two who conclude the same
 * inspection one wins.
 */
import { type ClientSession } from 'mongoose';
import { z } from 'zod';
import { inTransaction } from '../db.js';
import { DomainError } from '../errors.js';
import { eventTime } from '../epcis/time.js';
import { capture, requestReference } from '../events/capture.js';
import { clockSkewMs } from '../events/received.js';
import { getOrganization } from '../registry/organization.service.js';
import { requireRole, type By } from '../policy.js';
import { whole } from '../registry/fields.js';
import { reason, wholeLots } from './act.js';
import { settleByReinspection } from './corrective-action.service.js';
import { getInspection } from './plan.service.js';
import { Inspections, results, type Conclusion, type Inspection } from './record.model.js';
import { Samples } from './sample.model.js';
import { signRecord } from './signed-record.js';

export const newConclusion = z.strictObject({
  revision: whole.meta({ description: 'Of the draft that was read' }),
  result: z.enum(results, 'bad-choice'),
  summary: reason,
  eventTime,
});
type ConclusionInput = z.output<typeof newConclusion>;

/**
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when it is no draft (any more), `changed-since` when
 * somebody saved it after the revision that was read, `event-in-future`, `event-before-lot`; ZodError `unanswered`,
 * `major-found`
 */
export async function concludeInspection(id: string, input: ConclusionInput, by: By): Promise<Inspection> {
  requireRole(by.actor, 'inspector');
  const before = await getInspection(id, by.actor);
  const request = requestReference(by);
  if (before.concluded?.request === request) return before; // the same request, sent again
  if (before.state !== 'draft') throw new DomainError('wrong-state');
  if (before.revision !== input.revision) throw new DomainError('changed-since');
  refuseUnready(before, input);
  if (Date.parse(input.eventTime) > by.now.getTime() + clockSkewMs)
    throw new DomainError('event-in-future', {}, 'eventTime');
  const { name: authority } = await getOrganization(by.actor.organization, by.actor);
  const facts = { ...input, at: by.now, by: by.actor.id, inspector: by.actor.name, authority, request };
  const conclude = (session: ClientSession) => store(before, facts, by, session);
  const { lot } = before;
  if (lot) {
    await capture(async (session) => {
      const { sha256 } = await conclude(session);
      return {
        type: 'ObjectEvent',
        action: 'OBSERVE',
        bizStep: 'inspecting',
        disposition: input.result,
        eventTime: input.eventTime,
        quantityList: wholeLots([lot]),
        'nguon:note': input.summary,
        'nguon:inspection': { id, signed: sha256 },
        ...(before.photos[0] && { 'nguon:file': before.photos[0].sha256 }),
      };
    }, by);
  } else await inTransaction(conclude);
  return getInspection(id, by.actor);
}

type Facts = Omit<Conclusion, 'signed' | 'sha256' | 'later'> & Pick<ConclusionInput, 'revision'>;

async function store(before: Inspection, facts: Facts, by: By, session: ClientSession): Promise<Conclusion> {
  const { revision, ...said } = facts;
  if (before.reinspects) await settleByReinspection(before, said, by, session);
  const samples = await Samples.find({ inspection: before._id }, null, { session }).sort('takenAt').lean();
  const signed = await signRecord(before, said, { at: said.at, samples, session });
  const concluded = { ...said, ...signed };
  const after = await Inspections.findOneAndUpdate(
    { _id: before._id, state: 'draft', revision, sampleCount: samples.length },
    { $set: { state: 'concluded', concluded } },
    { session },
  ).lean();
  if (!after) {
    const now = await Inspections.findById(before._id, null, { session }).lean();
    throw new DomainError(now?.state === 'draft' ? 'changed-since' : 'wrong-state');
  }
  return concluded;
}

/** Every criterion has its finding, and a result that fits them. */
function refuseUnready({ begun, answers }: Inspection, { result }: ConclusionInput): void {
  const found = new Map(answers.map(({ code, finding }) => [code, finding]));
  const open = (begun?.items ?? []).filter(({ code }) => !found.get(code));
  const hasMajor = [...found.values()].includes('major');
  const faults = [
    ...(open.length > 0 ? [['answers', 'unanswered'] as const] : []),
    ...(hasMajor && result === 'conformant' ? [['result', 'major-found'] as const] : []),
  ];
  if (faults.length === 0) return;
  throw new z.ZodError(faults.map(([field, message]) => ({ code: 'custom', message, path: [field], input: '' })));
}
