/** The box of whoever is signed in. Who is not gets the one of readers, at the same address (public/find.routes.ts). */
import { Router } from 'express';
import { z } from 'zod';
import { describeRoute } from '../http/describe.js';
import { readFilter } from '../http/filter.js';
import { lang } from '../http/query.js';
import { allow, byOf, parse } from '../http/request.js';
import { namesOfLots, type LotNames } from '../lots/lot-table.js';
import { roles } from '../policy.js';
import { namesOfOrganizations } from '../registry/organization.service.js';
import { findProductByKey } from '../registry/product.service.js';
import { findApi, presentFindings } from './api.js';
import { find, type Findings } from './find.service.js';
import { mostRunsTried } from './labels.js';
import { hitsOf, hitTable } from './view.js';

export const findRoutes = Router();

const typed = z.string().trim().max(1000).meta({ description: 'A code, a link, a number or a name' });
const pageQuery = z.strictObject({ q: typed.default(''), lang });
const apiQuery = z.strictObject({ q: typed.min(1, 'required'), lang });

findRoutes.get('/find', async (req, res, next) => {
  if (!req.actor) return next();
  const words = res.locals as Express.Locals;
  const query = readFilter(pageQuery, req, res)?.q ?? '';
  const found = query === '' ? null : await find(query, req.actor);
  const hits = found ? hitsOf(found, await namesFor(found), new Date(), words) : [];
  res.render('find/find', {
    query,
    list: hitTable(hits, words),
    isCut: found?.isCut ?? false,
    serialNote: found?.isSerialCut ? words.t('find.serial-cut', { count: words.format.number(mostRunsTried) }) : null,
  });
});

describeRoute({ ...findApi, method: 'get', path: '/api/find', roles, query: apiQuery });
findRoutes.get('/api/find', allow(...roles), async (req, res) => {
  const by = byOf(req);
  const { q } = parse(apiQuery, req.query);
  res.json(presentFindings(await find(q, by.actor), by.now));
});

async function namesFor({ labels, lots, sets, zones, products }: Findings): Promise<LotNames> {
  const owners = [...sets.map(({ holder }) => holder), ...[...zones, ...products].map((each) => each.organization)];
  const unbound = labels.filter(({ lot }) => lot === null).map(({ productKey }) => productKey);
  const blank = await Promise.all(unbound.map((key) => findProductByKey(key)));
  const [names, organizations] = await Promise.all([
    namesOfLots([...lots, ...labels.flatMap(({ lot }) => lot ?? [])]),
    namesOfOrganizations([...owners, ...blank.flatMap((product) => product?.organization ?? [])]),
  ]);
  const known = blank.flatMap((product) => (product ? [[product._id, product] as const] : []));
  return {
    products: new Map([...names.products, ...known]),
    organizations: new Map([...names.organizations, ...organizations]),
  };
}
