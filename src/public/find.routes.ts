/** The box on the home page: whatever is typed or pasted there leads to the page of the label, lot or product. */
import { Router } from 'express';
import { z } from 'zod';
import { readTypedCode, type TypedCode } from '../epcis/typed-code.js';
import { parse } from '../http/request.js';
import { findProductByKey } from '../registry/product.service.js';

export const readerFindRoutes = Router();

const findQuery = z.object({ q: z.string().trim().max(1000).default('') });

readerFindRoutes.get('/find', async (req, res) => {
  const { q } = parse(findQuery, req.query);
  const code = readTypedCode(q);
  if (code && (await findProductByKey(code.productKey))) return res.redirect(303, publicPath(code));
  const { t } = res.locals as Express.Locals;
  res.status(q === '' ? 400 : 404);
  res.render('home', { values: { q }, errors: { q: t(q === '' ? 'invalid.required' : 'find.unknown') } });
});

/** The page that the label itself leads to. */
function publicPath({ productKey, lot, serial, s }: TypedCode): string {
  const below = lot ? `/10/${encodeURIComponent(lot)}${serial ? `/21/${encodeURIComponent(serial)}` : ''}` : '';
  return `/${productKey}${below}${s && serial ? `?s=${encodeURIComponent(s)}` : ''}`;
}
