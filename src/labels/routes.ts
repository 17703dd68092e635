/** Labels of a packed lot: issue them, list their links, print them as sheets or one by one. */
import { Router } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { fromThousandths } from '../epcis/quantity.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { lang, wholeNumber } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { lotAddress } from '../lots/lot.service.js';
import { issueApi, linksApi } from './api.js';
import { fullUri, issuedCount, issueLabels, labelAt, mostAtOnce, newLabels } from './label.service.js';
import { freeBlanks } from './blank.service.js';
import { ownLot } from './own-lot.js';
import { printsUnderWay } from './print-files.js';
import { factsOf, labelContent, preparePrinting } from './print.js';
import { printChoices, runsOf } from './runs.js';
import { scratchCodeOf } from './scratch.service.js';
import { unitsPerLot } from './seal.js';
import { sheetPage } from './sheet.routes.js';
import { labelPng, labelSvg } from './single.js';
import { listTemplates } from './template.service.js';
import { describeTemplate, localsOf } from './template-view.js';
import { templates } from './templates.js';

export const labelRoutes = Router();

const address = `${lotAddress}/labels`;

mountAction(labelRoutes, {
  roles: ['producer'],
  form: address,
  path: address,
  schema: newLabels,
  run: async (input, by, req) => {
    const { _id } = await ownLot(req, by.actor);
    return { lot: _id, run: await issueLabels(_id, input, by) };
  },
  view: 'labels/labels',
  model: async (req, { actor }) => {
    const lot = await ownLot(req, actor);
    return {
      lot,
      facts: await factsOf(lot),
      units: fromThousandths(lot.produced),
      issued: issuedCount(lot),
      hasScratchCodes: lot.labels.some(({ scratch }) => scratch),
      prints: printChoices(lot),
      drawings: printsUnderWay(lot).map(({ print, drawn }) => {
        return { href: sheetPage(lot._id, print), drawn, count: print.count };
      }),
      life: await runsOf(lot),
      blanks: await freeBlanks(lot._id),
      choices: (await listTemplates(lot.organization)).map((choice) => describeTemplate(choice, localsOf(req))),
    };
  },
  values: async (req, { actor }) => {
    const lot = await ownLot(req, actor);
    const unlabelled = fromThousandths(lot.produced) - issuedCount(lot);
    return { count: unlabelled > 0 ? Math.min(unlabelled, mostAtOnce) : undefined };
  },
  next: ({ lot }) => `/lots/${lot}/labels#print`,
  location: ({ lot }) => `/lots/${lot}/labels`,
  present: ({ run: { from, count, eventID } }) => ({ from, count, eventID }),
  api: issueApi,
});

const index = wholeNumber(0, unitsPerLot);
const count = (most: number) => wholeNumber(1, most);
const linksQuery = z.strictObject({ from: index.default(0), count: count(1000).default(100), lang });

/** Links of issued labels, for whoever prints with a machine of their own. */
describeRoute({ ...linksApi, method: 'get', path: `/api${address}`, roles: ['producer'], query: linksQuery });
labelRoutes.get(`/api${address}`, allow('producer'), async (req, res) => {
  const lot = await ownLot(req, actorOf(req));
  const range = parse(linksQuery, req.query);
  const issued = issuedCount(lot);
  const length = Math.max(Math.min(range.count, issued - range.from), 0);
  const items = Array.from({ length }, (_, step) => {
    const { path, ...label } = labelAt(lot, range.from + step);
    const scratch = scratchCodeOf(lot, label.index);
    return { ...label, full: fullUri({ path, ...label }), ...(scratch && { scratch }) };
  });
  res.json({ items, issued });
});

labelRoutes.get(`${address}/:label`, allow('producer'), async (req, res) => {
  const [, position, kind] = /^(\d{1,7})\.(svg|png)$/.exec(String(req.params.label)) ?? [];
  if (!position) throw new DomainError('not-found');
  const lot = await ownLot(req, actorOf(req));
  const content = labelContent(await preparePrinting(lot, Number(position), templates.L7160), Number(position));
  if (kind === 'svg') res.type('svg').send(labelSvg(templates.L7160, content));
  else res.type('png').send(await labelPng(templates.L7160, content));
});
