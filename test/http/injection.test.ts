import { expect } from 'chai';
import request from 'supertest';
import { issueToken } from '../../src/auth/session.service.js';
import { Sessions } from '../../src/auth/session.model.js';
import { Users } from '../../src/auth/user.model.js';
import { Requests } from '../../src/http/idempotency.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { Locations } from '../../src/registry/location.model.js';
import { Products } from '../../src/registry/product.model.js';
import { buildProduct, buildZone, someLot } from '../support/builders.js';
import { password, startWorld, type World } from '../support/world.js';

describe('operators and prototypes in what a stranger sends', () => {
  let world: World;
  let harvest: Record<string, unknown>;
  let bearer: string;
  before(async () => {
    world = await startWorld();
    bearer = `Bearer ${issueToken(world.as.hoa.user).accessToken}`;
    const [product, zone] = await Promise.all([buildProduct(world.by('hoa')), buildZone(world.by('hoa'))]);
    const eventTime = '2026-10-02T08:30:00+07:00';
    harvest = { product: product._id, zone: zone._id, lot: someLot(), quantity: 120.5, eventTime };
  });
  after(() => world.stop());

  /** Everything that a request could have written, but for its own idempotency record. */
  const store = async () => {
    const counts = [Users, Sessions, Lots, Products, Locations, Requests].map((model) =>
      model.estimatedDocumentCount(),
    );
    return [await world.countEvents(), ...(await Promise.all(counts))];
  };
  const operators = [
    { $ne: null },
    { $gt: '' },
    { $regex: '.*' },
    { $where: '1' },
    { $in: ['a'] },
    ['a'],
    [{ $ne: 1 }],
  ];

  it('are refused in every field of a step, and nothing is stored', async () => {
    const before = await store();
    for (const field of Object.keys(harvest)) {
      for (const value of operators) {
        const res = await world.as.hoa.post('/api/harvests', { ...harvest, [field]: value }, `k-${field}`);
        expect(res.status, `${field} ${JSON.stringify(value)}`).to.equal(400);
      }
    }
    expect(await store()).to.deep.equal(before);
  });

  it('are refused as fields', async () => {
    const before = await store();
    const raw = (body: string) =>
      request(world.app)
        .post('/api/harvests')
        .set('Authorization', bearer)
        .set('Content-Type', 'application/json')
        .send(body);
    const rest = JSON.stringify(harvest).slice(1);
    for (const name of ['__proto__', 'constructor', 'prototype', '$where', '$set', 'organization', '_id', 'role']) {
      const res = await raw(`{"${name}":{"role":"admin"},${rest}`);
      expect(res.status, name).to.equal(400);
      expect(
        res.body.errors.map((fault: { field: string }) => fault.field),
        name,
      ).to.deep.equal([name]);
    }
    expect({}).not.to.have.property('role');
    expect(await store()).to.deep.equal(before);
  });

  it('are refused in a form', async () => {
    const before = await store();
    const typed = Object.entries(harvest).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
    const names = [
      '__proto__.x',
      '__proto__[x]',
      'lot.$ne',
      'lot[$ne]',
      'product.$ne',
      'constructor.prototype.x',
      '$where',
    ];
    for (const name of [...names, 'valueOf.call', 'toString.call', 'hasOwnProperty.call']) {
      const fields = typed.filter((pair) => !name.startsWith(pair.replace(/=.*/, '.'))).concat(`${name}=1`);
      const res = await request(world.app)
        .post('/harvests')
        .set('Authorization', bearer)
        .set('Content-Type', 'application/x-www-form-urlencoded')
        .send(fields.join('&'));
      expect(res.status, name).to.equal(400);
    }
    expect(Object.prototype.hasOwnProperty.call({ a: 1 }, 'a')).to.equal(true);
    expect(await store()).to.deep.equal(before);
  });

  it('open no account', async () => {
    const before = await store();
    for (const value of operators) {
      for (const body of [{ email: value, password }, { email: 'hoa@nguon.test', password: value }, { email: value }]) {
        expect((await world.stranger.post('/api/token', body)).status).to.equal(400);
      }
    }
    const asked = await world.stranger.post('/api/token?email[$ne]=x&password[$ne]=x');
    expect(asked.status).to.equal(400);
    expect(await store()).to.deep.equal(before);
  });

  it('do nothing in a query or an address', async () => {
    const before = await store();
    const query = 'toString.call=1&lot=a&lot=b';
    for (const path of ['/harvests/new', '/sign-in', '/']) {
      expect((await world.as.hoa.get(`${path}?${query}`)).status, path).to.be.oneOf([200, 303]);
    }
    expect((await world.as.hoa.get(`/api/nothing/${encodeURIComponent('{"$ne":null}')}`)).status).to.equal(404);
    expect({}).not.to.have.property('a');
    expect(await store()).to.deep.equal(before);
  });

  it('do nothing as an idempotency key', async () => {
    const keyed = (key: string) => world.as.hoa.post('/api/harvests', { ...harvest, lot: someLot() }, key);
    const [one, other] = [await keyed('{"$ne":null}'), await keyed('[object Object]')];
    expect([one.status, other.status]).to.deep.equal([201, 201]);
    expect(one.body.eventID).not.to.equal(other.body.eventID);
  });

  it('are refused in the query of any address', async () => {
    const before = await store();
    const addresses = [
      '/',
      '/lots',
      '/api/lots',
      '/api/products',
      '/products',
      '/harvests/new',
      '/find',
      '/01/09521234000013',
    ];
    for (const address of addresses) {
      for (const query of [
        'q[$ne]=1',
        '$where=1',
        '__proto__=1',
        '__proto__[x]=1',
        'q.$gt=',
        'constructor.prototype.x=1',
      ]) {
        const res = await world.as.hoa.get(`${address}?${query}`);
        expect(res.status, `${address}?${query}`).to.equal(400);
      }
    }
    expect(await store()).to.deep.equal(before);
  });
});
