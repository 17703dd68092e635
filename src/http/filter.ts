/** The query of a page that filters a list. */
import { type Request, type Response } from 'express';
import { type z } from 'zod';
import { flattenInput } from './form.js';
import { problemOf } from './problem.js';

/**
 * What was asked, with what was typed kept for the boxes of the page. Where it is at fault, null: the page shows its form
 * again with every fault beside its field, and answers 400.
 */
export function readFilter<S extends z.ZodType>(schema: S, req: Request, res: Response): z.output<S> | null {
  const result = schema.safeParse(withoutEmpty(req.query), { reportInput: true });
  res.locals.values = flattenInput(req.query);
  if (result.success) return result.data;
  tellFaults(result.error, res);
  return null;
}

/** A box left empty asks nothing. */
export function withoutEmpty(query: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
}

/** For a page that shows its form again. */
export function tellFaults(faults: z.ZodError, res: Response): void {
  const problem = problemOf(faults, res.locals as Express.Locals);
  res.locals.errors = Object.fromEntries((problem.errors ?? []).map(({ field, detail }) => [field, detail]));
  res.locals.problem = problem;
  res.status(problem.status);
}
