/** Blank labels: issue and print them for a product, bind them to a lot. */
import { pipeline } from 'node:stream/promises';
import { Router, type Request } from 'express';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { lang, wholeNumber } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { lotAddress } from '../lots/lot.service.js';
import { type Actor, type By } from '../policy.js';
import { type Product } from '../registry/product.model.js';
import { getProduct, productsById } from '../registry/product.service.js';
import { bindApi, blanksApi, issueBlanksApi, voidBlanksApi } from './blank.api.js';
import { overlap, type LabelRange } from '../lots/label-life.js';
import { type BlankLabels } from './blank.model.js';
import { blankAt, blankContents } from './blank.print.js';
import {
  bindBlanks,
  bindingOf,
  findBlanks,
  freeBlanks,
  freeOf,
  issueBlanks,
  newBinding,
  newBlanks,
  newVoidBlanks,
  total,
  voidBlanks,
  voidOf,
} from './blank.service.js';
import { fullUri } from './label.service.js';
import { ownLot } from './own-lot.js';
import { labelsPerPrint } from './print.js';
import { drawSheet } from './sheet.js';
import { getCorrectedTemplate, listTemplates } from './template.service.js';
import { describeTemplate, localsOf } from './template-view.js';
import { unitsPerLot } from './seal.js';

export const blankLabelRoutes = Router();

const address = '/products/:id/blank-labels';

mountAction(blankLabelRoutes, {
  roles: ['producer'],
  form: address,
  path: address,
  schema: newBlanks,
  run: async (input, by, req) => {
    const { product } = await ownBlanks(req, by.actor);
    return { product: product._id, eventID: await issueBlanks(product, input, by) };
  },
  view: 'labels/blanks',
  model: async (req, { actor }) => {
    const { product, blanks } = await ownBlanks(req, actor);
    const stock = (await listTemplates(product.organization)).map((choice) => describeTemplate(choice, localsOf(req)));
    const issued = total(blanks.runs);
    const { bound, voided = [] } = blanks;
    const runs = blanks.runs
      .toReversed()
      .map((run) => ({ ...run, used: within(run, bound), void: within(run, voided) }));
    return { product, runs, issued, free: freeOf(blanks), stock };
  },
  next: ({ product }) => `/products/${product}/blank-labels`,
  location: ({ product }) => `/products/${product}/blank-labels`,
  present: ({ eventID }) => ({ eventID }),
  api: issueBlanksApi,
});

mountAction(blankLabelRoutes, {
  roles: ['producer'],
  form: `${address}/voids/new`,
  path: `${address}/voids`,
  schema: newVoidBlanks,
  run: async (input, by, req) => {
    const { product } = await ownBlanks(req, by.actor);
    return { product: product._id, eventID: await voidBlanks(product, input, by) };
  },
  view: 'labels/void',
  model: async (req, { actor }) => {
    const { product } = await ownBlanks(req, actor);
    return { back: `/products/${product._id}/blank-labels`, subject: product.names.vi, isBlank: true };
  },
  next: ({ product }) => `/products/${product}/blank-labels`,
  location: ({ product }) => `/products/${product}/blank-labels`,
  present: ({ eventID }) => ({ eventID }),
  api: voidBlanksApi,
});

const index = wholeNumber(0, unitsPerLot);
const linksQuery = z.strictObject({ from: index.default(0), count: wholeNumber(1, 1000).default(100), lang });

describeRoute({ ...blanksApi, method: 'get', path: `/api${address}`, roles: ['producer'], query: linksQuery });
blankLabelRoutes.get(`/api${address}`, allow('producer'), async (req, res) => {
  const { blanks } = await ownBlanks(req, actorOf(req));
  const range = parse(linksQuery, req.query);
  const issued = total(blanks.runs);
  const length = Math.max(Math.min(range.count, issued - range.from), 0);
  const items = Array.from({ length }, (_, step) => {
    const { path, ...label } = blankAt(blanks, range.from + step);
    return {
      ...label,
      full: fullUri({ path, ...label }),
      lot: bindingOf(blanks, label.index),
      isVoid: voidOf(blanks, label.index) !== null,
    };
  });
  res.json({ items, issued });
});

const sheet = z.object({
  template: z.string('bad-choice'),
  from: index,
});

/** One print: the rest of a run from an index on. */
blankLabelRoutes.get(`${address}/sheet.pdf`, allow('producer'), async (req, res) => {
  const { product, blanks } = await ownBlanks(req, actorOf(req));
  const { template: name, from } = parse(sheet, req.query);
  const template = await getCorrectedTemplate(name, actorOf(req));
  const run = blanks.runs.find((each) => each.from <= from && from < each.from + each.count);
  if (!run) throw new DomainError('not-found');
  const count = Math.min(run.from + run.count - from, labelsPerPrint);
  const labels = await blankContents({ product, blanks, template }, { from, count });
  res.type('pdf').attachment(`tem-trang-${from + 1}-${from + count}.pdf`);
  await pipeline(drawSheet({ template, labels, title: product.names.vi }), res).catch((error: { code?: string }) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error; // who leaves has done no wrong
  });
});

mountAction(blankLabelRoutes, {
  roles: ['producer'],
  form: `${lotAddress}/labels/bindings/new`,
  path: `${lotAddress}/labels/bindings`,
  schema: newBinding,
  run: async (input, by, req) => {
    const lot = (await ownLot(req, by.actor))._id;
    return { lot, eventID: await bindBlanks(lot, input, by) };
  },
  view: 'labels/bind',
  model: async (req, { actor }: By) => {
    const lot = await ownLot(req, actor);
    const product = (await productsById([lot.product])).get(lot.product);
    return { lot, product: product?.names.vi ?? '', free: await freeBlanks(lot._id) };
  },
  next: ({ lot }) => `/lots/${lot}/labels#runs`,
  location: ({ lot }) => `/lots/${lot}/labels/runs`,
  present: ({ eventID, lot }) => ({ eventID, lot }),
  api: bindApi,
});

/** @throws DomainError `not-found`; blanks are the maker's */
async function ownBlanks(req: Request, actor: Actor): Promise<{ product: Product; blanks: BlankLabels }> {
  const product = await getProduct(String(req.params.id), actor);
  if (product.organization !== actor.organization) throw new DomainError('not-found');
  return { product, blanks: (await findBlanks(product.key)) ?? { _id: product.key, runs: [], bound: [], version: 0 } };
}

/** How many labels of a range are in others. */
function within(range: LabelRange, others: readonly LabelRange[]): number {
  return total(others.flatMap((each) => overlap(each, range) ?? []));
}
