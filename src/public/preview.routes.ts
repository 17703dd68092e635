/** The picture of a link to a product that has no photo, for whoever shows previews of links. */
import { Router } from 'express';
import { DomainError } from '../errors.js';
import { locales } from '../http/i18n.js';
import { findOrganization } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import { drawCard } from './preview-card.js';
import { inLanguage } from './present.js';

export const previewRoutes = Router();

previewRoutes.get('/previews/:product/:file', async (req, res) => {
  const id = String(req.params.product);
  const lang = locales.find((locale) => `${locale}.png` === req.params.file);
  const product = lang && (await productsById([id])).get(id);
  if (!product) throw new DomainError('not-found');
  const producer = await findOrganization(product.organization);
  const card = await drawCard(inLanguage(product.names, lang), producer?.name ?? '');
  res.removeHeader('Vary'); // the address names the language
  res.set({ 'Cache-Control': 'public, max-age=86400', 'Content-Language': lang });
  res.type('image/png').send(card);
});
