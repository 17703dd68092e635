/** `/epcis/events` and the resources that events are also found under. */
import { Router } from 'express';
import { config } from '../../config.js';
import { DomainError } from '../../errors.js';
import { standardWords, bareWord } from '../../epcis/cbv.js';
import { receivedEvent } from '../../epcis/event-schema.js';
import { eventTypes } from '../../epcis/vocabulary.js';
import { actorOf, byOf, parse } from '../../http/request.js';
import { requireRole } from '../../policy.js';
import { captureReceived } from '../capture.js';
import { learnPrefixes } from './company-prefix.model.js';
import { epcFormatOf } from './headers.js';
import { issueToken, readToken, withdrawToken } from './page-token.js';
import { collection, presentEvents, queryDocument } from './present.js';
import { findEvents, readableQuery } from './find-events.js';
import { askedInAddress, readQuery, type Asked } from './query.js';
import { addressOf, linkNext, pageLengthOf, resource, sendEvents } from './resource.js';
import { listNames } from './names.js';
import { translateEpc } from '../../epcis/translate.js';
import { prefixesFor } from './company-prefix.model.js';

export const eventRoutes = Router();

resource(eventRoutes, '/epcis', {
  get: (_req, res) => void res.json(collection(['capture', 'events', ...Object.keys(names), 'queries'])),
});

resource(eventRoutes, '/epcis/events', {
  get: (req, res) => sendEvents(req, res, readQuery(askedInAddress(addressOf(req)))),
  post: async (req, res) => {
    requireRole(actorOf(req), 'producer', 'inspector');
    const event = parse(receivedEvent, req.body);
    const [outcome] = await captureReceived([{ event, context: event['@context'] ?? [] }], byOf(req));
    if (!outcome) throw new Error('an event without an outcome');
    if ('fault' in outcome) throw outcome.fault;
    if (outcome.isKnown) throw new DomainError('event-exists', {}, 'eventID');
    await learnPrefixes(event);
    res.status(201).location(`${config.publicUrl}/epcis/events/${encodeURIComponent(outcome.eventID)}`);
    res.json({ ...event, eventID: outcome.eventID });
  },
});

resource(eventRoutes, '/epcis/events/:eventID', {
  get: async (req, res) => {
    const query = readQuery(new Map([['EQ_eventID', [String(req.params.eventID)]]]));
    const actor = actorOf(req);
    const { events } = await findEvents(readableQuery(query, actor), 10, null);
    if (events.length === 0) throw new DomainError('not-found');
    const presented = await presentEvents(events, actor, epcFormatOf(req, res));
    res.json(queryDocument(presented, { now: new Date() }));
  },
});

/** Top-level resources: the parameter by which their events are found, and the names that are there in any case. */
const names: Record<string, { parameter: string; fields: string[]; standard: string[] }> = {
  eventTypes: { parameter: 'eventType', fields: ['eventType'], standard: [...eventTypes] },
  epcs: { parameter: 'MATCH_anyEPC', fields: ['epc', 'parentID', 'inputEPC', 'outputEPC'], standard: [] },
  bizSteps: { parameter: 'EQ_bizStep', fields: ['bizStep'], standard: [...standardWords.bizStep] },
  bizLocations: { parameter: 'EQ_bizLocation', fields: ['bizLocation'], standard: [] },
  readPoints: { parameter: 'EQ_readPoint', fields: ['readPoint'], standard: [] },
  dispositions: { parameter: 'EQ_disposition', fields: ['disposition'], standard: [...standardWords.disposition] },
};

for (const [name, { parameter, fields, standard }] of Object.entries(names)) {
  resource(eventRoutes, `/epcis/${name}`, {
    get: async (req, res) => {
      const [actor, now, format] = [actorOf(req), new Date(), epcFormatOf(req, res)];
      const token = addressOf(req).get('nextPageToken');
      const question = `${actor.id} ${name}`;
      const after = token === null ? '' : (await readToken(token, question, now)).id;
      const page = await listNames(actor, fields, standard, { after, limit: pageLengthOf(req) });
      if (page.next) linkNext(req, res, issueToken({ at: 0, id: page.next, given: 0 }, question, now));
      const knows = await prefixesFor(page.names);
      res.json(collection([...new Set(page.names.map((text) => translateEpc(text, format, knows)))]));
    },
  });

  const only = (value: string): Asked => new Map([[parameter, [value]]]);
  resource(eventRoutes, `/epcis/${name}/:name`, {
    get: async (req, res) => {
      const value = String(req.params.name);
      const isStandard = standard.includes(bareWord(value, name === 'bizSteps' ? 'bizStep' : 'disposition'));
      const query = readableQuery(readQuery(only(value)), actorOf(req));
      if (!isStandard && (await findEvents(query, 1, null)).events.length === 0) throw new DomainError('not-found');
      res.json(collection(['events']));
    },
  });

  resource(eventRoutes, `/epcis/${name}/:name/events`, {
    get: (req, res) => {
      const { conditions } = readQuery(only(String(req.params.name)));
      const query = readQuery(askedInAddress(addressOf(req)));
      return sendEvents(req, res, { ...query, conditions: [...conditions, ...query.conditions] });
    },
  });
}

resource(eventRoutes, '/epcis/nextPageToken/:token', {
  delete: async (req, res) => {
    await withdrawToken(String(req.params.token), new Date());
    res.status(204).end();
  },
});
