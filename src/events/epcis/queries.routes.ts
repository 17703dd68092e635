/** `/epcis/queries`: named queries, their events, and subscriptions to them. */
import { Router } from 'express';
import { config } from '../../config.js';
import { DomainError } from '../../errors.js';
import { actorOf, byOf, parse } from '../../http/request.js';
import { epcFormatOf } from './headers.js';
import {
  createNamedQuery,
  deleteNamedQuery,
  getNamedQuery,
  listNamedQueries,
  newNamedQuery,
  queryOf,
} from './named-query.service.js';
import { type NamedQuery } from './named-query.model.js';
import { issueToken, readToken } from './page-token.js';
import { askedInAddress, refused } from './query.js';
import { addressOf, linkNext, pageLengthOf, resource, sendEvents } from './resource.js';
import {
  getSubscription,
  listSubscriptions,
  newSubscription,
  presentSubscription,
  subscribe,
  unsubscribe,
} from './subscription.service.js';

export const queryRoutes = Router();

const presentQuery = ({ name, query }: NamedQuery) => ({ name, query: JSON.parse(query) as unknown });

resource(queryRoutes, '/epcis/queries', {
  get: async (req, res) => {
    const [actor, now, limit] = [actorOf(req), new Date(), pageLengthOf(req)];
    const token = addressOf(req).get('nextPageToken');
    const question = `${actor.id} queries`;
    const after = token === null ? '' : (await readToken(token, question, now)).id;
    const rows = await listNamedQueries(actor, after, limit + 1);
    const last = rows[limit - 1];
    if (rows.length > limit && last) linkNext(req, res, issueToken({ at: 0, id: last.name, given: 0 }, question, now));
    res.json(rows.slice(0, limit).map(presentQuery));
  },
  post: async (req, res) => {
    const row = await createNamedQuery(parse(newNamedQuery, req.body), byOf(req));
    res.status(201).location(`${config.publicUrl}/epcis/queries/${encodeURIComponent(row.name)}`);
    res.json(presentQuery(row));
  },
});

const nameOf = (params: { queryName?: unknown }) => String(params.queryName);

resource(queryRoutes, '/epcis/queries/:queryName', {
  get: async (req, res) => void res.json(presentQuery(await getNamedQuery(nameOf(req.params), actorOf(req)))),
  delete: async (req, res) => {
    await deleteNamedQuery(nameOf(req.params), actorOf(req));
    res.status(204).end();
  },
});

resource(queryRoutes, '/epcis/queries/:queryName/events', {
  get: async (req, res) => {
    const query = await getNamedQuery(nameOf(req.params), actorOf(req));
    const [unknown] = askedInAddress(addressOf(req)).keys();
    if (unknown !== undefined) throw refused(unknown); // a stream or a schedule needs a WebSocket
    await sendEvents(req, res, queryOf(query), query.name);
  },
});

resource(queryRoutes, '/epcis/queries/:queryName/subscriptions', {
  get: async (req, res) => {
    res.json((await listSubscriptions(nameOf(req.params), actorOf(req))).map(presentSubscription));
  },
  post: async (req, res) => {
    const { success, data, error } = newSubscription.safeParse(req.body, { reportInput: true });
    if (!success)
      throw error.issues.some(({ path }) => path[0] === 'schedule') ? new DomainError('subscription-controls') : error;
    const row = await subscribe(nameOf(req.params), data, epcFormatOf(req, res), byOf(req));
    const path = `/epcis/queries/${encodeURIComponent(nameOf(req.params))}/subscriptions/${row._id}`;
    res
      .status(201)
      .location(config.publicUrl + path)
      .json(presentSubscription(row));
  },
});

resource(queryRoutes, '/epcis/queries/:queryName/subscriptions/:subscriptionID', {
  get: async (req, res) => {
    const row = await getSubscription(nameOf(req.params), String(req.params.subscriptionID), actorOf(req));
    res.json(presentSubscription(row));
  },
  delete: async (req, res) => {
    await unsubscribe(nameOf(req.params), String(req.params.subscriptionID), actorOf(req));
    res.status(204).end();
  },
});
