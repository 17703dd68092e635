/** The label of a set, for whoever packed it: on a sheet of stock, or by itself. */
import { pipeline } from 'node:stream/promises';
import { Router, type Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { wholeNumber } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { drawSheet } from '../labels/sheet.js';
import { labelPng, labelSvg } from '../labels/single.js';
import { labelsPerPage, templates, type TemplateName } from '../labels/templates.js';
import { type PackedSet } from '../lots/set.model.js';
import { labelOfSet } from './label.js';
import { setAddress, setOfAddress } from './set.service.js';

export const setLabelRoutes = Router();

export const templateNames = Object.keys(templates) as [TemplateName, ...TemplateName[]];

const sheetQuery = z
  .object({
    template: z.enum(templateNames, 'bad-choice').default('L7160'),
    startAt: wholeNumber(1, 1000).default(1), // first free label of a part-used sheet
  })
  .check(({ value, issues }) => {
    const maximum = labelsPerPage(templates[value.template]);
    if (!(value.startAt > maximum)) return;
    issues.push({ code: 'too_big', origin: 'number', maximum, path: ['startAt'], input: value.startAt });
  });

setLabelRoutes.get(`${setAddress}/label.pdf`, allow('producer'), async (req, res) => {
  const set = await ownSet(req);
  const { template: name, startAt } = parse(sheetQuery, req.query);
  const template = templates[name];
  const label = await labelOfSet(set, template);
  res.type('pdf').attachment(`tem-${label.serial ?? ''}-${name}.pdf`);
  const sheet = drawSheet({ template, labels: [label], startAt, title: `Tem ${set.names.vi}` });
  await pipeline(sheet, res).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // who closes the page has done no wrong
  });
});

setLabelRoutes.get(`${setAddress}/label.svg`, allow('producer'), async (req, res) => {
  res.type('svg').send(labelSvg(templates.L7160, await labelOfSet(await ownSet(req), templates.L7160)));
});

setLabelRoutes.get(`${setAddress}/label.png`, allow('producer'), async (req, res) => {
  res.type('png').send(await labelPng(templates.L7160, await labelOfSet(await ownSet(req), templates.L7160)));
});

/**
 * Labels are the packer's: whoever only holds the set does not print them.
 * @throws DomainError `not-found`
 */
async function ownSet(req: Request): Promise<PackedSet> {
  const actor = actorOf(req);
  const set = await setOfAddress(req.params, actor);
  if (set.organization !== actor.organization) throw new DomainError('not-found');
  return set;
}
