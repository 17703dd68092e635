import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { issueToken } from '../../src/auth/session.service.js';
import { Users } from '../../src/auth/user.model.js';
import { password, startWorld, tokenIn, type World } from '../support/world.js';

const newPassword = 'suối Lê-nin trong xanh';

describe('changing the own password', () => {
  let world: World;
  let email: string;
  before(async () => {
    world = await startWorld();
    world.app.set('trust proxy', 'loopback');
  });
  beforeEach(async () => {
    const _id = `lan-${randomUUID()}`;
    email = `${_id}@nguon.test`;
    await Users.create({ ...world.as.hoa.user, _id, email });
  });
  after(() => world.stop());

  const signIn = async (given = password) => {
    const agent = request.agent(world.app);
    const _csrf = tokenIn((await agent.get('/sign-in')).text);
    const res = await agent.post('/sign-in').type('form').send({ email, password: given, _csrf });
    return { agent, status: res.status };
  };
  const typed = (more: object = {}) => ({
    ...{ oldPassword: password, newPassword, newPasswordAgain: newPassword },
    ...more,
  });
  const change = async (agent: ReturnType<typeof request.agent>, more: object = {}) => {
    const page = await agent.get('/account').expect(200);
    return agent
      .post('/account/password')
      .type('form')
      .send({ _csrf: tokenIn(page.text), ...typed(more) });
  };
  const bearer = async () => {
    const user = (await Users.findOne({ email }).lean()) as typeof world.as.hoa.user;
    return `Bearer ${issueToken(user).accessToken}`;
  };
  const stored = async () => (await Users.findOne({ email }).lean())?.passwordHash;

  it('works, keeps this session and ends every other, and older tokens too', async () => {
    const [here, elsewhere, token] = [await signIn(), await signIn(), await bearer()];
    expect((await here.agent.get('/products')).text).to.include('href="/account"');
    await new Promise((resolve) => setTimeout(resolve, 1100)); // a token knows seconds only
    const res = await change(here.agent);
    expect([res.status, res.headers.location]).to.deep.equal([303, '/account?changed']);
    expect((await here.agent.get('/account?changed')).text).to.include('Đã đổi mật khẩu');
    expect((await elsewhere.agent.get('/api/products')).status).to.equal(401);
    expect((await request(world.app).get('/api/products').set('Authorization', token)).status).to.equal(401);
    expect((await signIn()).status).to.equal(401);
    expect((await signIn(newPassword)).status).to.equal(303);
    expect(
      (
        await request(world.app)
          .get('/api/products')
          .set('Authorization', await bearer())
      ).status,
    ).to.equal(200);
  });

  it('changes nothing with a wrong old one, and says so beside its field', async () => {
    const [{ agent }, other, before] = [await signIn(), await signIn(), await stored()];
    const res = await change(agent, { oldPassword: 'rừng dẻ' });
    expect(res.status).to.equal(403);
    expect(res.text).to.include('id="error-oldPassword"').and.not.to.include(newPassword);
    expect(await stored()).to.equal(before);
    expect((await other.agent.get('/products')).status).to.equal(200);
  });

  it('tells every fault at once and stores nothing', async () => {
    const [{ agent }, before] = [await signIn(), await stored()];
    const refused: [object, string[]][] = [
      [{ oldPassword: '', newPassword: '', newPasswordAgain: '' }, ['oldPassword', 'newPassword', 'newPasswordAgain']],
      [{ newPassword: 'ngắn', newPasswordAgain: 'ngắn' }, ['newPassword']],
      [
        { oldPassword: '', newPassword: 'ngắn', newPasswordAgain: 'dài' },
        ['oldPassword', 'newPassword', 'newPasswordAgain'],
      ],
      [{ newPasswordAgain: 'suối Lê-nin' }, ['newPasswordAgain']],
      [{ newPassword: 'x'.repeat(201), newPasswordAgain: 'x'.repeat(201) }, ['newPassword', 'newPasswordAgain']],
    ];
    for (const [more, fields] of refused) {
      const res = await change(agent, more);
      expect(res.status, JSON.stringify(more)).to.equal(400);
      for (const field of fields) expect(res.text).to.include(`id="error-${field}"`);
    }
    expect(await stored()).to.equal(before);
  });

  it('is there for programs, whose blanks count', async () => {
    const put = async (body: object) =>
      request(world.app)
        .put('/api/account/password')
        .set('Authorization', await bearer())
        .send(body);
    const wrong = await put(typed({ oldPassword: 'không phải' }));
    expect([wrong.status, wrong.body.code, wrong.body.errors[0].field]).to.deep.equal([
      ...[403, 'wrong-password', 'oldPassword'],
    ]);
    const spaced = ' có dấu cách ';
    const right = await put(typed({ newPassword: spaced, newPasswordAgain: spaced }));
    expect([right.status, right.body]).to.deep.equal([200, { changed: true }]);
    expect((await signIn(spaced)).status).to.equal(303);
    expect((await signIn(spaced.trim())).status).to.equal(401);
    expect((await world.stranger.get('/account')).status).to.equal(401);
    expect((await request(world.app).put('/api/account/password').send(typed())).status).to.equal(401);
  });

  it('of two at once one wins', async () => {
    const { agent } = await signIn();
    const _csrf = tokenIn((await agent.get('/account')).text);
    const send = (given: string) =>
      agent
        .post('/account/password')
        .type('form')
        .send({ _csrf, ...typed({ newPassword: given, newPasswordAgain: given }) });
    const both = await Promise.all([send('mật khẩu thứ nhất'), send('mật khẩu thứ hai')]);
    expect(both.map(({ status }) => status).sort()).to.deep.equal([303, 403]);
  });

  it('is no way to guess it: after ten failures a minute nobody may try', async () => {
    const { agent } = await signIn();
    for (let count = 0; count < 10; count++) expect((await change(agent, { oldPassword: 'x' })).status).to.equal(403);
    expect((await change(agent)).status).to.equal(429);
    expect((await signIn()).status).to.equal(303);
  });
});
