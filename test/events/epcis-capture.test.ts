import { expect } from 'chai';
import { eventHashId } from '../../src/epcis/event-hash.js';
import {
  captureDocument,
  documentContext,
  documentOf,
  eventsIn,
  foreignEvent,
  post,
  readEvents,
  type Json,
} from '../support/epcis.js';
import { startWorld, type World } from '../support/world.js';

describe('capturing events of other systems', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const problemOf = ({ body, type }: { body: Json; type: string }) => {
    expect(type).to.equal('application/problem+json');
    return [body.status, body.type];
  };

  it('keeps the header with the master data beside the job, and shows it nobody else', async () => {
    const attributes = [{ id: 'http://epcis.example.com/mda/latitude', attribute: '22.66' }];
    const vocabularyElementList = [{ id: 'urn:epc:id:sgln:0614141.00888.0', attributes }];
    const type = 'urn:epcglobal:epcis:vtype:BusinessLocation';
    const epcisHeader = { epcisMasterData: { vocabularyList: [{ type, vocabularyElementList }] } };
    const res = await world.as.hoa.post('/epcis/capture', documentOf([foreignEvent()], { epcisHeader }));
    const path = new URL(res.headers.location as string).pathname;
    expect((await world.as.hoa.get(path)).body.epcisHeader).to.deep.equal(epcisHeader);
    expect((await world.as.binh.get(path)).status).to.equal(404);
    const [listed] = (await world.as.hoa.get('/epcis/capture')).body as Json[];
    expect(path).to.contain(listed?.captureID);
    expect(listed).not.to.have.property('epcisHeader');
    const wrong = await world.as.hoa.post('/epcis/capture', documentOf([foreignEvent()], { epcisHeader: 'none' }));
    expect(problemOf(wrong)).to.deep.equal([400, 'epcisException:ValidationException']);
  });

  it('answers a document with a job, which says that all is well', async () => {
    const events = [foreignEvent(), foreignEvent({ 'example:note': 'dry' })];
    const res = await world.as.hoa.post('/epcis/capture', documentOf(events));
    expect(res.status).to.equal(202);
    expect(res.headers.location).to.match(/^http:\/\/nguon\.test\/epcis\/capture\/\w+$/);
    const job = await world.as.hoa.get(new URL(res.headers.location as string).pathname);
    expect(job.body).to.include({ running: false, success: true, captureErrorBehaviour: 'rollback' });
    expect(job.body.errors).to.deep.equal([]);
    expect(Date.parse(job.body.finishedAt)).to.be.at.least(Date.parse(job.body.createdAt));
    for (const event of events) {
      const eventID = eventHashId(event, documentContext);
      const [read] = await readEvents(world.as.hoa, eventID);
      expect(read).to.deep.equal({ ...event, eventID, recordTime: read?.recordTime });
    }
  });

  it('stores every type, with sensors and extensions, as it came', async () => {
    const epc = 'urn:epc:id:giai:4000001.12345';
    const common = { eventTime: '2026-10-02T08:30:00.123+07:00', eventTimeZoneOffset: '+07:00' };
    const parent = { parentID: 'urn:epc:id:grai:4012345.55555.987', childEPCs: [epc], action: 'ADD' };
    const events = [
      { ...common, type: 'AssociationEvent', ...parent, eventID: 'urn:uuid:1' },
      { ...common, type: 'AggregationEvent', ...parent, eventID: 'urn:uuid:2' },
      {
        ...common,
        type: 'TransactionEvent',
        action: 'ADD',
        epcList: [],
        bizTransactionList: [{ type: 'po', bizTransaction: 'urn:x:1' }],
        eventID: 'urn:uuid:3',
      },
      {
        ...common,
        type: 'ObjectEvent',
        action: 'OBSERVE',
        sensorElementList: [{ sensorReport: [{ type: 'Temperature', value: 21.5, uom: 'CEL' }] }],
        readPoint: { id: 'geo:22.66,106.26' },
        'example:deep': [{ 'example:a.b': { 'https://example.org/ns#c': [1, 'x', true, null] } }],
        eventID: 'urn:uuid:4',
      },
      { ...common, type: 'example:CountEvent', 'example:count': 3, eventID: 'urn:uuid:5' },
    ];
    expect(await captureDocument(world.as.hoa, documentOf(events))).to.include({ success: true });
    for (const event of events) {
      const [read] = await readEvents(world.as.hoa, event.eventID, 'Never_Translates');
      expect({ ...read, recordTime: '' }).to.deep.equal({ ...event, recordTime: '' });
    }
  });

  it('stores nothing of a document under rollback where one event is refused, and says which', async () => {
    const known = foreignEvent({ eventID: 'urn:uuid:known' });
    await post(world.as.hoa, known);
    const before = await world.countEvents();
    const events = [foreignEvent(), { ...known, bizStep: 'receiving' }, foreignEvent()];
    const job = await captureDocument(world.as.hoa, documentOf(events));
    expect(job).to.include({ running: false, success: false, captureErrorBehaviour: 'rollback' });
    expect((job.errors as Json[]).map(({ eventIndex, type }) => [eventIndex, type])).to.deep.equal([
      [1, 'epcisException:ResourceAlreadyExistsException'],
    ]);
    expect(await world.countEvents()).to.equal(before);
  });

  it('stores under proceed what it can', async () => {
    const good = [foreignEvent(), foreignEvent()];
    const bad = foreignEvent({ bizStep: 'harvesting' });
    const before = await world.countEvents();
    const job = await captureDocument(world.as.hoa, documentOf([good[0], bad, good[1]]), 'proceed');
    expect(job).to.include({ running: false, success: false, captureErrorBehaviour: 'proceed' });
    const [error, ...others] = job.errors as Json[];
    expect(error).to.include({ type: 'epcisException:ValidationException', eventIndex: 1, status: 400 });
    expect(others).to.deep.equal([]);
    expect(await world.countEvents()).to.equal(before + 2);
  });

  it('refuses a document that is none, naming each field', async () => {
    const document = documentOf([foreignEvent(), foreignEvent({ action: 'MOVE' })], { creationDate: undefined });
    const res = await world.as.hoa.post('/epcis/capture', document);
    expect(problemOf(res)).to.deep.equal([400, 'epcisException:ValidationException']);
    expect(res.body.errors[0].pointer).to.equal('#/creationDate');
    const events = await world.as.hoa.post(
      '/epcis/capture',
      documentOf([foreignEvent(), foreignEvent({ action: 'MOVE' })]),
    );
    expect(events.body.errors[0].pointer).to.equal('#/epcisBody/eventList/1/action');
    const header = world.as.hoa.post('/epcis/capture', documentOf([])).set('GS1-Capture-Error-Behaviour', 'perhaps');
    expect(problemOf(await header)).to.deep.equal([400, 'epcisException:ValidationException']);
  });

  it('takes a document again that was captured before, and records nothing twice', async () => {
    const document = documentOf([foreignEvent()]);
    expect(await captureDocument(world.as.hoa, document)).to.include({ success: true });
    const before = await world.countEvents();
    const again = await Promise.all([1, 2, 3].map(() => captureDocument(world.as.hoa, document)));
    expect(again.map(({ success }) => success)).to.deep.equal([true, true, true]);
    expect(await world.countEvents()).to.equal(before);
    const fresh = documentOf([foreignEvent()]);
    const race = await Promise.all([1, 2, 3].map(() => captureDocument(world.as.hoa, fresh)));
    expect(race.map(({ success }) => success)).to.deep.equal([true, true, true]);
    expect(await world.countEvents()).to.equal(before + 1);
  });

  it('lists the jobs of the own organisation, the latest first, page by page', async () => {
    const jobs: unknown[] = [];
    while (jobs.length < 3) jobs.unshift((await captureDocument(world.as.binh, documentOf([]))).captureID);
    const first = await world.as.binh.get('/epcis/capture?perPage=2');
    const next = /^<(.+)>; rel="next"$/.exec(first.headers.link as string)?.[1] ?? '';
    const second = await world.as.binh.get(next);
    expect([...first.body, ...second.body].map(({ captureID }) => captureID)).to.deep.equal(jobs);
    expect(second.headers.link).to.equal(undefined);
    const foreign = await world.as.hoa.get(`/epcis/capture/${String(jobs[0])}`);
    expect(problemOf(foreign)).to.deep.equal([404, 'epcisException:NoSuchResourceException']);
  });

  it('takes one event, which is there at once; its eventID is its hash unless it has one', async () => {
    const event = foreignEvent();
    const res = await world.as.hoa.post('/epcis/events', { '@context': documentContext, ...event });
    expect(res.status).to.equal(201);
    expect(res.body.eventID).to.equal(eventHashId(event, documentContext));
    const read = await world.as.hoa.get(new URL(res.headers.location as string).pathname);
    expect(eventsIn(read).map(({ eventID }) => eventID)).to.deep.equal([res.body.eventID]);
    const again = await world.as.hoa.post('/epcis/events', { '@context': documentContext, ...event });
    expect(problemOf(again)).to.deep.equal([409, 'epcisException:ResourceAlreadyExistsException']);
  });

  it('keeps an event beside the declaration that it was an error', async () => {
    const event = foreignEvent({ eventID: 'urn:uuid:wrong' });
    await post(world.as.hoa, event);
    const errorDeclaration = { declarationTime: '2026-10-03T00:00:00Z', reason: 'did_not_occur' };
    await post(world.as.hoa, { ...event, errorDeclaration });
    const read = await readEvents(world.as.hoa, 'urn:uuid:wrong');
    expect(read.map((each) => each.errorDeclaration)).to.have.deep.members([undefined, errorDeclaration]);
    const other = { ...event, errorDeclaration: { ...errorDeclaration, reason: 'incorrect_data' } };
    const res = await world.as.hoa.post('/epcis/events', other);
    expect(problemOf(res)).to.deep.equal([409, 'epcisException:ResourceAlreadyExistsException']);
  });
});
