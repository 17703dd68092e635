import { expect } from 'chai';
import { captureLimit } from '../../src/events/epcis/headers.js';
import { Events } from '../../src/events/event.model.js';
import { captureDocument, documentContext, documentOf, eventsIn, foreignEvent, type Json } from '../support/epcis.js';
import { startWorld, type World } from '../support/world.js';

describe('events of other systems that are not taken', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const problemOf = ({ body, type }: { body: Json; type: string }) => {
    expect(type).to.equal('application/problem+json');
    return [body.status, body.type];
  };

  it('knows what it does not take: XML, too many events, too long a body, no JSON', async () => {
    const xml = await world.as.hoa
      .post('/epcis/capture')
      .set('Content-Type', 'application/xml')
      .send('<a/>' as never);
    expect(problemOf(xml)).to.deep.equal([415, 'epcisException:UnsupportedMediaTypeException']);
    const many = Array.from({ length: captureLimit + 1 }, () => ({}));
    const tooMany = await world.as.hoa.post('/epcis/capture', documentOf(many));
    expect(problemOf(tooMany)).to.deep.equal([413, 'epcisException:CaptureLimitExceededException']);
    const long = await world.as.hoa.post(
      '/epcis/capture',
      documentOf([foreignEvent({ 'ex:a': 'x'.repeat(2_200_000) })]),
    );
    expect(problemOf(long)).to.deep.equal([413, 'epcisException:CaptureLimitExceededException']);
    const fits = await world.as.hoa.post(
      '/epcis/capture',
      documentOf([foreignEvent({ 'ex:a': 'x'.repeat(1_500_000) })]),
    );
    expect(fits.status).to.equal(202);
    const broken = await world.as.hoa
      .post('/epcis/events')
      .set('Content-Type', 'application/json')
      .send('{' as never);
    expect(problemOf(broken)).to.deep.equal([400, 'epcisException:ValidationException']);
  });

  it('is for producers and inspectors, and for nobody who has not signed in', async () => {
    const sent = documentOf([foreignEvent()]);
    const forbidden = await world.as.an.post('/epcis/capture', sent);
    expect(problemOf(forbidden)).to.deep.equal([403, 'epcisException:SecurityException']);
    for (const path of ['/epcis/capture', '/epcis/events']) {
      const res = await world.stranger.post(path, sent).set('Authorization', 'Bearer x');
      expect(problemOf(res)).to.deep.equal([401, 'epcisException:SecurityException']);
      expect(problemOf(await world.stranger.get(path))).to.deep.equal([401, 'epcisException:SecurityException']);
    }
    expect((await captureDocument(world.as.minh, sent)).success).to.equal(true);
  });

  it('keeps what other systems say with our prefix from being taken for ours', async () => {
    const theirs = [...documentContext, { nguon: 'https://other.example/vocabulary#' }];
    const fields = { 'nguon:organization': 'urn:x:1', 'nguon:labels': { from: 0, count: 9, key: 'k' } };
    const event = foreignEvent(fields);
    expect(await captureDocument(world.as.hoa, documentOf([event], { '@context': theirs }))).to.include({
      success: true,
    });
    const query = `EXISTS_${encodeURIComponent('https://other.example/vocabulary#labels')}=true`;
    const [read] = eventsIn(await world.as.hoa.get(`/epcis/events?${query}`));
    expect(read?.['https://other.example/vocabulary#organization']).to.equal('urn:x:1');
    expect(Object.keys(read ?? {}).filter((name) => name.startsWith('nguon:'))).to.deep.equal([]);
    const ours = await world.as.hoa.post(
      '/epcis/events',
      foreignEvent({ 'nguon:organization': 'http://nguon.test/organizations/org-binh' }),
    );
    expect((await Events.findById(ours.body.eventID).lean())?.organization).to.equal('org-hoa');
    expect((await Events.findById(ours.body.eventID).lean())?.event).not.to.have.property('nguon:organization');
    const labels = await world.as.hoa.post('/epcis/events', foreignEvent({ 'nguon:labels': fields['nguon:labels'] }));
    expect(problemOf(labels)).to.deep.equal([400, 'epcisException:ValidationException']);
  });
});
