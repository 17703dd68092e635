/** Samples, and what laboratories found in them. */
import { Router, type Request } from 'express';
import { config } from '../config.js';
import { decimalsOfUnit } from '../epcis/quantity.js';
import { localDay, localTime } from '../epcis/time.js';
import { mountAction } from '../http/action.js';
import { type By } from '../policy.js';
import { comparisons } from './laboratory.js';
import { getInspection } from './plan.service.js';
import { presentSample, sampleAnswer, sampleExample } from './record-answers.js';
import { namesOf, subjectOf } from './record-view.js';
import { getSample, newLabReport, newSample, recordLabReport, takeSample } from './sample.service.js';

export const sampleRoutes = Router();

const answer = { schema: sampleAnswer, example: sampleExample };
type View = ReturnType<typeof presentSample>;
const shared = {
  roles: ['inspector' as const],
  next: ({ inspection }: View) => `/inspections/${inspection}#samples`,
  present: (sample: View) => sample,
};
const tag = 'Inspection' as const;

mountAction(sampleRoutes, {
  ...shared,
  form: '/inspections/:id/samples/new',
  path: '/inspections/:id/samples',
  schema: newSample,
  run: async (input, by, req) => presentSample(await takeSample(String(req.params.id), input, by)),
  view: 'inspections/sample',
  model: async (req, { actor }) => {
    const inspection = await getInspection(String(req.params.id), actor);
    return { ...(await subject(req, inspection)), units: Object.keys(decimalsOfUnit) };
  },
  values: (_req, { actor, now }) => {
    return Promise.resolve({ takenAt: localTime(now, config.utcOffset), sealedBy: actor.name, uom: 'KGM' });
  },
  api: {
    tag,
    summary: 'Take a sample',
    description: 'While the inspection is a draft: its signed record names all samples.',
    example: {
      ...{ code: 'M-01', quantity: 0.5, uom: 'KGM', sealedBy: 'Nông Thị Minh' },
      takenAt: '2026-10-02T09:00:00+07:00',
    },
    refusals: ['wrong-state', 'already-exists', 'too-many-decimals', 'event-in-future'],
    answer,
  },
});

const fewestRows = 4;

mountAction(sampleRoutes, {
  ...shared,
  form: '/samples/:id/results/new',
  path: '/samples/:id/results',
  schema: newLabReport,
  run: async (input, by, req) =>
    presentSample(await recordLabReport(String(req.params.id), input, by, req.file?.buffer)),
  view: 'inspections/results',
  model: async (req, { actor }: By) => {
    const { sample, inspection } = await getSample(String(req.params.id), actor);
    const asked = Math.min(60, Number(req.query.rows) || 0);
    return {
      ...(await subject(req, inspection)),
      sample,
      comparisons,
      rowCount: Math.max(fewestRows, asked, rowsSent(req)),
    };
  },
  values: (_req, { now }) => Promise.resolve({ reportedOn: localDay(now, config.utcOffset) }),
  api: {
    tag,
    summary: "Record a laboratory's results",
    description: 'Each verdict follows from value and limit. For a lot it is an event of the lot.',
    file: 'The report: PDF, JPEG or PNG, at most 5 MB',
    example: {
      laboratory: 'Quatest 1',
      reportedOn: '2026-10-12',
      results: [{ parameter: 'Pb', value: '0.02', unit: 'mg/kg', comparison: 'at-most', limit: '0.1' }],
    },
    answer,
  },
});

async function subject(req: Request, inspection: Awaited<ReturnType<typeof getInspection>>) {
  const { organizations } = await namesOf([inspection]);
  const words = req.res?.locals as Express.Locals;
  return {
    inspection,
    organization: organizations.get(inspection.organization) ?? '',
    subject: subjectOf(inspection, words),
  };
}

/** A form that came back has as many rows as it had. */
function rowsSent(req: Request): number {
  const rows = Object.keys((req.body ?? {}) as object).map((name) => Number(/^results\.(\d+)\./.exec(name)?.[1] ?? -1));
  return Math.max(0, ...rows.map((row) => row + 1));
}
