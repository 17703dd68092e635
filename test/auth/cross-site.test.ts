import { expect } from 'chai';
import request from 'supertest';
import { Sessions } from '../../src/auth/session.model.js';
import { password, startWorld, tokenIn, type World } from '../support/world.js';

describe('a form of another site', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  /** A browser that is signed in, and the token of its pages. */
  const signIn = async (email: string) => {
    const agent = request.agent(world.app);
    const page = await agent.get('/sign-in');
    const fields = { email, password, _csrf: tokenIn(page.text) };
    await agent.post('/sign-in').type('form').send(fields).expect(303);
    return { agent, token: tokenIn((await agent.get('/harvests/new')).text), tokenBefore: fields._csrf };
  };
  const isRefused = (res: request.Response) => {
    expect(res.status, res.text).to.equal(403);
    expect(res.text).to.contain('cross-site-request');
  };

  it('is refused without the token, with a wrong one and with a part of one', async () => {
    const { agent, token } = await signIn('hoa@nguon.test');
    const sessions = await Sessions.countDocuments({});
    const wrong = [undefined, '', 'x', token.slice(0, -1), `${token}x`, token.split('.')[0], `.${token}`];
    for (const _csrf of wrong) isRefused(await agent.post('/sign-out').type('form').send({ _csrf }));
    for (const _csrf of wrong) isRefused(await agent.post('/api/harvests').send({ _csrf }));
    isRefused(await agent.post('/sign-out').type('form').send(`_csrf=${token}&_csrf=${token}`));
    isRefused(await agent.post('/sign-out').send({ _csrf: { length: 1 } }));
    expect(await Sessions.countDocuments({})).to.equal(sessions);
  });

  it('is refused with the token of another session, of a stranger, or from before the sign-in', async () => {
    const [hoa, binh] = [await signIn('hoa@nguon.test'), await signIn('binh@nguon.test')];
    const stranger = tokenIn((await request(world.app).get('/sign-in')).text);
    for (const _csrf of [binh.token, stranger, hoa.tokenBefore]) {
      isRefused(await hoa.agent.post('/sign-out').type('form').send({ _csrf }));
    }
  });

  it('cannot be confused with a page of ours that was opened earlier', async () => {
    const { agent, token } = await signIn('hoa@nguon.test');
    expect(tokenIn((await agent.get('/harvests/new')).text), 'pages opened side by side').to.equal(token);
    expect((await agent.post('/sign-out').type('form').send({ _csrf: token })).status).to.equal(303);
  });

  it('is refused when the attacker also plants the cookie that belongs to the token', async () => {
    const planted = await request(world.app).get('/sign-in');
    const csrf = [planted.headers['set-cookie']].flat().find((cookie) => cookie?.startsWith('csrf='));
    const victim = await request(world.app)
      .post('/sign-in')
      .type('form')
      .set('Cookie', csrf?.split(';')[0] ?? '')
      .send({ email: 'hoa@nguon.test', password, _csrf: tokenIn(planted.text) });
    const session = [victim.headers['set-cookie']].flat().find((cookie) => cookie?.startsWith('session='));
    const res = await request(world.app)
      .post('/sign-out')
      .set('Cookie', `${session?.split(';')[0]}; ${csrf?.split(';')[0]}`)
      .type('form')
      .send({ _csrf: tokenIn(planted.text) });
    isRefused(res);
  });

  it('is refused when the browser says where it comes from, even with the right token', async () => {
    const { agent, token } = await signIn('hoa@nguon.test');
    const from = (site: string) =>
      agent.post('/sign-out').set('Sec-Fetch-Site', site).type('form').send({ _csrf: token });
    isRefused(await from('cross-site'));
    expect((await from('same-origin')).status).to.equal(303);
  });

  it('cannot use a session for the API, and a program needs no token', async () => {
    const { agent, token } = await signIn('hoa@nguon.test');
    isRefused(await agent.post('/api/harvests').send({}));
    expect((await agent.post('/api/harvests').set('X-CSRF-Token', token).send({})).status).to.equal(400);
    expect((await world.as.hoa.post('/api/harvests', {})).status).to.equal(400);
  });

  it('cannot pass as a program by an empty or foreign Authorization', async () => {
    const { agent } = await signIn('hoa@nguon.test');
    for (const value of ['', 'Bearer', 'Bearer ', 'Basic aG9hOmhvYQ==', 'Bearer x', 'bearer x.y.z']) {
      const res = await agent.post('/sign-out').set('Authorization', value).type('form').send({});
      expect(res.status, value).to.equal(401);
    }
    expect((await agent.get('/harvests/new')).status, 'still signed in').to.equal(200);
  });
});
