import { expect } from 'chai';
import request from 'supertest';
import {
  captureSamples,
  documentOf,
  captureDocument,
  eventsIn,
  foreignEvent,
  post,
  type Json,
} from '../support/epcis.js';
import { startWorld, type World } from '../support/world.js';

describe('EPCIS resources', () => {
  let world: World;
  const count = 25;
  before(async () => {
    world = await startWorld();
    await captureSamples(world, count);
  });
  after(() => world.stop());

  const paths = [
    ['/epcis', 'GET'],
    ['/epcis/capture', 'POST, GET'],
    ['/epcis/capture/x', 'GET'],
    ['/epcis/events', 'GET, POST'],
    ['/epcis/events/urn:x:1', 'GET'],
    ...['eventTypes', 'epcs', 'bizSteps', 'bizLocations', 'readPoints', 'dispositions'].flatMap((name) =>
      ['', '/x', '/x/events'].map((rest) => [`/epcis/${name}${rest}`, 'GET']),
    ),
    ['/epcis/queries', 'GET, POST'],
    ['/epcis/queries/q', 'GET, DELETE'],
    ['/epcis/queries/q/events', 'GET'],
    ['/epcis/queries/q/subscriptions', 'GET, POST'],
    ['/epcis/queries/q/subscriptions/s', 'GET, DELETE'],
    ['/epcis/nextPageToken/t', 'DELETE'],
  ] as const;

  it('all tell by OPTIONS what they take and by which versions', async () => {
    for (const [path = '', methods] of paths) {
      const res = await request(world.app).options(path);
      expect(res.status, path).to.equal(204);
      expect(res.headers.allow, path).to.equal(`OPTIONS, ${methods}`);
      for (const standard of ['epcis', 'cbv']) {
        for (const bound of ['version', 'min', 'max']) expect(res.headers[`gs1-${standard}-${bound}`]).to.equal('2.0');
      }
      expect(res.headers['gs1-epc-format']).to.include('Always_EPC_URN');
    }
    const capture = (await request(world.app).options('/epcis/capture')).headers;
    expect(capture).to.include({
      'gs1-epcis-capture-limit': '1000',
      'gs1-epcis-capture-file-size-limit': '2097152',
      'gs1-capture-error-behaviour': 'rollback, proceed',
    });
  });

  it('answer nobody who has not signed in, and no other method', async () => {
    for (const [path = '', methods] of paths) {
      if (!methods?.includes('GET')) continue;
      const res = await world.stranger.get(path);
      expect([res.status, res.body.type], path).to.deep.equal([401, 'epcisException:SecurityException']);
    }
    const res = await world.as.hoa.put('/epcis/events', {});
    expect([res.status, res.body.type]).to.deep.equal([405, 'epcisException:ImplementationException']);
    const none = await world.as.hoa.get('/epcis/nothing');
    expect([none.status, none.body.type]).to.deep.equal([404, 'epcisException:NoSuchResourceException']);
  });

  it('answer in their version and in JSON, or not at all', async () => {
    const refused = { status: 406, type: 'epcisException:NotAcceptableException' };
    const ask = (name: string, value: string) => world.as.hoa.get('/epcis/events').set(name, value);
    for (const [name, value] of [
      ['GS1-EPCIS-Min', '3.0'],
      ['GS1-EPCIS-Max', '1.2'],
      ['GS1-CBV-Min', 'new'],
      ['GS1-EPCIS-Version', '1.2'],
      ['GS1-EPC-Format', 'Sometimes'],
      ['Accept', 'application/xml'],
    ] as const) {
      expect((await ask(name, value)).body, `${name}: ${value}`).to.include(refused);
    }
    expect((await ask('GS1-EPCIS-Min', '1.2')).status).to.equal(200);
    expect((await ask('Accept', 'application/ld+json')).status).to.equal(200);
    const long = await world.as.hoa.get(`/epcis/events?EQ_bizStep=${'a'.repeat(8_100)}`);
    expect(long.body).to.include({ status: 414, type: 'epcisException:URITooLongException' });
  });

  it('give identifiers as links, as URNs or as they were sent', async () => {
    const read = async (format?: string) => {
      const req = world.as.hoa.get('/epcis/events/urn:example:03');
      const [event] = eventsIn(await (format ? req.set('GS1-EPC-Format', format) : req));
      return [event?.epcList, (event?.readPoint as Json).id];
    };
    const links = [['https://id.gs1.org/01/10614141073464/21/3'], 'https://id.gs1.org/414/0614141073467/254/1'];
    const urns = [['urn:epc:id:sgtin:0614141.107346.3'], 'urn:epc:id:sgln:0614141.07346.1'];
    expect(await read()).to.deep.equal(links);
    expect(await read('Always_GS1_Digital_Link')).to.deep.equal(links);
    for (const format of ['Always_EPC_URN', 'No_Preference', 'Never_Translates']) {
      expect(await read(format)).to.deep.equal(urns);
    }
    await captureDocument(world.as.hoa, documentOf([foreignEvent({ epcList: ['urn:epc:id:sgtin:0614142.107346.1'] })]));
    const sent = foreignEvent({ epcList: ['https://id.gs1.org/01/10614142073463/21/9'] });
    const eventID = await post(world.as.hoa, sent);
    const [event] = eventsIn(
      await world.as.hoa.get(`/epcis/events/${encodeURIComponent(eventID)}`).set('GS1-EPC-Format', 'Always_EPC_URN'),
    );
    expect(event?.epcList).to.deep.equal(['urn:epc:id:sgtin:0614142.107346.9']);
  });

  it('name an object once that one event names in two spellings', async () => {
    const epcList = ['urn:epc:id:sgtin:0614141.107346.77', 'https://id.gs1.org/01/10614141073464/21/77'];
    const eventID = await post(world.as.hoa, foreignEvent({ epcList }));
    const read = async (format: string) =>
      eventsIn(await world.as.hoa.get(`/epcis/events/${encodeURIComponent(eventID)}`).set('GS1-EPC-Format', format))[0]
        ?.epcList;
    expect(await read('Always_GS1_Digital_Link')).to.deep.equal([epcList[1]]);
    expect(await read('Always_EPC_URN')).to.deep.equal([epcList[0]]);
    expect(await read('Never_Translates')).to.deep.equal(epcList);
  });

  it('lie under the names that events use', async () => {
    const members = async (path: string) => (await world.as.hoa.get(path)).body.member as string[];
    expect(await members('/epcis')).to.have.members([
      'capture',
      'events',
      'eventTypes',
      'epcs',
      'bizSteps',
      'bizLocations',
      'readPoints',
      'dispositions',
      'queries',
    ]);
    expect(await members('/epcis/eventTypes')).to.include.members(['ObjectEvent', 'AssociationEvent']);
    expect(await members('/epcis/bizSteps?perPage=100')).to.include.members(['shipping', 'void_shipping']);
    expect(await members('/epcis/dispositions?perPage=100')).to.include.members(['active', 'https://example.org/wet']);
    expect(await members('/epcis/bizLocations')).to.deep.equal(['https://example.org/yard/1']);
    expect(await members('/epcis/readPoints')).to.deep.equal(['https://id.gs1.org/414/0614141073467/254/1']);
    const urns = await world.as.hoa.get('/epcis/readPoints').set('GS1-EPC-Format', 'Always_EPC_URN');
    expect(urns.body.member).to.deep.equal(['urn:epc:id:sgln:0614141.07346.1']);
    expect(await members('/epcis/epcs?perPage=3')).to.have.length(3);
    const all: string[] = [];
    for (let next: string | undefined = '/epcis/epcs?perPage=7'; next;) {
      const res = await world.as.hoa.get(next);
      all.push(...(res.body.member as string[]));
      next = /^<(.+)>/.exec(res.headers.link ?? '')?.[1];
    }
    expect(all.length).to.be.above(count);
    expect(new Set(all).size).to.equal(all.length);
  });

  it('lead from each name to its events', async () => {
    const names = {
      eventTypes: 'ObjectEvent',
      epcs: 'urn:epc:id:sgtin:0614141.107346.3',
      bizSteps: 'shipping',
      bizLocations: 'https://example.org/yard/1',
      readPoints: 'urn:epc:id:sgln:0614141.07346.1',
      dispositions: 'https://example.org/wet',
    };
    for (const [resource, name] of Object.entries(names)) {
      const path = `/epcis/${resource}/${encodeURIComponent(name)}`;
      expect((await world.as.hoa.get(path)).body.member, path).to.deep.equal(['events']);
      expect(eventsIn(await world.as.hoa.get(`${path}/events?EQ_eventID=urn:example:03`)), path).to.have.length(1);
      expect(eventsIn(await world.as.hoa.get(`${path}/events?EQ_eventID=urn:example:none`))).to.deep.equal([]);
      const none = await world.as.hoa.get(`/epcis/${resource}/${encodeURIComponent('urn:example:none')}`);
      expect(none.body).to.include({ status: 404, type: 'epcisException:NoSuchResourceException' });
      expect(eventsIn(await world.as.binh.get(`${path}/events`)), 'of another producer').to.deep.equal([]);
    }
  });
});
