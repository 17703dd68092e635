import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { projectRoot } from '../../src/config.js';
import { sessionHours, Sessions } from '../../src/auth/session.model.js';
import { Users } from '../../src/auth/user.model.js';
import { password, startWorld, tokenIn, type World } from '../support/world.js';

describe('a session', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const signIn = async (email: string, planted?: string) => {
    const agent = request.agent(world.app);
    if (planted) agent.jar.setCookie(`session=${planted}`, '127.0.0.1', '/');
    const page = await agent.get('/sign-in');
    const fields = { email, password, _csrf: tokenIn(page.text) };
    const res = await agent.post('/sign-in').type('form').send(fields).expect(303);
    const header = [res.headers['set-cookie']].flat().find((each) => each?.startsWith('session=')) ?? '';
    return { header, token: /^session=([^;]*)/.exec(header)?.[1] ?? '' };
  };
  const isIn = async (token: string) =>
    (await request(world.app).get('/harvests/new').set('Cookie', `session=${token}`)).status === 200;
  const referenceOf = (token: string) => createHash('sha256').update(token).digest('hex');

  it('is a cookie that no script and no other site reads, for all pages, and for a limited time', async () => {
    const { header, token } = await signIn('hoa@nguon.test');
    const flags = header.split('; ').slice(1);
    expect(flags).to.include.members(['HttpOnly', 'SameSite=Lax', 'Path=/', `Max-Age=${sessionHours.absolute * 3600}`]);
    expect(header).not.to.contain('Domain');
    expect(token).to.match(/^[\w-]{43}$/);
  });

  it('goes over TLS alone where the site has it', () => {
    const print = `import('./src/auth/middleware.ts').then((m) =>
      console.log(JSON.stringify([m.sessionCookie, m.cookieOptions])))`;
    const env = { ...process.env, PUBLIC_URL: 'https://nguon.example' };
    const words = execFileSync(process.execPath, ['--import', 'tsx', '-e', print], { cwd: projectRoot, env });
    expect(JSON.parse(words.toString())).to.deep.equal([
      '__Host-session',
      { secure: true, httpOnly: true, sameSite: 'lax', path: '/' },
    ]);
  });

  it('is kept as a hash: whoever reads the store signs in as nobody', async () => {
    const { token } = await signIn('hoa@nguon.test');
    const stored = await Sessions.find({ user: 'hoa' }).lean();
    expect(JSON.stringify(stored)).not.to.contain(token);
    expect(stored.map(({ _id }) => _id)).to.include(referenceOf(token));
    expect(await isIn(referenceOf(token))).to.equal(false);
  });

  it('is a new one at each sign-in, whatever cookie was planted before', async () => {
    const planted = 'A'.repeat(43);
    const { token } = await signIn('hoa@nguon.test', planted);
    expect(token).not.to.equal(planted);
    expect(await isIn(planted)).to.equal(false);
    expect((await signIn('hoa@nguon.test')).token).not.to.equal(token);
  });

  it('ends with the sign-out, also for who copied the cookie', async () => {
    const { token } = await signIn('hoa@nguon.test');
    const cookie = `session=${token}`;
    const page = await request(world.app).get('/harvests/new').set('Cookie', cookie);
    const csrf = [page.headers['set-cookie']].flat()[0]?.split(';')[0];
    const res = await request(world.app)
      .post('/sign-out')
      .set('Cookie', `${cookie}; ${csrf}`)
      .type('form')
      .send({ _csrf: tokenIn(page.text) });
    expect(res.status).to.equal(303);
    expect(res.headers['set-cookie']?.[0]).to.match(/^session=;.*Expires=Thu, 01 Jan 1970/);
    expect(await isIn(token)).to.equal(false);
  });

  it('ends when it lay idle, and when it is old', async () => {
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    const { token } = await signIn('hoa@nguon.test');
    const set = (change: object) => Sessions.updateOne({ _id: referenceOf(token) }, { $set: change });
    await set({ lastSeenAt: ago(sessionHours.idle + 1) });
    expect(await isIn(token)).to.equal(false);
    await set({ lastSeenAt: ago(sessionHours.idle - 1) });
    expect(await isIn(token)).to.equal(true);
    const seen = await Sessions.findById(referenceOf(token)).lean();
    expect(Date.now() - (seen?.lastSeenAt.getTime() ?? 0), 'seen just now').to.be.below(60_000);
    await set({ createdAt: ago(sessionHours.absolute + 1) });
    expect(await isIn(token)).to.equal(false);
  });

  it('stops working when its user is disabled, who cannot sign in again', async () => {
    const { token } = await signIn('binh@nguon.test');
    expect(await isIn(token)).to.equal(true);
    await Users.updateOne({ _id: 'binh' }, { $set: { disabledAt: new Date() } });
    expect(await isIn(token)).to.equal(false);
    const res = await world.stranger.post('/api/token', { email: 'binh@nguon.test', password });
    expect(res.status).to.equal(401);
    expect(res.body.code).to.equal('sign-in-failed');
    await Users.updateOne({ _id: 'binh' }, { $unset: { disabledAt: 1 } });
    expect(await isIn(token)).to.equal(true);
  });

  it('is not opened by a cookie that is no token', async () => {
    for (const token of ['', 'x', 'null', '[object Object]', '%00', 'x'.repeat(4000)]) {
      expect(await isIn(token), token).to.equal(false);
    }
  });

  it('leads on only to an address of ours', async () => {
    const page = (wanted: string) => world.stranger.get(`/sign-in?next=${encodeURIComponent(wanted)}`);
    for (const away of [
      '//evil.test',
      '/\\evil.test',
      'https://evil.test',
      'javascript:alert(1)',
      '/\t/evil.test',
      '///x',
    ]) {
      expect((await page(away)).text, away).not.to.match(/name="next" value="[^"]*(evil|javascript|\/\/)/);
    }
    expect((await page('/lots?page=2')).text).to.contain('name="next" value="/lots?page=2"');
  });
});
