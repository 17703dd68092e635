import { expect } from 'chai';
import { type Response } from 'supertest';
import { Requests } from '../../src/http/idempotency.model.js';
import { newId } from '../../src/db.js';
import { buildProduct, buildZone, someLot } from '../support/builders.js';
import { startWorld, tokenIn, type PersonName, type World } from '../support/world.js';

describe('a request that is sent again', () => {
  let world: World;
  const records: Partial<Record<PersonName, { product: string; zone: string }>> = {};
  before(async () => {
    world = await startWorld();
    for (const name of ['hoa', 'binh'] as const) {
      const [product, zone] = await Promise.all([buildProduct(world.by(name)), buildZone(world.by(name))]);
      records[name] = { product: product._id, zone: zone._id };
    }
  });
  after(() => world.stop());

  const harvest = (name: PersonName = 'hoa') => {
    const eventTime = '2026-10-02T08:30:00+07:00';
    return { ...records[name], lot: someLot(), quantity: 120.5, eventTime };
  };
  const send = (body: object, key: string, name: PersonName = 'hoa'): Promise<Response> =>
    Promise.resolve(world.as[name].post('/api/harvests', body, key));

  it('gives the same answer, and records nothing twice', async () => {
    const [body, key] = [harvest(), newId()];
    const first = await send(body, key);
    const events = await world.countEvents();
    const again = await send(body, key);
    expect([first.status, again.status]).to.deep.equal([201, 201]);
    expect(again.text).to.equal(first.text);
    expect(again.headers.location).to.equal(first.headers.location);
    expect(again.headers['content-type']).to.equal(first.headers['content-type']);
    expect(again.headers['idempotency-replayed']).to.equal('true');
    expect(first.headers).not.to.have.property('idempotency-replayed');
    expect(await world.countEvents()).to.equal(events);
  });

  it('gives the same answer whatever the order of its fields', async () => {
    const [body, key] = [harvest(), newId()];
    const first = await send(body, key);
    const again = await send(Object.fromEntries(Object.entries(body).reverse()), key);
    expect(again.text).to.equal(first.text);
    expect(again.status).to.equal(201);
  });

  it('records one event when both are under way at once', async () => {
    for (let round = 0; round < 5; round++) {
      const [body, key, events] = [harvest(), newId(), await world.countEvents()];
      const answers = await Promise.all(Array.from({ length: 6 }, () => send(body, key)));
      const done = answers.filter(({ status }) => status === 201);
      expect(done.length).to.be.at.least(1);
      for (const { text } of done) expect(text).to.equal(done[0]?.text);
      for (const res of answers.filter(({ status }) => status !== 201)) {
        expect(res.status).to.equal(409);
        expect(res.body.code).to.equal('request-in-progress');
      }
      expect(await world.countEvents()).to.equal(events + 1);
      expect((await send(body, key)).text, 'afterwards').to.equal(done[0]?.text);
    }
  });

  it('is refused when it asks for something else under the same key', async () => {
    const [body, key] = [harvest(), newId()];
    await send(body, key);
    const events = await world.countEvents();
    const others = [{ ...body, quantity: 1 }, { ...body, note: 'x' }, {}];
    for (const other of others) {
      const res = await send(other, key);
      expect(res.status).to.equal(422);
      expect(res.body.code).to.equal('idempotency-key-reused');
    }
    const elsewhere = await world.as.hoa.post('/api/sales', body, key);
    expect(elsewhere.status).to.equal(422);
    expect(await world.countEvents()).to.equal(events);
  });

  it("does not meet another person's key", async () => {
    const key = newId();
    const [hoas, binhs] = [await send(harvest(), key), await send(harvest('binh'), key, 'binh')];
    expect([hoas.status, binhs.status]).to.deep.equal([201, 201]);
    expect(binhs.body.eventID).not.to.equal(hoas.body.eventID);
  });

  it('may be corrected under its key after a refusal', async () => {
    const [body, key] = [harvest(), newId()];
    expect((await send({ ...body, quantity: 0 }, key)).status).to.equal(400);
    expect((await send({ ...body, zone: 'nowhere' }, key)).status).to.equal(404);
    expect((await send(body, key)).status).to.equal(201);
    expect((await send({ ...body, quantity: 0 }, key)).status).to.equal(422);
  });

  it('is found by its event when the server died before it could keep the answer', async () => {
    const [body, key] = [harvest(), newId()];
    const first = await send(body, key);
    await Requests.deleteOne({ _id: `hoa:${key}` });
    const events = await world.countEvents();
    const again = await send(body, key);
    expect(again.status).to.equal(201);
    expect(again.text).to.equal(first.text);
    await Requests.deleteOne({ _id: `hoa:${key}` });
    expect((await send({ ...body, quantity: 1 }, key)).body.code).to.equal('idempotency-key-reused');
    expect(await world.countEvents()).to.equal(events);
  });

  it('may be tried again when it was given up a minute ago, and not before', async () => {
    const [body, key] = [harvest(), newId()];
    const { fingerprint } = (await sendAndFind(body, key)) ?? {};
    const started = (secondsAgo: number) => ({ fingerprint, startedAt: new Date(Date.now() - secondsAgo * 1000) });
    await Requests.replaceOne({ _id: `hoa:${key}` }, started(50));
    expect((await send(body, key)).body.code).to.equal('request-in-progress');
    await Requests.replaceOne({ _id: `hoa:${key}` }, started(70));
    expect((await send(body, key)).status).to.equal(201);
  });
  const sendAndFind = async (body: object, key: string) => {
    await send(body, key);
    return Requests.findById(`hoa:${key}`).lean();
  };

  it('from a form leads to the same page, and records nothing twice', async () => {
    const browser = await world.as.hoa.browser();
    const page = await browser.get('/harvests/new');
    const key = /name="_key" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect(key).to.match(/^\w{16}$/);
    expect(tokenIn(page.text)).not.to.equal('');
    const fields = Object.fromEntries(Object.entries(harvest()).map(([name, value]) => [name, String(value)]));
    const first = await browser.post('/harvests', { ...fields, _key: key });
    const events = await world.countEvents();
    const again = await browser.post('/harvests', { ...fields, _key: key });
    expect([first.status, again.status]).to.deep.equal([303, 303]);
    expect(again.headers.location).to.equal(first.headers.location);
    expect(await world.countEvents()).to.equal(events);
    expect((await browser.post('/harvests', { ...fields, quantity: '1', _key: key })).status).to.equal(422);
  });

  it('needs a key that is a short text', async () => {
    expect((await send(harvest(), 'x'.repeat(201))).status).to.equal(400);
    expect((await send(harvest(), 'x'.repeat(200))).status).to.equal(201);
  });
});
