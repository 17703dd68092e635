/** Pages of the mass balance: of an organisation, a product, a period; of one lot. */
import { Router } from 'express';
import { describeRoute } from '../http/describe.js';
import { readFilter } from '../http/filter.js';
import { lang } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { productName } from '../lots/lot-table.js';
import { lotAddress, lotOfAddress } from '../lots/lot.service.js';
import { roles, type Actor } from '../policy.js';
import { organizationChoices } from '../registry/organization.service.js';
import { productChoices, productsById } from '../registry/product.service.js';
import { bookApi, lotBookApi, presentBook } from './api.js';
import { bookOf, bookOfLot, bookQuery } from './mass-balance.service.js';
import { labelFacts, viewOfBook } from './view.js';

export const massBalanceRoutes = Router();

const guard = allow(...roles);
const pageQuery = bookQuery.safeExtend({ lang });

massBalanceRoutes.get('/mass-balance', guard, async (req, res) => {
  const by = byOf(req);
  const words = res.locals as Express.Locals;
  const query = readFilter(pageQuery, req, res);
  const isAsked = Object.keys(req.query).some((name) => name !== 'lang'); // also the form sent as it stands: everything
  const book = query && isAsked ? viewOfBook(await bookOf(query, by), words) : null;
  res.render('mass-balance/mass-balance', { book, ...(await choicesFor(by.actor, words)) });
});

describeRoute({ ...bookApi, method: 'get', path: '/api/mass-balance', roles, query: pageQuery });
massBalanceRoutes.get('/api/mass-balance', guard, async (req, res) => {
  res.json(presentBook(await bookOf(parse(pageQuery, req.query), byOf(req))));
});

massBalanceRoutes.get(`${lotAddress}/mass-balance`, guard, async (req, res) => {
  const by = byOf(req);
  const words = res.locals as Express.Locals;
  const lot = await lotOfAddress(req.params, by.actor);
  const isOwn = by.actor.role !== 'producer' || lot.organization === by.actor.organization;
  res.render('mass-balance/lot', {
    lot,
    product: productName((await productsById([lot.product])).get(lot.product), words),
    book: viewOfBook(await bookOfLot(lot, by), words),
    labels: isOwn ? labelFacts(lot, words) : null,
  });
});

describeRoute({ ...lotBookApi, method: 'get', path: `/api${lotAddress}/mass-balance`, roles });
massBalanceRoutes.get(`/api${lotAddress}/mass-balance`, guard, async (req, res) => {
  const by = byOf(req);
  res.json(presentBook(await bookOfLot(await lotOfAddress(req.params, by.actor), by)));
});

/** A producer has the book of its own organisation alone. */
async function choicesFor(actor: Actor, { inLanguage }: Express.Locals) {
  const [organizations, products] = await Promise.all([
    actor.role === 'producer' ? [] : organizationChoices(),
    productChoices(actor),
  ]);
  return {
    organizations: organizations.map(({ _id, name }) => ({ value: _id, label: name })),
    products: products.map(({ _id, names }) => ({ value: _id, label: inLanguage(names) })),
  };
}
