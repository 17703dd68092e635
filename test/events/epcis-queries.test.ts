import { expect } from 'chai';
import { Subscriptions } from '../../src/events/epcis/subscription.model.js';
import { eventsIn, foreignEvent, post, remove } from '../support/epcis.js';
import { startWorld, type World } from '../support/world.js';

describe('named queries', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    for (const bizStep of ['shipping', 'receiving', 'inspecting']) await post(world.as.hoa, foreignEvent({ bizStep }));
  });
  after(() => world.stop());

  const create = (name: string, query: object) => world.as.hoa.post('/epcis/queries', { name, query });

  it('are made, listed, run and taken away', async () => {
    const query = {
      eventType: ['ObjectEvent'],
      EQ_bizStep: ['shipping', 'receiving'],
      GE_eventTime: '2020-01-01T00:00:00Z',
    };
    const res = await create('moves', query);
    expect(res.status).to.equal(201);
    expect(res.headers.location).to.equal('http://nguon.test/epcis/queries/moves');
    await create('all', {});
    expect((await world.as.hoa.get('/epcis/queries')).body).to.deep.equal([
      { name: 'all', query: {} },
      { name: 'moves', query },
    ]);
    expect((await world.as.hoa.get('/epcis/queries/moves')).body).to.deep.equal({ name: 'moves', query });
    const run = await world.as.hoa.get('/epcis/queries/moves/events');
    expect(eventsIn(run).map(({ bizStep }) => bizStep)).to.have.members(['shipping', 'receiving']);
    expect(run.body.epcisBody.queryResults.queryName).to.equal('moves');
    const page = await world.as.hoa.get('/epcis/queries/all/events?perPage=2');
    const next = await world.as.hoa.get(/^<(.+)>/.exec(page.headers.link as string)?.[1] ?? '');
    expect([eventsIn(page).length, eventsIn(next).length]).to.deep.equal([2, 1]);
    expect((await remove(world, 'hoa', '/epcis/queries/moves')).status).to.equal(204);
    const gone = await world.as.hoa.get('/epcis/queries/moves/events');
    expect(gone.body).to.include({ status: 404, type: 'epcisException:NoSuchNameException' });
  });

  it('have one name each within their organisation, and are nobody else’s', async () => {
    await create('mine', {});
    expect((await create('mine', {})).body).to.include({
      status: 409,
      type: 'epcisException:ResourceAlreadyExistsException',
    });
    const others = await world.as.binh.get('/epcis/queries/mine');
    expect(others.body).to.include({ status: 404, type: 'epcisException:NoSuchNameException' });
    expect((await remove(world, 'binh', '/epcis/queries/mine')).status).to.equal(404);
    expect((await world.as.binh.post('/epcis/queries', { name: 'mine', query: {} })).status).to.equal(201);
    expect((await world.as.hoa.get('/epcis/queries/mine')).status).to.equal(200);
  });

  it('ask what a query may ask', async () => {
    const unknown = await create('bad', { EQ_bizStp: ['shipping'] });
    expect(unknown.body).to.include({ status: 400, type: 'epcisException:QueryParameterException' });
    const nested = await create('bad', { EQ_bizStep: [{ $ne: 1 }] });
    expect(nested.body).to.include({ status: 400, type: 'epcisException:QueryParameterException' });
    const nameless = await world.as.hoa.post('/epcis/queries', { query: {} });
    expect(nameless.body).to.include({ status: 400, type: 'epcisException:ValidationException' });
    const more = await world.as.hoa.get('/epcis/queries/mine/events?EQ_bizStep=shipping');
    expect(more.body).to.include({ status: 400, type: 'epcisException:QueryParameterException' });
  });

  describe('with subscriptions', () => {
    const path = '/epcis/queries/watched/subscriptions';
    const dest = 'https://client.invalid/callback'; // RFC 2606: a name that never is
    const subscribe = (body: object) => world.as.hoa.post(path, body);
    before(() => create('watched', { EQ_bizStep: ['shipping'] }));

    it('are subscribed to, by stream or by schedule, and given up', async () => {
      const stream = await subscribe({ dest, signatureToken: 'secret', stream: true });
      expect(stream.status, stream.text).to.equal(201);
      expect(stream.headers.location).to.equal(`http://nguon.test${path}/${stream.body.subscriptionID}`);
      expect(stream.body).to.include({ dest, stream: true, state: 'active' });
      const daily = await subscribe({
        dest,
        signatureToken: 'secret',
        schedule: { hour: '1', minute: '5' },
        reportIfEmpty: true,
      });
      expect(daily.body).to.deep.include({ schedule: { hour: '1', minute: '5' }, reportIfEmpty: true });
      const all = await world.as.hoa.get(path);
      expect(all.body).to.have.length(2);
      expect(all.text).not.to.include('secret');
      const one = `${path}/${stream.body.subscriptionID}`;
      expect((await world.as.hoa.get(one)).body.subscriptionID).to.equal(stream.body.subscriptionID);
      expect((await remove(world, 'hoa', one)).status).to.equal(204);
      expect((await world.as.hoa.get(one)).body).to.include({
        status: 404,
        type: 'epcisException:NoSuchNameException',
      });
      expect((await world.as.binh.get(path)).status).to.equal(404);
      expect((await world.as.binh.post(path, { dest, stream: true })).status).to.equal(404);
    });

    it('say when to send, in one way', async () => {
      for (const when of [
        {},
        { stream: false },
        { stream: true, schedule: { hour: '1' } },
        { schedule: {} },
        { schedule: { hour: '25' } },
        { schedule: { dayOfMonth: '31', month: '2' } },
      ]) {
        const res = await subscribe({ dest, ...when });
        expect(res.body, JSON.stringify(when)).to.include({
          status: 400,
          type: 'epcisException:SubscriptionControlsException',
        });
      }
    });

    it('send over HTTPS and to public addresses only', async () => {
      const before = await Subscriptions.countDocuments();
      for (const inside of [
        'http://client.example.com/callback',
        'ftp://client.example.com',
        'https://localhost/x',
        'https://127.0.0.1/x',
        'https://[::1]/x',
        'https://[::ffff:10.0.0.1]/x',
        'https://10.0.0.8:8443/x',
        'https://169.254.169.254/latest/meta-data',
        'https://2130706433/x',
        'https://0x7f.1/x',
        'https://db.internal/x',
        'https://user:password@client.example.com/x',
        'callback',
      ]) {
        const res = await subscribe({ dest: inside, stream: true });
        expect(res.body, inside).to.include({ status: 400, type: 'epcisException:SubscriptionControlsException' });
      }
      expect(await Subscriptions.countDocuments()).to.equal(before);
    });

    it('end with their query', async () => {
      await subscribe({ dest, stream: true });
      expect(await Subscriptions.countDocuments()).to.be.above(0);
      expect((await remove(world, 'hoa', '/epcis/queries/watched')).status).to.equal(204);
      expect(await Subscriptions.countDocuments()).to.equal(0);
    });
  });
});
