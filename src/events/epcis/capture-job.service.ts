/** Documents of other systems, captured as jobs (EPCIS 2.0 §12.8). */
import { z } from 'zod';
import { newId } from '../../db.js';
import { DomainError } from '../../errors.js';
import { type ReceivedDocument } from '../../epcis/document-schema.js';
import { receivedEvent } from '../../epcis/event-schema.js';
import { type Actor, type By } from '../../policy.js';
import { captureReceived, type Outcome } from '../capture.js';
import { type Received } from '../received.js';
import { CaptureJobs, type CaptureJob } from './capture-job.model.js';
import { learnPrefixes } from './company-prefix.model.js';
import { captureLimit } from './headers.js';

export type Behaviour = CaptureJob['captureErrorBehaviour'];

/** An event that was refused, and its place in the document. */
interface Fault {
  index: number;
  error: unknown;
}

/**
 * Runs the whole job before it answers: a client that gets no answer sends the document again, and what was recorded
 * the first time is known by its eventID.
 * @param describe an error as problem document
 * @throws DomainError `capture-limit`; ZodError for a bad event under `rollback`, where nothing of it could be captured
 */
export async function runCapture(
  { events, context, header }: ReceivedDocument,
  behaviour: Behaviour,
  by: By,
  describe: (error: unknown) => object,
): Promise<CaptureJob> {
  if (events.length > captureLimit) throw new DomainError('capture-limit', { max: captureLimit });
  const checked = events.map((event) => receivedEvent.safeParse(event, { reportInput: true }));
  const bad = checked.flatMap(({ error }, index) => (error ? [{ index, error }] : []));
  if (behaviour === 'rollback' && bad.length > 0) throw togetherAt(bad);
  const job = await begin(behaviour, header, by);
  const good = checked.flatMap(({ data }, index) => (data ? [{ index, received: { event: data, context } }] : []));
  const faults = [...bad, ...(await captureAll(good, behaviour, by))].sort((a, b) => a.index - b.index);
  await learnPrefixes(good.map(({ received }) => received.event));
  const errors = faults.map(({ index, error }) => ({ ...describe(error), eventIndex: index }));
  return finish(job, errors);
}

async function captureAll(
  events: { index: number; received: Received }[],
  behaviour: Behaviour,
  by: By,
): Promise<Fault[]> {
  const outcomes: Outcome[] = [];
  if (behaviour === 'rollback')
    outcomes.push(
      ...(await captureReceived(
        events.map(({ received }) => received),
        by,
      )),
    );
  else for (const { received } of events) outcomes.push(...(await captureReceived([received], by)));
  return outcomes.flatMap((outcome, at) => {
    return 'fault' in outcome ? [{ index: events[at]?.index ?? at, error: outcome.fault }] : [];
  });
}

/** The issues of several events, each at its place in the document. */
function togetherAt(bad: { index: number; error: z.ZodError }[]): z.ZodError {
  const place = ['epcisBody', 'eventList'];
  return new z.ZodError(
    bad.flatMap(({ index, error }) => {
      return error.issues.map((issue) => ({ ...issue, path: [...place, index, ...issue.path] }));
    }),
  );
}

async function begin(behaviour: Behaviour, header: object | null, { actor, now }: By): Promise<CaptureJob> {
  const job: CaptureJob = {
    _id: newId(),
    organization: actor.organization,
    createdAt: now,
    finishedAt: null,
    captureErrorBehaviour: behaviour,
    problems: [],
    header: header && JSON.stringify(header),
  };
  await CaptureJobs.create(job);
  return job;
}

async function finish(job: CaptureJob, problems: Record<string, unknown>[]): Promise<CaptureJob> {
  const end = { finishedAt: new Date(), problems };
  await CaptureJobs.updateOne({ _id: job._id }, { $set: end });
  return { ...job, ...end };
}

/** @throws DomainError `not-found` */
export async function getCaptureJob(id: string, actor: Actor): Promise<CaptureJob> {
  const job = await CaptureJobs.findById(id).lean();
  if (!job || (actor.role === 'producer' && job.organization !== actor.organization))
    throw new DomainError('not-found');
  return job;
}

/** Jobs of the own organisation, the latest first, without their headers. */
export async function listCaptureJobs(
  actor: Actor,
  offset: number,
  limit: number,
): Promise<Omit<CaptureJob, 'header'>[]> {
  return CaptureJobs.find({ organization: actor.organization }, { header: 0 })
    .sort({ createdAt: -1, _id: -1 })
    .skip(offset)
    .limit(limit)
    .lean();
}

/** A job that has run so long died with its process. */
const longestRunMs = 10 * 60_000;

export function presentJob(
  {
    _id,
    createdAt,
    finishedAt,
    captureErrorBehaviour,
    problems,
    header,
  }: Partial<Pick<CaptureJob, 'header'>> & Omit<CaptureJob, 'header'>,
  now: Date,
): object {
  const running = finishedAt === null && now.getTime() - createdAt.getTime() < longestRunMs;
  return {
    captureID: _id,
    createdAt: createdAt.toISOString(),
    ...(finishedAt && { finishedAt: finishedAt.toISOString() }),
    running,
    success: running || (finishedAt !== null && problems.length === 0),
    captureErrorBehaviour,
    errors: problems,
    ...(header && { epcisHeader: JSON.parse(header) as object }),
  };
}
