/** Label stock of an organisation: what it prints on, own templates, and the correction of its printer with a check page. */
import { Router, type Request } from 'express';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { actorOf, allow } from '../http/request.js';
import { type By } from '../policy.js';
import { drawCheckPage } from './check-page.js';
import { rulersOf } from './correction.js';
import { type OwnTemplate } from './own-template.model.js';
import { ownTemplateInput, thermalResolutions } from './own-template.js';
import { correctionApi, newTemplateApi, replaceTemplateApi, templatesApi } from './template-api.js';
import * as service from './template.service.js';
import * as view from './template-view.js';
import { refusedTemplates } from './templates.js';

export const templateRoutes = Router();

const stock = '/label-templates';
const producers = allow('producer');
const idOf = (req: Request) => String(req.params.template);

templateRoutes.get(stock, producers, async (req, res) => {
  const choices = await service.listTemplates(actorOf(req).organization);
  const refused = Object.entries(refusedTemplates).map(([id, template]) => ({ id, template, isOwn: false }));
  const described = (list: service.TemplateChoice[]) =>
    list.map((choice) => view.describeTemplate(choice, view.localsOf(req)));
  res.render('labels/templates', { choices: described(choices), refused: described(refused) });
});

describeRoute({ ...templatesApi, method: 'get', path: `/api${stock}`, roles: ['producer'] });
templateRoutes.get(`/api${stock}`, producers, async (req, res) => {
  const choices = await service.listTemplates(actorOf(req).organization);
  res.json({ items: choices.map(view.presentTemplate) });
});

const form = { view: 'labels/template-form', roles: ['producer' as const], schema: ownTemplateInput };

mountAction(templateRoutes, {
  ...form,
  form: `${stock}/new`,
  path: stock,
  run: service.createOwnTemplate,
  model: () => Promise.resolve({ record: null, thermalResolutions }),
  values: () => Promise.resolve({ pageWidth: 210, pageHeight: 297 }),
  next: addressOf,
  location: addressOf,
  present: view.presentOwn,
  api: newTemplateApi,
});

mountAction(templateRoutes, {
  ...form,
  form: `${stock}/:template/edit`,
  path: `${stock}/:template`,
  method: 'put',
  run: (input, by, req) => service.updateOwnTemplate(idOf(req), input, by),
  model: async (req, by) => ({ record: await ownOf(req, by), thermalResolutions }),
  values: async (req, by) => view.typedTemplate(await ownOf(req, by)),
  next: addressOf,
  present: view.presentOwn,
  api: replaceTemplateApi,
});

mountAction(templateRoutes, {
  roles: ['producer'],
  form: `${stock}/:template`,
  path: `${stock}/:template/correction`,
  method: 'put',
  schema: service.correctionInput,
  run: (input, by, req) => service.saveCorrection(idOf(req), input, by),
  view: 'labels/template',
  model: async (req, by) => {
    const choice = await service.getTemplate(idOf(req), by.actor.organization);
    const { template } = choice;
    return {
      stock: view.describeTemplate(choice, view.localsOf(req)),
      drawing: view.drawnSheet(template),
      rulers: rulersOf(template),
    };
  },
  values: async (req, by) => view.presentCorrection(await service.getCorrection(idOf(req), by.actor.organization)),
  next: (_correction, req) => `${stock}/${idOf(req)}#correct`,
  present: view.presentCorrection,
  api: correctionApi,
});

templateRoutes.get(`${stock}/:template/check.pdf`, producers, async (req, res) => {
  const { organization } = actorOf(req);
  const { template } = await service.getTemplate(idOf(req), organization);
  const correction = await service.getCorrection(idOf(req), organization);
  const words = view.checkWords(view.localsOf(req), template, correction);
  const pdf = await drawCheckPage(template, correction, [template.name, ...words]);
  res
    .type('pdf')
    .attachment(`kiem-tra-${idOf(req)}.pdf`)
    .send(pdf);
});

function addressOf({ _id }: OwnTemplate): string {
  return `${stock}/${_id}`;
}

function ownOf(req: Request, { actor }: By): Promise<OwnTemplate> {
  return service.getOwnTemplate(idOf(req), actor.organization);
}
