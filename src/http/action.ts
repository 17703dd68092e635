/** One way to offer a step or a record: an HTML form and a JSON endpoint over the same schema and service. */
import { type NextFunction, type Request, type Response, type Router } from 'express';
import { type z } from 'zod';
import { DomainError, Refusal } from '../errors.js';
import { type By, type Role } from '../policy.js';
import { describeRoute, type Description } from './describe.js';
import { flattenInput } from './form.js';
import { problemOf, type Problem } from './problem.js';
import { allow, byOf, inputOf, isForm, parse } from './request.js';

export interface Action<S extends z.ZodType, R> {
  /** Who may use it. */
  roles: Role[];
  /** Address of the form: `/harvests/new`, `/products/:id/edit`. */
  form: string;
  /** Address to which the form and, below `/api`, a program sends: `/harvests`. */
  path: string;
  /** Method of the JSON endpoint; a form always posts. */
  method?: 'post' | 'put';
  schema: S;
  run(input: z.output<S>, by: By, req: Request): Promise<R>;
  view: string;
  /** What the form shows beside the values: title, choices. */
  model?(req: Request, by: By): Promise<object>;
  /** Values the form begins with, beside those that its address gives (`?kind=zone`), which they replace. */
  values?(req: Request, by: By): Promise<unknown>;
  /** The page shown afterwards. */
  next(result: R, req: Request): string;
  /** Address of what was made, below `/api`; absent: the answer is 200 without a Location. */
  location?(result: R): string;
  /** What a program gets. */
  present(result: R): object;
  /** What the description of the API says of the JSON endpoint. */
  api: Description & { example: z.input<S> };
}

/** Mounts the form, its target and the JSON endpoint of an action. */
export function mountAction<S extends z.ZodType, R>(router: Router, action: Action<S, R>): void {
  const guard = allow(...action.roles);
  const run = async (req: Request) => {
    if (req.fileFault) throw req.fileFault;
    return action.run(parse(action.schema, inputOf(req)), byOf(req), req);
  };

  router.get(action.form, guard, async (req, res) => {
    const values = flattenInput({ ...req.query, ...((await action.values?.(req, byOf(req))) ?? {}) });
    await show(action, req, res, values);
  });

  router.post(action.path, guard, async (req: Request, res: Response, next: NextFunction) => {
    if (!isForm(req)) throw new DomainError('unsupported-media-type');
    try {
      const result = await run(req);
      res.redirect(303, action.next(result, req));
    } catch (error) {
      const problem = problemOf(error, res.locals as Express.Locals);
      if (problem.status >= 500 || !belongsToForm(error)) return next(error);
      res.status(problem.status);
      await show(action, req, res, flattenInput(inputOf(req)), problem);
    }
  });

  describe(action);
  router[action.method ?? 'post'](`/api${action.path}`, guard, async (req, res) => {
    const result = await run(req);
    if (action.location) res.status(201).location(`/api${action.location(result)}`);
    res.json(action.present(result));
  });
}

function describe<S extends z.ZodType, R>(action: Action<S, R>): void {
  const { api, method = 'post', path, roles, schema } = action;
  const answer = action.location ? { status: 201, isLocated: true, ...api.answer } : api.answer;
  describeRoute({ ...api, method, path: `/api${path}`, roles, body: schema, answer });
}

function belongsToForm(error: unknown): boolean {
  return error instanceof DomainError || error instanceof Refusal || (error as Error).name === 'ZodError';
}

async function show<S extends z.ZodType, R>(
  action: Action<S, R>,
  req: Request,
  res: Response,
  values: Record<string, string>,
  problem?: Problem,
): Promise<void> {
  const model = (await action.model?.(req, byOf(req))) ?? {};
  const errors = Object.fromEntries((problem?.errors ?? []).map((fault) => [fault.field, fault.detail]));
  res.render(action.view, { ...model, action: expand(action.path, req), values, errors, problem });
}

/** `/products/:id` with the parameters of the request. */
function expand(path: string, req: Request): string {
  return path.replace(/:(\w+)/g, (_all, name: string) => encodeURIComponent(String(req.params[name] ?? '')));
}
