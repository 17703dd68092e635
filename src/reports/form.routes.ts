/** The form of whoever scanned a label: no account, no script, no cookie. */
import { Router, type NextFunction, type Request, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { flattenInput } from '../http/form.js';
import { problemOf, type Problem } from '../http/problem.js';
import { inputOf, isForm, parse } from '../http/request.js';
import { makeFormToken, readFormToken } from './form-token.js';
import { reportKinds } from './report.model.js';
import { fileReport, newReport } from './report.service.js';

export const reportFormRoutes = Router();

/** Beside what is told: the name of the form, and a field that people do not see and programs fill. */
const sentForm = newReport.extend({ token: z.string().default(''), website: z.string().optional() });

const query = z.object({ label: z.string().max(500).optional().catch(undefined) });

reportFormRoutes.get('/report', (req, res) => {
  res.set('Cache-Control', 'no-store'); // its token is for one
  show(res, { values: flattenInput(parse(query, req.query)), token: makeFormToken(new Date()) });
});

reportFormRoutes.get('/report/sent', (req, res) => {
  const { label } = parse(query, req.query);
  const back = /^\/(01|p)\/[\w%./-]+$/.test(label ?? '') ? label : null;
  res.render('reports/sent', { back });
});

/** Only what is taken counts; many phones share one address, so that it is some dozen in ten minutes. */
const limitReports = rateLimit({
  windowMs: 600_000,
  limit: 24,
  keyGenerator: (req) => ipKeyGenerator(req.ip ?? ''),
  skipFailedRequests: true,
  standardHeaders: 'draft-7',
  legacyHeaders: false,
  handler: (req, res) => showAgain(req, res, new DomainError('too-many-attempts')),
});

reportFormRoutes.post('/report', requireForm, limitReports, async (req, res, next) => {
  try {
    const { token, website, ...report } = parse(sentForm, inputOf(req));
    const now = new Date();
    const form = readFormToken(token, now);
    if (website === undefined) await fileReport(report, form, now); // a program learns nothing of it
    res.redirect(303, `/report/sent?${new URLSearchParams({ label: report.label ?? '' }).toString()}`);
  } catch (error) {
    if (!(error instanceof DomainError || error instanceof z.ZodError)) return next(error);
    showAgain(req, res, error);
  }
});

function requireForm(req: Request, _res: Response, next: NextFunction): void {
  next(isForm(req) ? undefined : new DomainError('unsupported-media-type'));
}

/** With what was typed, and the token it came with unless that is no good. */
function showAgain(req: Request, res: Response, error: unknown): void {
  const problem = problemOf(error, res.locals as Express.Locals);
  const { token = '', ...values } = flattenInput(inputOf(req));
  res.status(problem.status).set('Cache-Control', 'no-store');
  show(res, { values, token: problem.code === 'cross-site-request' ? makeFormToken(new Date()) : token, problem });
}

function show(
  res: Response,
  { values, token, problem }: { values: Record<string, string>; token: string; problem?: Problem },
): void {
  const errors = Object.fromEntries((problem?.errors ?? []).map(({ field, detail }) => [field, detail]));
  res.render('reports/form', { values, token, kinds: reportKinds, errors, problem });
}
