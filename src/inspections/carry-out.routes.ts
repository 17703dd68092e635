/** What is done with an inspection: begun, saved, concluded, cancelled; and its signed record. */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { localTime } from '../epcis/time.js';
import { maxPhotosAtOnce } from '../http/body.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { lang } from '../http/query.js';
import { allow, byOf, filesOf, parse } from '../http/request.js';
import { roles, type By } from '../policy.js';
import { concludeInspection, newConclusion } from './conclusion.service.js';
import { beginInspection, beginning, savedFindings, saveFindings } from './findings.service.js';
import { cancelInspection, getInspection, newCancellation } from './plan.service.js';
import { inspectionAnswer, inspectionExample, presentInspection } from './record-answers.js';
import { namesOf, photosOf, subjectOf, tallyOf } from './record-view.js';
import { findings, type Inspection } from './record.model.js';
import { recordsOf } from './signed-record.js';

export const carryOutRoutes = Router();

const idOf = (req: Request) => String(req.params.id);
type View = Awaited<ReturnType<typeof presentInspection>>;
const addressOf = ({ id }: View) => `/inspections/${id}`;
const tag = 'Inspection' as const;
const answer = { schema: inspectionAnswer, example: inspectionExample };
const shared = {
  roles: ['inspector' as const],
  model: modelOf,
  next: addressOf,
  present: (inspection: View) => inspection,
};

mountAction(carryOutRoutes, {
  ...shared,
  form: '/inspections/:id/beginnings/new',
  path: '/inspections/:id/beginnings',
  schema: beginning,
  run: async (_input, by, req) => presentInspection(await beginInspection(idOf(req), by)),
  view: 'inspections/begin',
  next: (inspection) => `${addressOf(inspection)}/findings/edit`,
  api: {
    tag,
    summary: 'Begin an inspection',
    description: 'From now on it has the version of its checklist that is the latest at this moment.',
    example: {},
    refusals: ['wrong-state'],
    answer,
  },
});

mountAction(carryOutRoutes, {
  ...shared,
  form: '/inspections/:id/findings/edit',
  path: '/inspections/:id/findings',
  method: 'put',
  schema: savedFindings,
  run: async (input, by, req) => presentInspection(await saveFindings(idOf(req), input, by, filesOf(req))),
  view: 'inspections/findings',
  values: async (req, { actor }) => {
    const { begun, answers, summary, revision } = await getInspection(idOf(req), actor);
    const found = new Map(answers.map((each) => [each.code, each]));
    return { revision, summary, answers: (begun?.items ?? []).map(({ code }) => found.get(code) ?? { code }) };
  },
  next: (inspection) => `${addressOf(inspection)}/findings/edit?saved=${inspection.revision}`,
  api: {
    tag,
    summary: 'Save the draft of an inspection',
    description: 'Whole: what is left out is gone; photos stay until they are removed by name.',
    file: 'Photos or scanned sheets: PDF, JPEG or PNG, at most 5 MB each',
    mostFiles: maxPhotosAtOnce,
    example: { revision: 0, answers: [{ code: '5.1', finding: 'conforms' }], summary: 'Sổ sách đầy đủ.' },
    refusals: ['wrong-state', 'changed-since'],
    answer,
  },
});

mountAction(carryOutRoutes, {
  ...shared,
  form: '/inspections/:id/conclusions/new',
  path: '/inspections/:id/conclusions',
  schema: newConclusion,
  run: async (input, by, req) => presentInspection(await concludeInspection(idOf(req), input, by)),
  view: 'inspections/conclude',
  values: async (req, { actor, now }) => {
    const { summary, revision } = await getInspection(idOf(req), actor);
    return { summary, revision, eventTime: localTime(now, config.utcOffset) };
  },
  api: {
    tag,
    summary: 'Conclude an inspection',
    description: 'Its record is signed; that of a lot becomes an event of the lot.',
    example: { revision: 3, result: 'conformant', summary: 'Đạt', eventTime: '2026-10-02T08:30:00+07:00' },
    refusals: ['wrong-state', 'changed-since', 'event-in-future', 'event-before-lot'],
    answer,
  },
});

mountAction(carryOutRoutes, {
  ...shared,
  form: '/inspections/:id/cancellations/new',
  path: '/inspections/:id/cancellations',
  schema: newCancellation,
  run: async (input, by, req) => presentInspection(await cancelInspection(idOf(req), input, by)),
  view: 'inspections/cancel',
  api: {
    tag,
    summary: 'Cancel an inspection that is not concluded',
    example: { reason: 'Cơ sở tạm nghỉ' },
    refusals: ['wrong-state'],
    answer,
  },
});

async function modelOf(req: Request, { actor }: By): Promise<object> {
  const inspection = await getInspection(idOf(req), actor);
  const words = req.res?.locals as Express.Locals;
  const { organizations } = await namesOf([inspection]);
  return {
    ...{ inspection, findings, themes: themesOf(inspection), saved: req.query.saved !== undefined },
    organization: organizations.get(inspection.organization) ?? '',
    subject: subjectOf(inspection, words),
    tally: tallyOf(inspection, words),
    photos: photosOf(inspection, words),
    mostFiles: maxPhotosAtOnce,
  };
}

/** Items by theme, each with its row in the form. */
function themesOf({ begun }: Inspection) {
  const items = (begun?.items ?? []).map((item, row) => ({ ...item, row }));
  return [...new Set(items.map(({ theme }) => theme))].map((theme) => {
    return { theme, items: items.filter((item) => item.theme === theme) };
  });
}

const recordQuery = z.strictObject({
  version: z.coerce.number('not-a-number').int().min(1).optional().meta({ description: 'The latest unless given' }),
  lang,
});

const recordApi = {
  tag,
  summary: 'Save the signed record of an inspection',
  description:
    'A JWT (ES256, typ `ocop-inspection+jwt`), which anybody checks with the published keys: who inspected what and when, ' +
    'each finding, hashes of photos, samples with the reports of laboratories (value, unit, limit, verdict), and the state ' +
    'of corrective actions. It says what was so at its `iat`. When results come later it is signed anew and names the ' +
    'record before by its SHA-256 (`replaces`); `version=1` is the one of the conclusion.',
  method: 'get',
  path: '/inspections/:id/record.jwt',
  roles,
  query: recordQuery,
  answer: { type: 'application/jwt' },
} as const;
describeRoute(recordApi);
carryOutRoutes.get(recordApi.path, allow(...roles), async (req: Request, res: Response) => {
  const { _id, concluded } = await getInspection(idOf(req), byOf(req).actor);
  const { version } = parse(recordQuery, req.query);
  const records = concluded ? recordsOf(concluded) : [];
  const record = records.at(version === undefined ? -1 : version - 1);
  if (!record) throw new DomainError('not-found');
  res.set('Cache-Control', 'private').attachment(`inspection-${_id}.jwt`).type('application/jwt').send(record.signed);
});
