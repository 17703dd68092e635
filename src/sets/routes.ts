/** Gift sets and cases: pack, list, look at one, move it as a whole, take it apart. */
import { Router, type Request } from 'express';
import { z } from 'zod';
import { pagesAround } from '../http/pager.js';
import { mountAction, type Action } from '../http/action.js';
import { describeRoute } from '../http/describe.js';
import { lang, offset } from '../http/query.js';
import { actorOf, allow, byOf, parse } from '../http/request.js';
import { farthestOffset } from '../lots/search.js';
import { type PackedSet } from '../lots/set.model.js';
import { roles, type By } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { findOrganization, namesOfOrganizations } from '../registry/organization.service.js';
import { beginningOf, choicesFor, type Need } from '../work/forms.js';
import { saleChannels } from '../work/sell.service.js';
import { listApi, setApi, showApi } from './api.js';
import { templateNames } from './label.routes.js';
import * as moves from './move.service.js';
import { newSet, packSet, type SetRecorded } from './pack.service.js';
import { presentSet, setPageOf, setTable, viewOfSet } from './set-page.js';
import { listSets, setAddress, setOfAddress } from './set.service.js';

export const setRoutes = Router();

const everyone = allow(...roles);
const needs: Need[] = ['stock', 'places'];
const rowsOffered = { usual: 4, most: 50 };

const afterwards = {
  roles: ['producer' as const],
  next: ({ set }: SetRecorded) => `/sets/${set}`,
  location: ({ set }: SetRecorded) => `/sets/${set}`,
  present: (recorded: SetRecorded) => recorded,
};

mountAction(setRoutes, {
  ...afterwards,
  form: '/sets/new',
  path: '/sets',
  schema: newSet,
  run: packSet,
  view: 'sets/pack',
  model: async (req, by) => {
    const [choices, organization] = await Promise.all([choicesFor(by, needs), findOrganization(by.actor.organization)]);
    const stock = (choices.stock ?? []).filter(
      ({ uom, state, loose }) => uom === 'H87' && state === 'open' && loose > 0,
    );
    const missing = stock.length === 0 ? 'packages' : choices.missing;
    return { ...choices, stock, missing, rows: rowsOf(req), hasPrefix: Boolean(organization?.companyPrefix) };
  },
  values: async (req, by) => {
    const { place, eventTime } = await beginningOf('packing', by, ['places']);
    return { at: place, eventTime, ...req.query };
  },
  api: setApi.pack,
});

/** How many rows of lots the form has: as many as are filled, and some more. */
function rowsOf(req: Request): number {
  const names = Object.keys({ ...req.query, ...((req.body ?? {}) as object) });
  const last = Math.max(-1, ...names.map((name) => Number(/^parts\.(\d+)\./.exec(name)?.[1] ?? -1)));
  const wanted = Math.max(rowsOffered.usual, last + 2, Number(req.query.rows ?? 0) || 0);
  return Math.min(rowsOffered.most, Math.floor(wanted));
}

/** Something that is done with a whole set, below its address. */
function mountMove<S extends z.ZodType, R extends SetRecorded>(
  name: string,
  move: Pick<Action<S, R>, 'schema' | 'api' | 'view'> & {
    run: (set: PackedSet, input: z.output<S>, by: By) => Promise<R>;
    needs: Need[];
    placeField: 'at' | 'from';
  },
): void {
  mountAction<S, R>(setRoutes, {
    ...afterwards,
    form: `${setAddress}/${name}/new`,
    path: `${setAddress}/${name}`,
    schema: move.schema,
    run: async (input, by, req) => move.run(await setOfAddress(req.params, by.actor), input, by),
    view: move.view,
    model: async (req, by) => {
      const set = await setOfAddress(req.params, by.actor);
      const name = set.names.vi;
      return { ...(await choicesFor(by, move.needs)), set, name, channels: saleChannels };
    },
    values: async (req, by) => {
      const { place, eventTime, recipient } = await beginningOf('retail_selling', by, move.needs);
      return { [move.placeField]: place, eventTime, to: recipient, ...req.query };
    },
    api: move.api,
  });
}

const here = { needs: ['places'] as Need[], placeField: 'at' as const };
mountMove('sales', { ...here, schema: moves.newSetSale, run: moves.sellSet, view: 'sets/sell', api: setApi.sell });
mountMove('unpackings', {
  ...here,
  schema: moves.newUnpacking,
  run: moves.unpackSet,
  view: 'sets/unpack',
  api: setApi.unpack,
});
mountMove('receipts', {
  ...here,
  schema: moves.newSetReceipt,
  run: moves.receiveSet,
  view: 'sets/receive',
  api: setApi.receive,
});
mountMove('shipments', {
  needs: ['places', 'recipients'],
  placeField: 'from',
  schema: moves.newSetShipment,
  run: moves.shipSet,
  view: 'sets/ship',
  api: setApi.ship,
});

const listQuery = z.strictObject({ offset: offset(farthestOffset), lang });

setRoutes.get('/sets', everyone, async (req, res) => {
  const { offset } = parse(listQuery, req.query);
  const { sets, more } = await listSets(actorOf(req), offset);
  const parties = await namesOfOrganizations(sets.flatMap((set) => set.parties));
  const at = (start: number) => `/sets?offset=${start}`;
  res.render('sets/list', {
    list: setTable(sets, parties, res.locals as Express.Locals),
    pager: pagesAround({ offset, size: pageSize, more }, at),
  });
});

describeRoute({ ...listApi, method: 'get', path: '/api/sets', roles, query: listQuery });
setRoutes.get('/api/sets', everyone, async (req, res) => {
  const { sets, more } = await listSets(actorOf(req), parse(listQuery, req.query).offset);
  res.json({ items: sets.map(presentSet), more });
});

const pageQuery = z.strictObject({ lang });

setRoutes.get(setAddress, everyone, async (req, res) => {
  const by = byOf(req);
  parse(pageQuery, req.query);
  const page = await setPageOf(await setOfAddress(req.params, by.actor));
  res.render('sets/show', { ...viewOfSet(page, by, res.locals as Express.Locals), templateNames });
});

describeRoute({ ...showApi, method: 'get', path: `/api${setAddress}`, roles, query: pageQuery });
setRoutes.get(`/api${setAddress}`, everyone, async (req, res) => {
  parse(pageQuery, req.query);
  res.json(presentSet(await setOfAddress(req.params, actorOf(req))));
});
