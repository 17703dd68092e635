/** What another system would send: events about things that are not kept here, and documents of them. */
import { expect } from 'chai';
import request, { type Response, type Test } from 'supertest';
import { receivedEvent } from '../../src/epcis/event-schema.js';
import { captureReceived } from '../../src/events/capture.js';
import { issueToken } from '../../src/auth/session.service.js';
import { someGtin } from './builders.js';
import { type Person, type PersonName, type World } from './world.js';

export type Json = Record<string, unknown>;

export const documentContext = [
  'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  { example: 'http://ns.example.com/epcis/' },
];

let serial = 0;

/** An observation of one foreign object; each call makes another one. */
export function foreignEvent(more: Json = {}): Json {
  serial++;
  return {
    type: 'ObjectEvent',
    eventTime: '2026-10-02T08:30:00.000+07:00',
    eventTimeZoneOffset: '+07:00',
    epcList: [`https://id.gs1.org/01/${someGtin()}/21/S${serial}`],
    action: 'OBSERVE',
    bizStep: 'shipping',
    ...more,
  };
}

export function documentOf(events: unknown[], more: Json = {}): Json {
  return {
    '@context': documentContext,
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-10-02T09:00:00.000+07:00',
    epcisBody: { eventList: events },
    ...more,
  };
}

export function eventsIn(res: Response): Json[] {
  const document = res.body as { epcisBody?: { queryResults: { resultsBody: { eventList: Json[] } } } };
  expect(document.epcisBody, res.text).to.be.an('object');
  return document.epcisBody?.queryResults.resultsBody.eventList ?? [];
}

/** Posts one event that must be taken; gives its eventID. */
export async function post(person: Person, event: Json): Promise<string> {
  const res = await person.post('/epcis/events', { '@context': documentContext, ...event });
  expect(res.status, res.text).to.equal(201);
  return (res.body as { eventID: string }).eventID;
}

export async function readEvents(person: Person, eventID: string, format?: string): Promise<Json[]> {
  const req = person.get(`/epcis/events/${encodeURIComponent(eventID)}`);
  return eventsIn(await (format ? req.set('GS1-EPC-Format', format) : req));
}

export function remove({ app, as }: World, who: PersonName, path: string): Test {
  return request(app)
    .delete(path)
    .set('Authorization', `Bearer ${issueToken(as[who].user).accessToken}`);
}

/** Sends a document and gives the job when it is done. */
export async function captureDocument(person: Person, document: object, behaviour?: string): Promise<Json> {
  const req = person.post('/epcis/capture', document);
  const res = await (behaviour ? req.set('GS1-Capture-Error-Behaviour', behaviour) : req);
  expect(res.status, res.text).to.equal(202);
  const job = await person.get(new URL(res.headers.location as string).pathname);
  expect(job.status).to.equal(200);
  return job.body as Json;
}

/** Events `urn:example:00` and so on of one place, their times out of order, recorded by Hoa. */
export async function captureSamples(world: World, count: number): Promise<void> {
  const events = Array.from({ length: count }, (_, index) =>
    foreignEvent({
      eventID: `urn:example:${String(index).padStart(2, '0')}`,
      eventTime: `2026-10-02T00:${String((index * 7) % 60).padStart(2, '0')}:00Z`,
      bizStep: index % 2 ? 'shipping' : 'receiving',
      disposition: 'https://example.org/wet',
      epcList: [`urn:epc:id:sgtin:0614141.107346.${index}`],
      readPoint: { id: 'urn:epc:id:sgln:0614141.07346.1' },
      bizLocation: { id: 'https://example.org/yard/1' },
    }),
  );
  const received = events.map((event) => ({ event: receivedEvent.parse(event), context: documentContext }));
  await captureReceived(received, world.by('hoa'));
}
