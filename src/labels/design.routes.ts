/** One code of an exact size for designers: of a lot, for printed packaging, or of one label. */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { config } from '../config.js';
import { DomainError } from '../errors.js';
import { lang } from '../http/query.js';
import { actorOf, allow, parse } from '../http/request.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { type Lot } from '../lots/lot.model.js';
import { decimal } from '../registry/fields.js';
import { codePdf, codeSide, codeSvg } from './code.js';
import { fullUri, labelAt } from './label.service.js';

export const designRoutes = Router();

const largestSide = 500;
const side = decimal.pipe(z.number().positive('not-positive').max(largestSide)).optional();
const query = z.strictObject({ side: z.preprocess((value) => value || undefined, side), lang });
const labelQuery = query.extend({ seal: z.enum(['full', 'compact'], 'bad-choice').default('full') });

designRoutes.get(`${lotAddress}/code.:kind`, allow('producer'), async (req, res) => {
  const lot = await ownLot(req);
  const { side } = parse(query, req.query);
  await sendCode(req, res, { uri: `${config.publicUrl}/${lot._id}`, side, name: `ma-${lot.code}` });
});

designRoutes.get(`${lotAddress}/labels/:index/code.:kind`, allow('producer'), async (req, res) => {
  const lot = await ownLot(req);
  const index = /^\d{1,7}$/.test(String(req.params.index)) ? Number(req.params.index) : -1;
  const label = labelAt(lot, index);
  const { side, seal } = parse(labelQuery, req.query);
  const uri = seal === 'full' ? fullUri(label) : label.compact;
  await sendCode(req, res, { uri, side, name: `ma-${lot.code}-${index + 1}` });
});

async function sendCode(req: Request, res: Response, code: { uri: string; side?: number; name: string }) {
  const { kind } = req.params;
  if (kind !== 'svg' && kind !== 'pdf') throw new DomainError('not-found');
  const side = codeSide(code.uri, code.side);
  res.type(kind).attachment(`${code.name}.${kind}`);
  res.send(kind === 'svg' ? codeSvg(code.uri, side) : await codePdf(code.uri, side));
}

/** @throws DomainError `not-found` unless the own organisation made the lot */
async function ownLot(req: Request): Promise<Lot> {
  const actor = actorOf(req);
  const lot = await lotOfAddress(req.params, actor);
  if (lot.organization !== actor.organization) throw new DomainError('not-found');
  return lot;
}
