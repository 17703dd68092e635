/** Refusals and failures as answers: RFC 9457 problem documents for programs, a page for people. */
import { type NextFunction, type Request, type Response } from 'express';
import mongoose from 'mongoose';
import { z } from 'zod';
import { config } from '../config.js';
import { DomainError, problemStatus, Refusal, type ProblemCode, type ProblemParams } from '../errors.js';
import { type MessageKey } from './i18n.js';
import { logger } from './log.js';
import { sentenceOfIssue } from './issues.js';

/** One fault of the input, beside its field. `field` is a dotted name, `pointer` a JSON pointer (RFC 6901) fragment. */
export interface FieldFault {
  field: string;
  pointer: string;
  code: string;
  detail: string;
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: FieldFault[];
}

/** The problem that an error is, in the reader's language. */
export function problemOf(error: unknown, { t, format }: Express.Locals): Problem {
  const describe = (code: ProblemCode, params: ProblemParams = {}): Problem => ({
    type: `${config.publicUrl}/problems/${code}`,
    title: t(`problems.${code}.title`),
    status: problemStatus[code],
    code,
    detail: t(`problems.${code}.detail`, readableParams(params, { t, format })),
  });
  const faultOf = (fault: DomainError): FieldFault => ({
    ...place(fault.field ?? ''),
    code: fault.code,
    detail: describe(fault.code, fault.params).detail,
  });
  if (error instanceof DomainError) {
    const problem = describe(error.code, error.params);
    return error.field ? { ...problem, errors: [faultOf(error)] } : problem;
  }
  if (error instanceof Refusal) {
    const [first] = error.faults;
    return { ...describe(first.code, first.params), errors: error.faults.map(faultOf) };
  }
  if (error instanceof z.ZodError) {
    const errors = error.issues.flatMap((issue) =>
      sentenceOfIssue(issue, t).map(({ path, code, detail }) => ({ ...place(path.join('.')), code, detail })),
    );
    return { ...describe('invalid-request'), errors };
  }
  const code = codeOfForeignError(error);
  return code === 'malformed-link' ? describe(code, { reason: 'percent-encoding', part: '…' }) : describe(code);
}

function place(field: string): { field: string; pointer: string } {
  const segments = field === '' ? [] : field.split('.');
  const escaped = segments.map((segment) => segment.replaceAll('~', '~0').replaceAll('/', '~1'));
  return { field, pointer: ['#', ...escaped].join('/') };
}

/** Lots by their code, units, days and reasons in the words of the language. */
function readableParams(params: ProblemParams, { t, format }: Pick<Express.Locals, 't' | 'format'>): ProblemParams {
  const readable = { ...params };
  if (typeof params.lot === 'string') readable.lot = decodeURIComponent(params.lot.split('/').at(-1) ?? '');
  if (typeof params.unit === 'string') readable.unit = format.unit(params.unit);
  if (typeof params.date === 'string') readable.date = format.date(params.date);
  if (typeof params.reason === 'string') readable.reason = t(`link-faults.${params.reason}` as MessageKey, params);
  return readable;
}

const codeOfType: Record<string, ProblemCode> = {
  'entity.parse.failed': 'malformed-json',
  'entity.too.large': 'body-too-large',
  'parameters.too.many': 'body-too-large',
  'encoding.unsupported': 'unsupported-media-type',
  'charset.unsupported': 'unsupported-media-type',
  'request.aborted': 'invalid-request',
  'request.size.invalid': 'invalid-request',
  LIMIT_FILE_SIZE: 'body-too-large',
};

/** Errors of express, its body parsers, multer, csrf-csrf and the store. */
function codeOfForeignError(error: unknown): ProblemCode {
  if (!(error instanceof Error)) return 'internal-error';
  if (error instanceof URIError) return 'malformed-link';
  if (error instanceof mongoose.Error.CastError) return 'invalid-request';
  if (error instanceof mongoose.mongo.MongoServerSelectionError) return 'not-ready';
  if (error instanceof mongoose.mongo.MongoNetworkError) return 'not-ready';
  const { type, code, status } = error as { type?: unknown; code?: unknown; status?: unknown };
  const known = codeOfType[String(type)] ?? codeOfType[String(code)];
  if (known) return known;
  if (String(code).startsWith('LIMIT_')) return 'invalid-request';
  if (code === 'EBADCSRFTOKEN') return 'cross-site-request';
  return status === 400 ? 'invalid-request' : 'internal-error'; // a body that does not unpack
}

/** True where the answer is read by a program: by its address, or because it takes no page at all. */
export function wantsJson(req: Request): boolean {
  return /^\/(api|epcis|log|\.well-known)\b/.test(req.path) || !req.accepts('html');
}

export function sendProblem(res: Response, problem: Problem): void {
  res.status(problem.status);
  if (problem.status === 401) res.set('WWW-Authenticate', 'Bearer');
  if (wantsJson(res.req)) res.type('application/problem+json').send(JSON.stringify(problem));
  else res.render('errors/problem', { title: problem.title, problem });
}

/** The last middleware: a refusal is answered, a failure is also logged with its stack. */
export function answerError(error: unknown, req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent) return next(error);
  const problem = problemOf(error, res.locals as Express.Locals);
  if (problem.status >= 500) logger.error({ err: error, path: req.path }, 'request failed');
  sendProblem(res, problem);
}
