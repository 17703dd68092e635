/** Sheets of labels: the file, the progress of a large one, and how to stop it. */
import { basename, dirname } from 'node:path';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { flattenInput } from '../http/form.js';
import { logger } from '../http/log.js';
import { problemOf } from '../http/problem.js';
import { lang } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { lotAddress } from '../lots/lot.service.js';
import { type Actor } from '../policy.js';
import { printApi, stopApi } from './api.js';
import { mostAtOnce, readWhole } from './label.service.js';
import { labelsPage, ownLot, templateNames, unlabelled } from './page.js';
import { drawPrint, preparePrint, progressOf, promptly, stopPrint, type Print } from './print-files.js';
import { restOfPrint } from './print.js';
import { unitsPerLot } from './seal.js';
import { labelsPerPage, templates } from './templates.js';

export const printRoutes = Router();

const address = `${lotAddress}/labels`;

const whole = (minimum: number, maximum: number) =>
  z
    .preprocess(readWhole, z.number('not-whole').int('not-whole').min(minimum, 'not-positive').max(maximum))
    .meta({ type: 'integer', minimum, maximum });

const sheetFields = {
  template: z.enum(templateNames, 'bad-choice'),
  from: whole(0, unitsPerLot - 1).default(0),
  count: whole(1, mostAtOnce).optional(), // the rest of one print
  startAt: whole(1, 1000).default(1), // first free label of a part-used sheet
};
const sheet = z.strictObject(sheetFields).check(({ value, issues }) => {
  const maximum = labelsPerPage(templates[value.template]);
  if (!(value.startAt > maximum)) return;
  issues.push({ code: 'too_big', origin: 'number', maximum, path: ['startAt'], input: value.startAt });
});
const progressQuery = z.strictObject({ ...sheetFields, lang });

async function printOf(req: Request, actor: Actor, input: z.output<typeof sheet>): Promise<Print> {
  const lot = await ownLot(req, actor);
  const { template: name, from, startAt, count = restOfPrint(lot, from) } = input;
  return preparePrint({ lot, template: templates[name], from, count, startAt });
}

/** Whose answer is looked at: a person follows a large print on a page of its own. */
const isPage = (req: Request) => (req.get('Accept') ?? '').includes('text/html');

printRoutes.get(`${address}/sheet.pdf`, allow('producer'), async (req, res) => {
  try {
    const print = await printOf(req, actorOf(req), parse(sheet, withoutLang(req)));
    const { state } = await progressOf(print);
    if (state !== 'ready' && print.count > promptly && isPage(req)) {
      drawPrint(print).catch(unlessStopped);
      return res.redirect(303, `${pathOf(print)}/print?${queryOf(print)}`);
    }
    await sendPrint(print, await drawPrint(print), res);
  } catch (error) {
    await showFaults(error, req, res);
  }
});

/** With Range and ETag, so that a lost download goes on. */
function sendPrint({ name, lot, template }: Print, file: string, res: Response): Promise<void> {
  res.type('pdf').attachment(`tem-${lot.code}-${template.name}.pdf`);
  res.set({ ETag: `"${name}"`, 'Cache-Control': 'private, no-cache' });
  const options = { root: dirname(file), cacheControl: false, lastModified: false };
  return new Promise((resolve, reject) => {
    res.sendFile(basename(file), options, (error) => {
      if (error && !res.headersSent) reject(error);
      else resolve(); // a reader who left has done no wrong
    });
  });
}

/** Bad input of the form comes back in it, each fault beside its field. */
async function showFaults(error: unknown, req: Request, res: Response): Promise<void> {
  if (isStop(error)) throw new DomainError('not-found');
  const problem = problemOf(error, res.locals as Express.Locals);
  if (problem.status >= 500 || problem.status === 404 || !isPage(req)) throw error;
  const lot = await ownLot(req, actorOf(req));
  const errors: Record<string, string> = {};
  for (const { field, detail } of problem.errors ?? []) errors[field === 'count' ? 'from' : field] = detail;
  const values: Record<string, string> = { ...flattenInput(req.query), count: String(unlabelled(lot) ?? '') };
  const page = { ...(await labelsPage(lot)), action: `/lots/${lot._id}/labels`, values };
  res.status(problem.status).render('labels/labels', { ...page, errors, problem });
}

const isStop = (error: unknown) => (error as Error).name === 'AbortError';

function unlessStopped(error: unknown): void {
  if (!isStop(error)) logger.error({ err: error }, 'a print could not be drawn');
}

describeRoute({ ...printApi, method: 'get', path: `/api${address}/print`, roles: ['producer'], query: progressQuery });
printRoutes.get(`/api${address}/print`, allow('producer'), async (req, res) => {
  res.json(await progressOf(await printOf(req, actorOf(req), parse(sheet, withoutLang(req)))));
});

mountAction(printRoutes, {
  roles: ['producer'],
  form: `${address}/print`,
  path: `${address}/print/stop`,
  schema: sheet,
  run: async (input, { actor }, req) => {
    const print = await printOf(req, actor, input);
    return { print, progress: await stopPrint(print) };
  },
  view: 'labels/print',
  model: async (req, { actor }) => {
    if (req.method !== 'GET') throw new DomainError('not-found');
    const print = await printOf(req, actor, parse(sheet, withoutLang(req)));
    const { template, from, startAt, printing } = print;
    const order = { template: template.name, from, count: print.count, startAt };
    return { lot: print.lot, facts: printing.facts, order, query: queryOf(print), ...(await progressOf(print)) };
  },
  next: ({ print }) => `${pathOf(print)}#print`,
  present: ({ progress }) => progress,
  api: stopApi,
});

function withoutLang(req: Request): object {
  return Object.fromEntries(Object.entries(req.query).filter(([name]) => name !== 'lang'));
}

const pathOf = ({ lot }: Print) => `/lots/${lot._id}/labels`;

function queryOf({ template, from, count, startAt }: Print): string {
  return String(
    new URLSearchParams({ template: template.name, from: `${from}`, count: `${count}`, startAt: `${startAt}` }),
  );
}
