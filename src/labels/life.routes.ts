/** The steps of a label's life after it was issued, and the list of print runs. */
import { Router, type Request } from 'express';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { actorOf, allow, isForm } from '../http/request.js';
import { lotAddress } from '../lots/lot.service.js';
import { type By } from '../policy.js';
import { productsById } from '../registry/product.service.js';
import { applicationApi, printApi, runsApi, voidApi } from './life.api.js';
import {
  newApplication,
  newPrint,
  newVoid,
  recordApplication,
  recordPrint,
  voidLabels,
  type PrintedLabels,
  type SteppedLabels,
} from './life.service.js';
import { ownLot } from './own-lot.js';
import { beginPrint, printOf } from './print-files.js';
import { runsOf } from './runs.js';
import { getSheet, type SheetRequest } from './sheet-request.js';
import { isThermal, sheetPage } from './sheet.routes.js';
import { listTemplates } from './template.service.js';
import { describeTemplate, localsOf } from './template-view.js';

export const labelLifeRoutes = Router();

const address = `${lotAddress}/labels`;

const shared = {
  roles: ['producer' as const],
  model: modelOf,
  next: ({ lot }: SteppedLabels) => `/lots/${lot}/labels#runs`,
  location: ({ lot }: SteppedLabels) => `/lots/${lot}/labels/runs`,
  present: ({ eventID, lot, from, count }: SteppedLabels) => ({ eventID, lot, from, count }),
};

mountAction(labelLifeRoutes, {
  ...shared,
  form: `${address}/prints/new`,
  path: `${address}/prints`,
  schema: newPrint,
  run: async (input, by, req) => {
    const lot = await ownLot(req, by.actor);
    const printed = await recordPrint(lot, input, by);
    if (isForm(req)) await begin(await getSheet(lot, printed, by.actor));
    return printed;
  },
  view: 'labels/print',
  next: (printed: PrintedLabels) => sheetPage(printed.lot, printed),
  api: printApi,
});

mountAction(labelLifeRoutes, {
  ...shared,
  form: `${address}/applications/new`,
  path: `${address}/applications`,
  schema: newApplication,
  run: async (input, by, req) => recordApplication(await ownLot(req, by.actor), input, by),
  view: 'labels/apply',
  api: applicationApi,
});

mountAction(labelLifeRoutes, {
  ...shared,
  form: `${address}/voids/new`,
  path: `${address}/voids`,
  schema: newVoid,
  run: async (input, by, req) => voidLabels(await ownLot(req, by.actor), input, by),
  view: 'labels/void',
  api: voidApi,
});

describeRoute({ ...runsApi, method: 'get', path: `/api${address}/runs`, roles: ['producer'] });
labelLifeRoutes.get(`/api${address}/runs`, allow('producer'), async (req, res) => {
  res.json(await runsOf(await ownLot(req, actorOf(req))));
});

/** A roll mostly goes to its printer as ZPL: its PDF is drawn when somebody wants that. */
async function begin(sheet: SheetRequest): Promise<void> {
  if (!isThermal(sheet.printing.template)) await beginPrint(printOf(sheet));
}

async function modelOf(req: Request, { actor }: By): Promise<object> {
  const lot = await ownLot(req, actor);
  const product = (await productsById([lot.product])).get(lot.product);
  return {
    lot,
    product: product?.names.vi ?? '',
    back: `/lots/${lot._id}/labels`,
    subject: `${product?.names.vi ?? ''} · ${lot.code}`,
    choices: (await listTemplates(lot.organization)).map((choice) => describeTemplate(choice, localsOf(req))),
  };
}
