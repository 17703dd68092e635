/** Sheets of labels: the file, the page of one that is drawn, and how to stop it. */
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { actorOf, allow } from '../http/request.js';
import { lotAddress } from '../lots/lot.service.js';
import { sheetApi, stopApi } from './api.js';
import { ownLot } from './own-lot.js';
import { beginPrint, drawPrint, printOf, progressOf, promptly, stopPrint, type Print } from './print-files.js';
import { labelContents } from './print.js';
import { readSheetRequest, sheetQuery, type SheetWish } from './sheet-request.js';
import { type LabelTemplate } from './templates.js';
import { drawZpl } from './zpl.js';

export const sheetRoutes = Router();

const address = `${lotAddress}/labels`;

const printAsked = async (req: Request) => printOf(await readSheetRequest(req, await ownLot(req, actorOf(req))));

/** Whose answer is looked at: a person follows a large print on a page of its own. */
const isPage = (req: Request) => (req.get('Accept') ?? '').includes('text/html');

sheetRoutes.get(`${address}/sheet.pdf`, allow('producer'), async (req, res) => {
  const print = await printAsked(req);
  const { state } = await progressOf(print);
  if (state !== 'ready' && print.count > promptly && isPage(req)) {
    await beginPrint(print);
    return res.redirect(303, sheetPage(print.printing.lot._id, print));
  }
  await sendPrint(print, await drawPrint(print).catch(absentIfStopped), res);
});

/** With Range and ETag, so that a lost download goes on. */
function sendPrint({ name, template, printing }: Print, file: string, res: Response): Promise<void> {
  res.type('pdf').attachment(`tem-${printing.lot.code}-${template}.pdf`);
  res.set({ ETag: `"${name}"`, 'Cache-Control': 'private, no-cache' });
  const options = { root: dirname(file), cacheControl: false, lastModified: false };
  return new Promise((resolve, reject) => {
    res.sendFile(basename(file), options, (error) => {
      if (error && !res.headersSent) reject(error);
      else resolve(); // a reader who left has done no wrong
    });
  });
}

function absentIfStopped(error: Error): never {
  throw error.name === 'AbortError' ? new DomainError('not-found') : error;
}

export const isThermal = ({ dotsPerInch }: LabelTemplate) => dotsPerInch !== undefined;

sheetRoutes.get(`${address}/sheet.zpl`, allow('producer'), async (req, res) => {
  const lot = await ownLot(req, actorOf(req));
  const { printing, template, from, count, startAt } = await readSheetRequest(req, lot, isThermal);
  res.type('text/plain').attachment(`tem-${lot.code}-${template}.zpl`);
  const labels = labelContents(printing, from, count);
  await pipeline(drawZpl(printing.template, labels, startAt), res).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // a reader who left has done no wrong
  });
});

describeRoute({
  ...sheetApi,
  method: 'get',
  path: `/api${address}/sheet`,
  roles: ['producer'],
  query: sheetQuery(null, isThermal),
});
sheetRoutes.get(`/api${address}/sheet`, allow('producer'), async (req, res) => {
  res.json(await progressOf(await printAsked(req)));
});

mountAction(sheetRoutes, {
  roles: ['producer'],
  form: `${address}/sheet`,
  path: `${address}/sheet/stop`,
  schema: z.strictObject({ print: z.string().regex(/^[0-9a-f]{64}$/) }),
  run: async ({ print }, { actor }, req) => {
    const lot = await ownLot(req, actor);
    return { lot: lot._id, isStopped: await stopPrint(lot, print) };
  },
  view: 'labels/sheet',
  model: async (req) => {
    if (req.method !== 'GET') throw new DomainError('not-found');
    const print = await printAsked(req);
    const { lot, facts, template } = print.printing;
    const stock = { name: template.name, isThermal: isThermal(template) };
    return { lot, facts, stock, from: print.from, query: queryOf(print), progress: await progressOf(print) };
  },
  next: ({ lot }) => `/lots/${lot}/labels#print`,
  present: ({ isStopped }) => ({ isStopped }),
  api: stopApi,
});

/** Address of the page of a print. */
export function sheetPage(lot: string, wish: SheetWish): string {
  return `/lots/${lot}/labels/sheet?${queryOf(wish)}`;
}

function queryOf({ template, from, count, startAt, language = 'vi' }: SheetWish): string {
  return String(new URLSearchParams({ template, from: `${from}`, count: `${count}`, startAt: `${startAt}`, language }));
}
