/** Inspections and samples as programs get them. */
import { z } from 'zod';
import { fromThousandths, uom } from '../epcis/quantity.js';
import { day, instant } from '../epcis/time.js';
import { isoOf } from './corrective-action-answers.js';
import { getChecklist } from './checklist.service.js';
import { comparisons } from './laboratory.js';
import { findings, inspectionStates, results, type Inspection } from './record.model.js';
import { recordsOf } from './signed-record.js';
import { samplesOf } from './sample.service.js';
import { type Sample } from './sample.model.js';

const verdict = z.enum(results);
const hash = z.string().meta({ description: 'SHA-256' });

export const sampleAnswer = z.object({
  id: z.string(),
  inspection: z.string(),
  code: z.string(),
  quantity: z.number(),
  uom,
  takenAt: z.string(),
  sealedBy: z.string(),
  note: z.string().nullable(),
  reports: z.array(
    z.object({
      at: instant,
      laboratory: z.string(),
      number: z.string().nullable(),
      reportedOn: day,
      file: hash.nullable(),
      verdict,
      results: z.array(
        z.object({
          parameter: z.string(),
          value: z.string().nullable().meta({ description: 'Null: not detected' }),
          unit: z.string().nullable(),
          comparison: z.enum(comparisons),
          limit: z.string().nullable(),
          verdict,
        }),
      ),
    }),
  ),
});

export const sampleExample = {
  id: '0s9f3k2m7q1x8v4b',
  inspection: '7d2k9f3m1q8x4v0b',
  code: 'M-01',
  quantity: 0.5,
  uom: 'KGM',
  takenAt: '2026-10-02T09:00:00+07:00',
  sealedBy: 'Nông Thị Minh',
  note: null,
  reports: [],
};

export const inspectionListed = z.object({
  id: z.string(),
  state: z.enum(inspectionStates),
  organization: z.string(),
  lot: z.string().nullable(),
  place: z.string().nullable(),
  dueOn: day,
  checklist: z.string(),
  inspector: z.string(),
  reinspects: z.string().nullable(),
  result: verdict.nullable(),
});

export const inspectionAnswer = inspectionListed.extend({
  note: z.string().nullable(),
  version: z.int().nullable().meta({ description: 'Of the checklist, since the inspection began' }),
  newerVersion: z.int().nullable().meta({ description: 'The checklist was changed since' }),
  revision: z.int(),
  answers: z.array(z.object({ code: z.string(), finding: z.enum(findings).nullable(), note: z.string().nullable() })),
  summary: z.string().nullable(),
  photos: z.array(z.object({ sha256: hash, code: z.string().nullable() })),
  samples: z.array(sampleAnswer),
  conclusion: z
    .object({ at: instant, eventTime: z.string(), result: verdict, summary: z.string() })
    .extend({ inspector: z.string(), authority: z.string(), sha256: hash })
    .extend({ records: z.array(z.object({ at: instant, sha256: hash })).meta({ description: 'All signed records' }) })
    .nullable(),
});

export const listedExample = {
  id: '7d2k9f3m1q8x4v0b',
  state: 'planned',
  organization: '4q1x8v7d2k9f3m0b',
  lot: '01/09521234000013/10/L2410',
  place: null,
  dueOn: '2026-12-01',
  checklist: 'tcvn-13167',
  inspector: '9f3m1q8x4v0b7d2k',
  reinspects: null,
  result: null,
};

export const inspectionExample = {
  ...listedExample,
  ...{
    note: null,
    version: null,
    newerVersion: null,
    revision: 0,
    answers: [],
    summary: null,
    photos: [],
    samples: [],
  },
  conclusion: null,
};

export function presentListedInspection(inspection: Inspection) {
  const { _id: id, state, organization, lot, place, dueOn, checklist, inspector, reinspects, concluded } = inspection;
  const result = concluded?.result ?? null;
  return { id, state, organization, lot, place, dueOn, checklist, inspector, reinspects, result };
}

export async function presentInspection(inspection: Inspection): Promise<z.output<typeof inspectionAnswer>> {
  const { note, begun, revision, answers, summary, photos, concluded } = inspection;
  const [samples, newerVersion] = await Promise.all([samplesOf(inspection._id), newerVersionOf(inspection)]);
  return {
    ...presentListedInspection(inspection),
    ...{ note: note ?? null, version: begun?.version ?? null, newerVersion, revision, summary: summary ?? null },
    answers: answers.map(({ code, finding, note: words }) => ({ code, finding: finding ?? null, note: words ?? null })),
    photos: photos.map(({ sha256, code }) => ({ sha256, code: code ?? null })),
    samples: samples.map(presentSample),
    conclusion: concluded
      ? {
          at: isoOf(concluded.at),
          ...{ eventTime: concluded.eventTime, result: concluded.result, summary: concluded.summary },
          ...{ inspector: concluded.inspector, authority: concluded.authority, sha256: concluded.sha256 },
          records: recordsOf(concluded).map(({ at, sha256 }) => ({ at: isoOf(at), sha256 })),
        }
      : null,
  };
}

/** The latest version of its checklist, where the inspection began with an older one. */
export async function newerVersionOf({ begun, checklist }: Inspection): Promise<number | null> {
  if (!begun) return null;
  const { version } = await getChecklist(checklist);
  return version > begun.version ? version : null;
}

export function presentSample({ _id: id, inspection, ...sample }: Sample): z.output<typeof sampleAnswer> {
  const { code, quantity, takenAt, sealedBy, note, reports } = sample;
  return {
    ...{ id, inspection, code, quantity: fromThousandths(quantity), uom: sample.uom, takenAt, sealedBy },
    note: note ?? null,
    reports: reports.map(({ at, laboratory, number, reportedOn, file, verdict: whole, results: measured }) => ({
      ...{ at: isoOf(at), laboratory, number: number ?? null, reportedOn, file: file ?? null, verdict: whole },
      results: measured.map(({ parameter, value, unit, comparison, limit, verdict: one }) => {
        return { parameter, value, unit: unit ?? null, comparison, limit, verdict: one };
      }),
    })),
  };
}
