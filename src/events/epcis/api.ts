/** What the description of the API says of EPCIS, resource by resource. The standard says the rest. */
import { z } from 'zod';
import { receivedDocument } from '../../epcis/document-schema.js';
import { epcFormats } from '../../epcis/translate.js';
import { type ProblemCode, problemStatus } from '../../errors.js';
import { describeRoute, type Operation } from '../../http/describe.js';
import { roles } from '../../policy.js';
import { collectionExample, documentExample, eventExample, shapes } from './api-shapes.js';
import { epcisStatusOf } from './exceptions.js';
import { newNamedQuery } from './named-query.service.js';
import { eventParameters, pageParameters } from './query-api.js';
import { newSubscription } from './subscription.service.js';

type Said = Pick<Operation, 'summary' | 'answer'> & Partial<Operation>;

const onEvents = ['query-parameter', 'query-too-large', 'query-too-complex'] as const;
const paged = { query: pageParameters, refusals: ['query-parameter'] } as const;
const collection = { schema: shapes.collection, example: collectionExample };
const events = {
  description: 'Beside these parameters all of the query language that have a name or a unit in theirs.',
  query: eventParameters,
  answer: { schema: shapes.queryDocument, example: documentExample },
  refusals: onEvents,
};
const nothing = { status: 204 };

/** Whatever the rules of lots refuse in an event. */
const ofLots = (Object.keys(problemStatus) as ProblemCode[]).filter((code) =>
  /^(lot-|event-|not-sent|more-than)/.test(code),
);
const ofEvents = [
  ...ofLots,
  ...(['wrong-unit', 'too-many-decimals', 'insufficient-quantity', 'yield-out-of-range', 'packed-too-much'] as const),
  ...(['not-found', 'wrong-state', 'capture-limit'] as const),
];

const capturing = {
  body: receivedDocument,
  headers: z.object({ 'GS1-Capture-Error-Behaviour': z.enum(['rollback', 'proceed']).optional() }),
  example: { ...documentExample, type: 'EPCISDocument', epcisBody: { eventList: [eventExample] } },
};

const resources: Record<string, Said> = {
  'get /epcis': { summary: 'List the resources', answer: collection },
  'post /epcis/capture': {
    ...capturing,
    summary: 'Capture a document',
    description:
      'An `epcisHeader` with master data is kept with the job and given back with it; queries do not read it.',
    answer: { status: 202, schema: shapes.job, isLocated: true },
    refusals: ofEvents,
  },
  'get /epcis/capture': { ...paged, summary: 'List capture jobs', answer: { schema: z.array(shapes.job) } },
  'get /epcis/capture/:captureID': { summary: 'Read a capture job', answer: { schema: shapes.job } },
  'get /epcis/events': { ...events, summary: 'Query events' },
  'post /epcis/events': {
    summary: 'Capture an event',
    body: shapes.event,
    example: eventExample,
    answer: { status: 201, schema: shapes.event, isLocated: true },
    refusals: ofEvents,
  },
  'get /epcis/events/:eventID': {
    summary: 'Read an event',
    answer: events.answer,
    refusals: onEvents,
  },
  'delete /epcis/nextPageToken/:token': {
    summary: 'Take back a page token',
    description: 'Others expire after an hour.',
    answer: nothing,
  },
  'get /epcis/queries': { ...paged, summary: 'List named queries', answer: { schema: z.array(shapes.namedQuery) } },
  'post /epcis/queries': {
    summary: 'Keep a named query',
    body: newNamedQuery,
    example: { name: 'sold-here', query: { EQ_bizStep: ['retail_selling'] } },
    answer: { status: 201, schema: shapes.namedQuery, isLocated: true },
    refusals: ['already-exists', 'query-parameter'],
  },
  'get /epcis/queries/:queryName': { summary: 'Read a named query', answer: { schema: shapes.namedQuery } },
  'delete /epcis/queries/:queryName': { summary: 'Delete a named query', answer: nothing },
  'get /epcis/queries/:queryName/events': {
    summary: 'Run a named query',
    query: pageParameters,
    answer: events.answer,
    refusals: onEvents,
  },
  'get /epcis/queries/:queryName/subscriptions': {
    summary: 'List subscriptions',
    answer: { schema: z.array(shapes.subscription) },
  },
  'post /epcis/queries/:queryName/subscriptions': {
    summary: 'Subscribe',
    body: newSubscription,
    example: { dest: 'https://example.org/hook', stream: true },
    answer: { status: 201, schema: shapes.subscription, isLocated: true },
    refusals: ['subscription-controls', 'bad-destination'],
  },
  'get /epcis/queries/:queryName/subscriptions/:subscriptionID': {
    summary: 'Read a subscription',
    answer: { schema: shapes.subscription },
  },
  'delete /epcis/queries/:queryName/subscriptions/:subscriptionID': { summary: 'Unsubscribe', answer: nothing },
};

for (const name of ['eventTypes', 'epcs', 'bizSteps', 'bizLocations', 'readPoints', 'dispositions']) {
  resources[`get /epcis/${name}`] = { ...paged, summary: `List ${name}`, answer: collection };
  const refusals = onEvents;
  resources[`get /epcis/${name}/:name`] = { summary: `Look up one of the ${name}`, answer: collection, refusals };
  resources[`get /epcis/${name}/:name/events`] = { ...events, summary: `Query events of one of the ${name}` };
}

const negotiated = z.object({
  'GS1-EPCIS-Version': z.literal('2.0').optional(),
  'GS1-CBV-Version': z.literal('2.0').optional(),
});
const spelled = z.object({
  'GS1-EPC-Format': z.enum(epcFormats).optional().meta({ description: 'How identifiers are spelled in the answer' }),
});

const text = (what: string) => z.string().min(1).meta({ description: what });
const params = {
  name: text('A word, a URI or a URN'),
  eventID: text('eventID, percent-encoded'),
  captureID: text('captureID'),
  token: text('A page token'),
  queryName: text('Name of the query'),
  subscriptionID: text('subscriptionID'),
};

/** True where the answer spells identifiers as they are asked for. */
function answersInFormat(method: string, path: string): boolean {
  if (method === 'post') return path.endsWith('/subscriptions');
  const isList = /^\/epcis\/(eventTypes|epcs|bizSteps|bizLocations|readPoints|dispositions)$/.test(path);
  return isList || /\/events(\/:eventID)?$/.test(path);
}

/** What is not in the table is missed by the test that compares routes and description. */
export function describeResource(method: 'get' | 'post' | 'delete', path: string): void {
  const said = resources[`${method} ${path}`];
  if (!said) return;
  const isCapture = method === 'post' && /^\/epcis\/(capture|events)$/.test(path);
  describeRoute({
    method,
    path,
    tag: 'EPCIS',
    roles: isCapture ? ['producer', 'inspector'] : roles,
    params,
    ...said,
    headers: negotiated.extend({ ...said.headers?.shape, ...(answersInFormat(method, path) && spelled.shape) }),
    refusals: ['not-acceptable', 'address-too-long', ...(said.refusals ?? [])],
    statusOf: (code) => epcisStatusOf(code, isCapture),
  });
}
