import { expect } from 'chai';
import request, { type Test } from 'supertest';
import { issueToken } from '../../src/auth/session.service.js';
import { startWorld, type World } from '../support/world.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

describe('a request that cannot be read', () => {
  let world: World;
  let bearer: string;
  let before_: number;
  before(async () => {
    world = await startWorld();
    bearer = `Bearer ${issueToken(world.as.hoa.user).accessToken}`;
    before_ = await world.countEvents();
  });
  after(async () => {
    expect(await world.countEvents()).to.equal(before_);
    await world.stop();
  });

  const send = (method: Method, path: string): Test => request(world.app)[method](path).set('Authorization', bearer);
  const json = (body: string, type = 'application/json') =>
    send('post', '/api/harvests').set('Content-Type', type).send(body);
  const form = (body: string) =>
    send('post', '/harvests').set('Content-Type', 'application/x-www-form-urlencoded').send(body);
  const problem = async (test: Test, status: number, code: string) => {
    const res = await test;
    expect(res.status, res.text).to.equal(status);
    expect(res.type).to.equal('application/problem+json');
    expect(res.body).to.include({ status, code, type: `http://nguon.test/problems/${code}` });
  };

  it('is 400 for JSON that does not parse, or has no one meaning', async () => {
    for (const body of ['{', '{"lot":}', 'lot=1', '"text"', '5', "{'lot':1}", '{}{}']) {
      await problem(json(body), 400, 'malformed-json');
    }
    await problem(json('{"note":"\\ud800"}'), 400, 'malformed-json');
    await problem(json('{"quantity":1e999}'), 400, 'malformed-json');
    await problem(json(`{"note":${'['.repeat(40_000)}${']'.repeat(40_000)}}`), 400, 'malformed-json');
    await problem(json('[]'), 400, 'invalid-request');
    await problem(json('{}'), 400, 'invalid-request');
  });

  it('is 400 for a body that does not unpack', async () => {
    await problem(json('{}').set('Content-Encoding', 'gzip'), 400, 'invalid-request');
  });

  it('is 400 for a form that contradicts itself or is cut short', async () => {
    const multipart = (type: string, body: string) =>
      send('post', '/harvests').set('Content-Type', `multipart/form-data${type}`).send(body);
    expect((await form('lot=1&lot.x=2')).status).to.equal(400);
    expect((await form(`a${'.a'.repeat(40_000)}=1`)).status).to.equal(400);
    expect((await multipart('', 'x')).status).to.equal(400);
    const part = '--x\r\nContent-Disposition: form-data; name="lot"\r\n\r\nL1';
    expect((await multipart('; boundary=x', part)).status).to.equal(400);
    const files = send('post', '/harvests').attach('file', Buffer.from('a'), 'a').attach('file', Buffer.from('b'), 'b');
    expect((await files).status).to.equal(400);
  });

  it('is 413 for a body over the limit', async () => {
    await problem(json(`{"note":"${'x'.repeat(101 * 1024)}"}`), 413, 'body-too-large');
    expect((await form(`note=${'x'.repeat(101 * 1024)}`)).status).to.equal(413);
    expect((await form(Array.from({ length: 1001 }, (_, index) => `a${index}=1`).join('&'))).status).to.equal(413);
    const file = Buffer.alloc(5 * 1024 * 1024 + 1);
    expect((await send('post', '/harvests').attach('file', file, 'photo.jpg')).status).to.equal(413);
  });

  it('takes no file from a stranger', async () => {
    const res = await request(world.app).post('/harvests').attach('file', Buffer.alloc(10), 'photo.jpg');
    expect(res.status).to.equal(401);
  });

  it('is 415 for another kind of content', async () => {
    for (const type of ['text/plain', 'application/xml', 'text/html', 'application/octet-stream']) {
      await problem(json('{}', type), 415, 'unsupported-media-type');
    }
    await problem(json('{}', 'application/json; charset=iso-8859-1'), 415, 'unsupported-media-type');
    await problem(json('{}').set('Content-Encoding', 'zebra'), 415, 'unsupported-media-type');
    const page = await send('post', '/harvests').set('Content-Type', 'application/json').send('{}');
    expect(page.status).to.equal(415);
    expect(page.type).to.equal('text/html');
  });

  it('is 405 with the methods that are allowed, for programs and people', async () => {
    const cases: [Method, string, string][] = [
      ['get', '/api/harvests', 'POST'],
      ['delete', '/api/harvests', 'POST'],
      ['patch', '/api/harvests', 'POST'],
      ['get', '/api/token', 'POST'],
      ['put', '/sign-in', 'GET, HEAD, POST'],
      ['delete', '/sign-in', 'GET, HEAD, POST'],
      ['get', '/sign-out', 'POST'],
      ['post', '/harvests/new', 'GET, HEAD'],
      ['post', '/livez', 'GET, HEAD'],
    ];
    for (const [method, path, allow] of cases) {
      const res = await send(method, path);
      expect(res.status, `${method} ${path}`).to.equal(405);
      expect(res.headers.allow, `${method} ${path}`).to.equal(allow);
      expect(res.type, path).to.equal(path.startsWith('/api/') ? 'application/problem+json' : 'text/html');
    }
  });

  it('is 404 for an unknown address: a document below /api, a page elsewhere', async () => {
    for (const path of ['/api/nothing', '/api/', '/api/__proto__', '/api/%ZZ', '/api/harvests/x/y']) {
      await problem(send('get', path), 404, 'not-found');
      await problem(request(world.app).get(path).set('Accept', 'text/html'), 404, 'not-found');
    }
    for (const path of ['/nothing', '/constructor', '/..%2f..%2fetc%2fpasswd', '/%ZZ', '/.env', '/package.json']) {
      const res = await request(world.app).get(path);
      expect(res.status, path).to.equal(404);
      expect(res.type, path).to.equal('text/html');
      expect(res.text, path).to.match(/<h1>/);
    }
  });

  it('is not upset by cookies that are JSON', async () => {
    for (const name of ['session', 'csrf', 'lang']) {
      const res = await request(world.app).get('/sign-in').set('Cookie', `${name}=j:{"$ne":null}`);
      expect(res.status, name).to.equal(200);
    }
    const res = await request(world.app).get('/api/nothing').set('Cookie', 'session=j:{"toString":1}');
    expect(res.status).to.equal(404);
  });
});
