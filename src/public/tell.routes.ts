/** What a reader tells the page of a label, in nobody's name: in which province he is. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { parseLabelLink } from '../epcis/digital-link.js';
import { DomainError } from '../errors.js';
import { inputOf, parse } from '../http/request.js';
import { provinces } from '../scans/provinces.js';
import { sayWhere } from '../scans/look.service.js';
import { seenBy, showLot, unitOf, type Told } from './routes.js';
import { findTarget } from './target.js';

export const tellRoutes = Router();

const address = /^\/tell\/(01|p)\//i;

const telling = z.strictObject({ province: z.string('required').refine((code) => provinces.has(code), 'bad-choice') });

/** Where the answer's address is opened again, or in another language. */
tellRoutes.get(address, (req, res) => res.redirect(303, labelAddress(req)));

tellRoutes.post(address, async (req, res) => {
  res.set('Cache-Control', 'no-store');
  const target = await findTarget(parseLabelLink(labelAddress(req)));
  if (!target?.lot || !target.label) throw new DomainError('not-found');
  const { product, lot, label } = target;
  const { province } = parse(telling, inputOf(req));
  const unit = { ...unitOf(req, lot, label), verdict: '' };
  const told: Told = { where: (await sayWhere(unit, province, seenBy(req))) ? province : null };
  await showLot(req, res, { product, lot, label }, told);
});

function labelAddress(req: Request): string {
  return req.originalUrl.slice('/tell'.length);
}
