/** What a reader tells the page of a label, in nobody's name: in which province he is, what stood below the scratch field. */
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { limitScratchCodes } from '../auth/limits.js';
import { parseLabelLink } from '../epcis/digital-link.js';
import { DomainError } from '../errors.js';
import { inputOf, parse } from '../http/request.js';
import { hasScratchCode, useScratchCode } from '../labels/scratch.service.js';
import { provinces } from '../scans/provinces.js';
import { sayWhere } from '../scans/look.service.js';
import { labelAddressOf } from './forms.js';
import { showLot } from './routes.js';
import { seenBy } from './visit.js';
import { findTarget } from './target.js';
import { unitOf } from './unit.js';

export const tellRoutes = Router();

const placeAddress = /^\/tell\/(01|p)\//i;
const scratchAddress = /^\/scratch\/(01|p)\//i;

const place = z.strictObject({ province: z.string('required').refine((code) => provinces.has(code), 'bad-choice') });
const scratched = z.strictObject({ code: z.string('required').max(100) });

/** Where the answer's address is opened again, or in another language. */
tellRoutes.get([placeAddress, scratchAddress], (req, res) => res.redirect(303, labelAddressOf(req.originalUrl)));

tellRoutes.post(placeAddress, async (req, res) => {
  const unit = await unitTold(req);
  const { province } = parse(place, inputOf(req));
  const said = await sayWhere({ ...unitOf(unit.lot, unit.label, req.actor), verdict: '' }, province, seenBy(req));
  await showLot(req, res.set('Cache-Control', 'no-store'), unit, { told: { where: said ? province : null } });
});

tellRoutes.post(scratchAddress, limitScratchCodes, async (req: Request, res: Response) => {
  const unit = await unitTold(req);
  const { code } = parse(scratched, inputOf(req));
  if (!hasScratchCode(unit.lot, unit.label)) throw new DomainError('not-found');
  const scratch = await useScratchCode(unit.lot, unit.label, { typed: code, now: seenBy(req).now });
  res.status(scratch.result === 'wrong' ? 422 : 200);
  await showLot(req, res.set('Cache-Control', 'no-store'), unit, { told: { scratch, typed: code } });
});

/** @throws DomainError `not-found`, `malformed-link` */
async function unitTold(req: Request) {
  const link = parseLabelLink(labelAddressOf(req.originalUrl));
  const target = await findTarget(link);
  if (!target?.lot || !target.label) throw new DomainError('not-found');
  return { product: target.product, lot: target.lot, label: target.label };
}
