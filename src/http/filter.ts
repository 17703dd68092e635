/** The query of a page that filters a list. */
import { type Request, type Response } from 'express';
import { type z } from 'zod';
import { flattenInput } from './form.js';
import { problemOf } from './problem.js';

/**
 * What was asked, with what was typed kept for the boxes of the page; a box left empty asks nothing. Where it is at fault, null: the page shows its
 * form again with every fault beside its field, and answers 400.
 */
export function readFilter<S extends z.ZodType>(schema: S, req: Request, res: Response): z.output<S> | null {
  const given = Object.fromEntries(Object.entries(req.query).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given, { reportInput: true });
  res.locals.values = flattenInput(req.query);
  if (result.success) return result.data;
  const problem = problemOf(result.error, res.locals as Express.Locals);
  res.locals.errors = Object.fromEntries((problem.errors ?? []).map(({ field, detail }) => [field, detail]));
  res.locals.problem = problem;
  res.status(problem.status);
  return null;
}
