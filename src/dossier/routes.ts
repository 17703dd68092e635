/** Dossiers of a lot: made by an inspector, read by authorities. Every reading is on record. */
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Router } from 'express';
import { z } from 'zod';
import { recordAccess } from '../access/access.service.js';
import { instant } from '../epcis/time.js';
import { mountAction } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { writings, type Writing } from '../http/i18n.js';
import { allow, byOf } from '../http/request.js';
import { productName } from '../lots/lot-table.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { productsById } from '../registry/product.service.js';
import { bundleOf } from './bundle.js';
import { type Dossier } from './dossier.model.js';
import { getDossier, listDossiers, makeDossier, readers } from './dossier.service.js';
import { drawDossier } from './draw.js';

export const dossierRoutes = Router();

const guard = allow(...readers);
const noInput = z.strictObject({});

const presented = z.object({
  lot: z.string(),
  size: z.int().meta({ description: 'Entries of the log that its checkpoint signs' }),
  madeAt: instant,
  madeBy: z.string(),
  kid: z.string(),
  pdf: z.string(),
  bundle: z.string(),
});

function present({ lot, size, madeAt, madeBy, kid }: Omit<Dossier, 'contents'>) {
  const address = `/lots/${lot}/dossiers/${size}`;
  return { lot, size, madeAt, madeBy, kid, pdf: `${address}.vi.pdf`, bundle: `${address}.jsonl` };
}

const lot = '01/09521234000013/10/L2410';
const example = {
  ...{ lot, size: 1200, madeAt: '2026-10-02T01:30:00.000Z', madeBy: 'Nông Thị Lan', kid: 'Qx7vB2mN0pLs' },
  ...{ pdf: `/lots/${lot}/dossiers/1200.vi.pdf`, bundle: `/lots/${lot}/dossiers/1200.jsonl` },
};

mountAction(dossierRoutes, {
  roles: ['inspector'],
  form: `${lotAddress}/dossiers/new`,
  path: `${lotAddress}/dossiers`,
  schema: noInput,
  run: async (_input, by, req) => makeDossier((await lotOfAddress(req.params, by.actor))._id, by),
  view: 'dossier/list',
  model: async (req, { actor }) => modelOf(req.params, actor, req.res?.locals as Express.Locals),
  next: ({ lot: path }) => `/lots/${path}/dossiers`,
  location: ({ lot: path }) => `/lots/${path}/dossiers`,
  present,
  api: {
    tag: 'Inspection',
    summary: 'Make the dossier of a lot',
    description:
      'A signed PDF and its evidence, of the lot at the checkpoint that has all of its events. The same lot and ' +
      'checkpoint are the same dossier, byte for byte.',
    example: {},
    answer: { schema: presented, example },
    refusals: ['too-many-events', 'log-behind'],
  },
});

dossierRoutes.get(`${lotAddress}/dossiers`, guard, async (req, res) => {
  res.render('dossier/list', await modelOf(req.params, byOf(req).actor, res.locals as Express.Locals));
});

describeRoute({
  method: 'get',
  path: `/api${lotAddress}/dossiers`,
  roles: readers,
  tag: 'Inspection',
  summary: 'List the dossiers of a lot',
  answer: { schema: z.object({ items: z.array(presented) }), example: { items: [example] } },
});
dossierRoutes.get(`/api${lotAddress}/dossiers`, guard, async (req, res) => {
  const { actor } = byOf(req);
  const found = await lotOfAddress(req.params, actor);
  res.json({ items: (await listDossiers(found._id, actor)).map(present) });
});

const fileName = /^(\d{1,15})\.(?:(vi|en|zh|zh-Hant)\.pdf|(jsonl))$/;

/** `1200.vi.pdf`, the same in another language, `1200.jsonl`: of a dossier that was made, the same bytes each time. */
dossierRoutes.get(`${lotAddress}/dossiers/:file`, guard, async (req, res, next) => {
  const [, size, writing, jsonl] = fileName.exec(String(req.params.file)) ?? [];
  if (size === undefined) return next();
  const by = byOf(req);
  const { _id: path, code } = await lotOfAddress(req.params, by.actor);
  const dossier = await getDossier(path, Number(size));
  const what = { subject: path, owner: dossier.organization };
  await recordAccess({ kind: jsonl ? 'bundle' : 'dossier', ...what }, by);
  res.set('Cache-Control', 'private, no-store').attachment(`${code}-${size}.${jsonl ? 'jsonl' : 'pdf'}`);
  if (jsonl) {
    res.type('application/jsonl; charset=utf-8');
    return pipeline(Readable.from(bundleOf(dossier)), res);
  }
  const known = writings.find((each) => each === writing) as Writing;
  res.type('application/pdf').send(await drawDossier(dossier, known));
});

async function modelOf(
  params: Record<string, unknown>,
  actor: Parameters<typeof listDossiers>[1],
  words: Express.Locals,
) {
  const found = await lotOfAddress(params as Record<string, string>, actor);
  const products = await productsById([found.product]);
  return {
    lot: found,
    address: `/lots/${found._id}/dossiers`,
    product: productName(products.get(found.product), words),
    dossiers: await listDossiers(found._id, actor),
  };
}
