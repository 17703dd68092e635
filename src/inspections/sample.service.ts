/** Samples of an inspection, and the results of laboratories, which come when the inspection is long concluded. */
import { type ClientSession } from 'mongoose';
import { z } from 'zod';
import { config } from '../config.js';
import { duplicateField, inTransaction } from '../db.js';
import { DomainError } from '../errors.js';
import { quantity, toThousandths, uom } from '../epcis/quantity.js';
import { day, eventTime, localDay } from '../epcis/time.js';
import { capture, requestReference } from '../events/capture.js';
import { clockSkewMs } from '../events/received.js';
import { checkAlways } from '../http/check-always.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { keepAttachment } from '../registry/attachment.service.js';
import { fieldFault, line, paragraph, tick } from '../registry/fields.js';
import { idFor } from '../registry/records.js';
import { timeOfAct, wholeLots } from './act.js';
import { decimalText } from './decimal.js';
import { comparisons, verdictOf, verdictOfAll, wordsOfMeasured } from './laboratory.js';
import { getInspection } from './plan.service.js';
import { Inspections, type Inspection } from './record.model.js';
import { signAgain } from './signed-record.js';
import { Samples, type LabReport, type Measured, type Sample } from './sample.model.js';
import { getLot } from '../lots/lot.service.js';

export const newSample = z.strictObject({
  code: line(40).meta({ description: 'What stands on the seal' }),
  quantity,
  uom,
  takenAt: eventTime,
  sealedBy: line(200),
  note: paragraph,
});

const measurement = z
  .strictObject({
    parameter: line(120),
    notDetected: tick,
    value: decimalText.optional(),
    unit: line(20).optional(),
    comparison: z.enum(comparisons, 'bad-choice'),
    limit: decimalText.optional(),
  })
  .check(
    checkAlways(({ value: { notDetected, value, comparison, limit }, issues }) => {
      const needs = (name: string) =>
        issues.push({ code: 'custom', message: 'required', path: [name], input: undefined });
      if (!notDetected && value === undefined) needs('value');
      if (comparison !== 'not-detected' && limit === undefined) needs('limit');
    }),
  );

export const newLabReport = z.strictObject({
  laboratory: line(200),
  number: line(60).optional(),
  reportedOn: day,
  results: z.array(measurement).min(1, 'required').max(60),
});

/**
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when the inspection is no draft, `already-exists` at
 * `code`, `too-many-decimals`, `event-in-future` at `takenAt`
 */
export async function takeSample(inspection: string, input: z.output<typeof newSample>, by: By): Promise<Sample> {
  requireRole(by.actor, 'inspector');
  await getInspection(inspection, by.actor);
  if (Date.parse(input.takenAt) > by.now.getTime() + clockSkewMs)
    throw new DomainError('event-in-future', {}, 'takenAt');
  const thousandths = toThousandths(input.quantity, input.uom, 'quantity');
  const sample = {
    _id: idFor(by, 'sample'),
    inspection,
    ...input,
    quantity: thousandths,
    by: by.actor.id,
    reports: [],
  };
  try {
    await inTransaction(async (session) => {
      const open = { _id: inspection, state: 'draft' as const };
      const counted = await Inspections.updateOne(open, { $inc: { sampleCount: 1 } }, { session });
      if (counted.matchedCount === 0) throw new DomainError('wrong-state');
      await Samples.create([sample], { session });
    });
  } catch (error) {
    const earlier = await Samples.findById(sample._id).lean();
    if (earlier) return earlier; // the same request, sent again
    throw duplicateField(error) === 'code' ? new DomainError('already-exists', { value: input.code }, 'code') : error;
  }
  return sample;
}

/** A sample, where its inspection may be read. @throws DomainError `not-found` */
export async function getSample(id: string, actor: Actor): Promise<{ sample: Sample; inspection: Inspection }> {
  const sample = await Samples.findById(id).lean();
  if (!sample) throw new DomainError('not-found');
  return { sample, inspection: await getInspection(sample.inspection, actor) };
}

export function samplesOf(inspection: string): Promise<Sample[]> {
  return Samples.find({ inspection }).sort('takenAt').lean();
}

/**
 * Records what a laboratory found. Each verdict follows from value and limit; for a lot it is an event of the lot. The
 * record of a concluded inspection is signed anew.
 * @param file the report
 * @throws DomainError `role-not-allowed`, `not-found`; ZodError `bad-file`, `bad-range` at `reportedOn` in the future
 */
export async function recordLabReport(
  id: string,
  input: z.output<typeof newLabReport>,
  by: By,
  file?: Buffer,
): Promise<Sample> {
  requireRole(by.actor, 'inspector');
  const { sample, inspection } = await getSample(id, by.actor);
  const request = requestReference(by);
  if (sample.reports.some((each) => each.request === request)) return sample; // the same request, sent again
  if (input.reportedOn > localDay(by.now, config.utcOffset)) throw fieldFault('reportedOn', 'bad-range');
  const results = input.results.map(measure);
  const verdict = verdictOfAll(results.map((each) => each.verdict));
  const kept = file && (await keepReport(file, inspection, by));
  const report: LabReport = {
    ...{
      at: by.now,
      by: by.actor.id,
      laboratory: input.laboratory,
      reportedOn: input.reportedOn,
      results,
      verdict,
      request,
    },
    ...(input.number && { number: input.number }),
    ...(kept && { file: kept }),
  };
  const store = async (session: ClientSession) => {
    await Samples.updateOne({ _id: id }, { $push: { reports: report } }, { session });
    return signAgain(inspection._id, by.now, session);
  };
  const { lot } = inspection;
  if (lot) await capture((session) => eventOf(report, sample, lot, by, session, store), by);
  else await inTransaction(store);
  return (await getSample(id, by.actor)).sample;
}

async function eventOf(
  { results, verdict, laboratory, number, file }: LabReport,
  sample: Sample,
  path: string,
  by: By,
  session: ClientSession,
  store: (session: ClientSession) => Promise<string | null>,
) {
  const lot = await getLot(path, by.actor, { session });
  const signed = await store(session);
  const source = [sample.code, laboratory, number].filter(Boolean).join(', ');
  return {
    type: 'ObjectEvent' as const,
    action: 'OBSERVE' as const,
    bizStep: 'inspecting',
    disposition: verdict,
    eventTime: timeOfAct(by.now, [lot]),
    quantityList: wholeLots([lot._id]),
    'nguon:note': `${source}: ${results.map(wordsOfMeasured).join('; ')}`.slice(0, 2000),
    'nguon:inspection': { id: sample.inspection, sample: sample.code, ...(signed && { signed }) },
    ...(file && { 'nguon:file': file }),
  };
}

function measure({ notDetected, value, limit, ...given }: z.output<typeof measurement>): Measured {
  const found = notDetected ? null : (value ?? null);
  const asked = given.comparison === 'not-detected' ? null : (limit ?? null);
  return { ...given, value: found, limit: asked, verdict: verdictOf(given.comparison, found, asked) };
}

async function keepReport(file: Buffer, { readers }: Inspection, by: By): Promise<string> {
  const hashes = await Promise.all(readers.map((reader) => keepAttachment(file, reader, by)));
  return hashes[0] ?? '';
}
