/** Refusals in the words of EPCIS 2.0 (§12.9): the same problem documents, their `type` an `epcisException:`. */
import { type NextFunction, type Request, type Response } from 'express';
import { problemStatus, type ProblemCode } from '../../errors.js';
import { logger } from '../../http/log.js';
import { problemOf, sendProblem, type Problem } from '../../http/problem.js';

const exceptions: Partial<Record<ProblemCode, string>> = {
  unauthenticated: 'SecurityException',
  'sign-in-failed': 'SecurityException',
  'cross-site-request': 'SecurityException',
  'role-not-allowed': 'SecurityException',
  'not-acceptable': 'NotAcceptableException',
  'event-exists': 'ResourceAlreadyExistsException',
  'already-exists': 'ResourceAlreadyExistsException',
  'body-too-large': 'CaptureLimitExceededException',
  'capture-limit': 'CaptureLimitExceededException',
  'unsupported-media-type': 'UnsupportedMediaTypeException',
  'query-parameter': 'QueryParameterException',
  'query-too-large': 'QueryTooLargeException',
  'query-too-complex': 'QueryTooComplexException',
  'address-too-long': 'URITooLongException',
  'subscription-controls': 'SubscriptionControlsException',
  'bad-destination': 'SubscriptionControlsException',
};

/** As the answer to a request, or as an error of a capture job. */
export function epcisProblem(error: unknown, req: Request, res: Response): Problem {
  const problem = problemOf(error, res.locals as Express.Locals);
  const isCapture = req.method === 'POST' && /^\/epcis\/(capture|events)\/?$/.test(req.path);
  const exception = exceptionOf(problem.code, isCapture, req.path);
  return { ...problem, status: epcisStatusOf(problem.code, isCapture), type: `epcisException:${exception}` };
}

/** The status that a refusal has below `/epcis`. */
export function epcisStatusOf(code: ProblemCode, isCapture: boolean): number {
  return exceptionOf(code, isCapture, '') === 'ValidationException' ? 400 : problemStatus[code];
}

function exceptionOf(code: ProblemCode, isCapture: boolean, path: string): string {
  return exceptions[code] ?? exceptionOfStatus(code, isCapture, path);
}

/** What the rules of the store refuse is to EPCIS an event that is not valid: 409 means there that it exists. */
function exceptionOfStatus(code: ProblemCode, isCapture: boolean, path: string): string {
  const status = problemStatus[code];
  if (status >= 500 || status === 405 || status === 429) return 'ImplementationException';
  if (status !== 404 || isCapture) return 'ValidationException';
  return path.startsWith('/epcis/queries/') ? 'NoSuchNameException' : 'NoSuchResourceException';
}

/** Error handler of everything below `/epcis`. */
export function answerEpcisError(error: unknown, req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent || !/^\/epcis(\/|$)/.test(req.path)) return next(error);
  const problem = epcisProblem(error, req, res);
  if (problem.status >= 500 && problem.code !== 'not-implemented')
    logger.error({ err: error, path: req.path }, 'request failed');
  sendProblem(res, problem);
}
