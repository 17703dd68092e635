import { expect } from 'chai';
import request from 'supertest';
import { password, startWorld, tokenIn, type World } from '../support/world.js';

describe('signing in', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const signIn = async (email: string, given: string) => {
    const agent = request.agent(world.app);
    const page = await agent.get('/sign-in');
    return agent
      .post('/sign-in')
      .type('form')
      .send({ email, password: given, _csrf: tokenIn(page.text) });
  };

  it('opens a session with the right password and keeps only a reference in the cookie', async () => {
    const res = await signIn('hoa@nguon.test', password);
    expect(res.status).to.equal(303);
    const cookie = [res.headers['set-cookie']].flat().find((header) => header?.startsWith('session='));
    expect(cookie).to.match(/^session=[\w-]{43};.*HttpOnly;.*SameSite=Lax/);
  });

  it('says the same of a wrong password and an unknown account, and keeps the address in the form', async () => {
    const wrong = await signIn('hoa@nguon.test', 'nothing');
    const unknown = await signIn('nobody@nguon.test', 'nothing');
    expect(wrong.status).to.equal(401);
    expect(wrong.text).to.contain('value="hoa@nguon.test"');
    expect(unknown.text.replaceAll('nobody@', 'hoa@').replace(/value="[\w.-]{16,}"/g, '')).to.equal(
      wrong.text.replace(/value="[\w.-]{16,}"/g, ''),
    );
  });

  it('refuses a form without the token of its session', async () => {
    const res = await request(world.app).post('/sign-in').type('form').send({ email: 'hoa@nguon.test', password });
    expect(res.status).to.equal(403);
  });

  it('gives a program a token that works, and none for a wrong password', async () => {
    const res = await world.stranger.post('/api/token', { email: 'hoa@nguon.test', password });
    expect(res.status).to.equal(200);
    expect(res.body).to.include({ tokenType: 'Bearer', expiresIn: 900 });
    const refused = await world.stranger.post('/api/token', { email: 'hoa@nguon.test', password: 'nothing' });
    expect(refused.status).to.equal(401);
    expect(refused.body.type).to.equal('http://nguon.test/problems/sign-in-failed');
  });
});
