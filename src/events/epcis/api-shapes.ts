/** Shapes of EPCIS answers, as far as every client relies on them; the JSON Schema of the standard says more. */
import { z } from 'zod';
import { epcFormats } from '../../epcis/translate.js';

const event = z
  .looseObject({
    type: z.string(),
    eventTime: z.iso.datetime({ offset: true }),
    eventTimeZoneOffset: z.string().regex(/^[+-]\d\d:\d\d$/),
    eventID: z.string().optional(),
  })
  .meta({ description: 'An event of EPCIS 2.0 in JSON' });

const context = z.union([z.string(), z.array(z.unknown()), z.looseObject({})]);

export const shapes = {
  event,
  collection: z.looseObject({ '@context': context, type: z.literal('Collection'), member: z.array(z.string()) }),
  queryDocument: z.looseObject({
    '@context': context,
    type: z.literal('EPCISQueryDocument'),
    schemaVersion: z.string(),
    creationDate: z.string(),
    epcisBody: z.looseObject({
      queryResults: z.looseObject({
        queryName: z.string().optional(),
        resultsBody: z.looseObject({ eventList: z.array(event) }),
      }),
    }),
  }),
  job: z.object({
    captureID: z.string(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().optional(),
    running: z.boolean(),
    success: z.boolean(),
    captureErrorBehaviour: z.enum(['rollback', 'proceed']),
    errors: z.array(z.looseObject({ type: z.string(), eventIndex: z.int() })),
    epcisHeader: z.looseObject({}).optional(),
  }),
  namedQuery: z.object({ name: z.string(), query: z.looseObject({}) }),
  subscription: z.looseObject({
    subscriptionID: z.string(),
    dest: z.string(),
    createdAt: z.iso.datetime(),
    epcFormat: z.enum(epcFormats),
    state: z.string(),
  }),
};

const epcisContext = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

export const eventExample = {
  type: 'ObjectEvent',
  eventTime: '2026-10-02T08:30:00+07:00',
  eventTimeZoneOffset: '+07:00',
  action: 'OBSERVE',
  bizStep: 'inspecting',
  quantityList: [{ epcClass: 'https://id.gs1.org/01/09521234000013/10/L2410' }],
};

export const collectionExample = { '@context': [epcisContext], type: 'Collection' as const, member: ['events'] };

export const documentExample = {
  '@context': [epcisContext],
  type: 'EPCISQueryDocument' as const,
  schemaVersion: '2.0',
  creationDate: '2026-10-02T01:30:00.000Z',
  epcisBody: { queryResults: { queryName: 'SimpleEventQuery', resultsBody: { eventList: [eventExample] } } },
};
