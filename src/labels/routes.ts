/** Labels of a packed lot: issue, print as a sheet, see one. */
import { pipeline } from 'node:stream/promises';
import { Router, type Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { mountAction } from '../http/action.js';
import { translator } from '../http/i18n.js';
import { actorOf, allow, byOf, parse } from '../http/request.js';
import { lotOfAddress } from '../lots/lot.service.js';
import { fromThousandths } from '../epcis/quantity.js';
import { type Lot } from '../lots/lot.model.js';
import { type Actor } from '../policy.js';
import { getOrganization } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import {
  fullUri,
  issuedCount,
  issueLabels,
  labelAt,
  newLabels,
  packedDay,
  printedLabels,
  type LabelRun,
  type LotFacts,
} from './label.service.js';
import { qrPng } from './qr.js';
import { chooseSeal, drawSheet } from './sheet.js';
import { labelSvg } from './single.js';
import { labelsPerPage, templates, type TemplateName } from './templates.js';

export const labelRoutes = Router();

const lotAddress = '/lots/:space/:product/10/:lot';
const templateNames = Object.keys(templates) as [TemplateName, ...TemplateName[]];
const vietnamese = translator('vi');
const captions = {
  lot: vietnamese('labels.captions.lot'),
  packedOn: vietnamese('labels.captions.packed'),
  expiresOn: vietnamese('labels.captions.expires'),
};

mountAction(labelRoutes, {
  roles: ['producer'],
  form: `${lotAddress}/labels`,
  path: `${lotAddress}/labels`,
  schema: newLabels,
  run: async (input, by, req) => issueLabels((await ownLot(req, by.actor))._id, input, by),
  view: 'labels/labels',
  model: async (req, { actor }) => {
    const lot = await ownLot(req, actor);
    const [facts, first] = [await factsOf(lot, actor), lot.labels[0]];
    return {
      lot,
      facts,
      templateNames,
      units: fromThousandths(lot.produced),
      issued: issuedCount(lot),
      sample: first ? labelAt(lot, first.from) : null,
    };
  },
  values: async (req, { actor }) => {
    const lot = await ownLot(req, actor);
    return { count: Math.max(fromThousandths(lot.produced) - issuedCount(lot), 0) || '' };
  },
  next: (_run, req) => `${req.path}#print`,
  location: (run) => `${run.eventID}`,
  present: ({ from, count, eventID }: LabelRun) => ({ from, count, eventID }),
});

const range = z.object({
  from: z.coerce.number().int().min(0).default(0),
  count: z.coerce.number().int().min(1).max(100_000).optional(),
});

/** Links of issued labels, for whoever prints with a machine of their own. */
labelRoutes.get(`/api${lotAddress}/labels`, allow('producer'), async (req, res) => {
  const lot = await ownLot(req, actorOf(req));
  const { from, count = 100 } = parse(range, req.query);
  const last = Math.min(from + Math.min(count, 1000), issuedCount(lot));
  const items = Array.from({ length: Math.max(last - from, 0) }, (_, step) => {
    const label = labelAt(lot, from + step);
    return { index: label.index, serial: label.serial, compact: label.uri, full: fullUri(lot, label) };
  });
  res.json({ items, issued: issuedCount(lot) });
});

const sheetQuery = range.extend({
  template: z.enum(templateNames, 'bad-choice'),
  startAt: z.coerce.number('not-a-number').int().min(1, 'not-positive').default(1),
});

labelRoutes.get(`${lotAddress}/labels/sheet.pdf`, allow('producer'), async (req, res) => {
  const { actor } = byOf(req);
  const lot = await ownLot(req, actor);
  const { template: name, from, startAt, count = issuedCount(lot) - from } = parse(sheetQuery, req.query);
  const template = templates[name];
  if (startAt > labelsPerPage(template)) throw new DomainError('invalid-request', {}, 'startAt');
  if (count < 1 || from + count > issuedCount(lot)) throw new DomainError('not-found');
  const sample = labelAt(lot, from);
  const seal = chooseSeal(template, { compact: sample.uri, full: fullUri(lot, sample) });
  const labels = printedLabels(lot, { from, count }, { seal, facts: await factsOf(lot, actor), captions });
  res.type('application/pdf').attachment(`tem-${name}.pdf`);
  await pipeline(drawSheet({ template, labels, startAt, title: `Tem ${lot.code}` }), res);
});

labelRoutes.get(`${lotAddress}/labels/:label`, allow('producer'), async (req, res) => {
  const [, index, kind] = /^(\d{1,7})\.(svg|png)$/.exec(String(req.params.label)) ?? [];
  if (!index) throw new DomainError('not-found');
  const { actor } = byOf(req);
  const lot = await ownLot(req, actor);
  const label = labelAt(lot, Number(index));
  if (kind === 'png') {
    res.type('png').send(await qrPng(fullUri(lot, label), { pixelsPerModule: 10 }));
    return;
  }
  const content = { ...(await factsOf(lot, actor)), captions, uri: fullUri(lot, label), serial: label.serial };
  res.type('svg').send(labelSvg(templates.L7160, content));
});

/** Labels are the maker's: whoever only holds the goods does not print them. */
async function ownLot(req: Request, actor: Actor): Promise<Lot> {
  const lot = await lotOfAddress(req.params, actor);
  if (lot.organization !== actor.organization) throw new DomainError('not-found');
  return lot;
}

async function factsOf(lot: Lot, actor: Actor): Promise<LotFacts> {
  const [products, organization, packedOn] = await Promise.all([
    productsById([lot.product]),
    getOrganization(lot.organization, actor),
    packedDay(lot),
  ]);
  const productName = products.get(lot.product)?.names.vi ?? '';
  return { productName, lot: lot.code, packedOn, expiresOn: lot.expiresOn ?? undefined, producer: organization.name };
}
