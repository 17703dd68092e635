/** The picture of a link to a product that has no photo, for whoever shows previews of links. */
import { Router } from 'express';
import { DomainError } from '../errors.js';
import { writings } from '../http/i18n.js';
import { inWriting } from '../http/page.js';
import { findOrganization } from '../registry/organization.service.js';
import { productsById } from '../registry/product.service.js';
import { drawCard } from './preview-card.js';

export const previewRoutes = Router();

previewRoutes.get('/previews/:product/:file', async (req, res) => {
  const id = String(req.params.product);
  const writing = writings.find((each) => `${each}.png` === req.params.file);
  const product = writing && (await productsById([id])).get(id);
  if (!product) throw new DomainError('not-found');
  const producer = await findOrganization(product.organization);
  const card = await drawCard(inWriting(product.names, writing), producer?.name ?? '');
  res.removeHeader('Vary'); // the address names the language
  res.set({ 'Cache-Control': 'public, max-age=86400', 'Content-Language': writing });
  res.type('image/png').send(card);
});
