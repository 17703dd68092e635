import { expect } from 'chai';
import request from 'supertest';
import { Requests } from '../../src/http/idempotency.model.js';
import { Users } from '../../src/auth/user.model.js';
import { startWorld, type World } from '../support/world.js';

describe('accounts', () => {
  let world: World;
  let count = 0;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const someone = () => ({
    name: 'Lan',
    email: `lan${count++}@nguon.test`,
    role: 'producer',
    organization: 'org-hoa',
    password: 'mật khẩu của Lan',
  });
  const signIn = ({ email, password }: { email: string; password: string }) =>
    request(world.app).post('/api/token').send({ email, password });

  it('are made by an admin and can sign in; no hash leaves', async () => {
    const lan = someone();
    const made = await world.as.an.post('/api/users', lan, 'make-lan');
    expect(made.status, made.text).to.equal(201);
    expect(made.headers.location).to.equal(`/api/users/${made.body.id}`);
    expect(Object.keys(made.body)).to.have.members([
      'id',
      'name',
      'email',
      'role',
      'organization',
      'disabled',
      'createdAt',
    ]);
    expect((await signIn(lan)).status).to.equal(200);
    const answers = [await world.as.an.get('/api/users'), await world.as.an.get(`/api/users/${made.body.id}`)];
    const browser = await world.as.an.browser();
    const pages = [
      await browser.get('/users'),
      await browser.get(`/users/${made.body.id}`),
      await browser.get(`/users/${made.body.id}/edit`),
    ];
    for (const { text, status } of [...answers, ...pages]) {
      expect(status).to.equal(200);
      expect(text)
        .to.include('Lan')
        .and.not.match(/argon2|passwordHash/);
    }
  });

  it('leave no fast hash of a password in the store', async () => {
    const [one, other] = [someone(), someone()];
    const twin = { ...other, email: one.email, password: 'một mật khẩu khác hẳn' };
    const first = await world.as.an.post('/api/users', one, 'same-key');
    const again = await world.as.an.post('/api/users', twin, 'same-key');
    expect(again.body, 'the fingerprint does not depend on the password').to.deep.equal(first.body);
    expect(JSON.stringify(await Requests.find({}).lean())).not.to.include(one.password);
  });

  it('are made by a form, which does not give a password back', async () => {
    const browser = await world.as.an.browser();
    const lan = someone();
    const short = await browser.post('/users', { ...lan, email: 'x', password: 'bí mật' });
    expect(short.status).to.equal(400);
    expect(short.text).to.include('id="error-email"').and.include('id="error-password"').and.include('value="Lan"');
    expect(short.text).not.to.include('bí mật');
    const sent = await browser.post('/users', { ...lan, password: '  cách ở hai đầu  ' });
    expect(sent.status, sent.text).to.equal(303);
    expect((await signIn({ ...lan, password: '  cách ở hai đầu  ' })).status).to.equal(200);
  });

  it('take a password in either form of its letters', async () => {
    const lan = { ...someone(), password: 'cà phê Tổng Cọt'.normalize('NFC') };
    await world.as.an.post('/api/users', lan).expect(201);
    expect((await signIn({ ...lan, password: lan.password.normalize('NFD') })).status).to.equal(200);
  });

  it('tell every fault; one email is of one account; the organisation exists and fits the role', async () => {
    const bad = await world.as.an.post('/api/users', { role: 'king', email: 'x', password: '1234567', disabled: true });
    const fields = bad.body.errors.map(({ field }: { field: string }) => field);
    expect(fields).to.have.members(['name', 'role', 'email', 'password', 'organization', 'disabled']);
    const before = await Users.countDocuments();
    const refused: [object, number, string][] = [
      [{ email: 'HOA@nguon.test' }, 409, 'email'],
      [{ organization: 'nowhere' }, 404, 'organization'],
      [{ organization: 'org-an' }, 409, 'organization'],
      [{ role: 'inspector' }, 409, 'organization'],
      [{ organization: { $ne: null } }, 400, 'organization'],
      [{ email: { $gt: '' } }, 400, 'email'],
    ];
    for (const [change, status, field] of refused) {
      const res = await world.as.an.post('/api/users', { ...someone(), ...change });
      expect(res.status, JSON.stringify(change)).to.equal(status);
      expect(res.body.errors[0].field).to.equal(field);
    }
    expect(await Users.countDocuments()).to.equal(before);
  });

  it('end their sessions and tokens when they are disabled, and sign in no more', async () => {
    const lan = someone();
    const { body } = await world.as.an.post('/api/users', lan);
    const agent = request.agent(world.app);
    const page = await agent.get('/sign-in');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
    await agent
      .post('/sign-in')
      .type('form')
      .send({ email: lan.email, password: lan.password, _csrf: csrf })
      .expect(303);
    const token = (await signIn(lan)).body.accessToken as string;
    await agent.get('/products').expect(200);

    const browser = await world.as.an.browser();
    const { password: _secret, ...facts } = lan;
    void _secret;
    const sent = await browser.post(`/users/${body.id}`, { ...facts, password: '', disabled: 'on' });
    expect(sent.status, sent.text).to.equal(303);
    expect((await world.as.an.get(`/api/users/${body.id}`)).body.disabled).to.equal(true);
    expect((await agent.get('/api/products')).status).to.equal(401);
    const bearer = await request(world.app).get('/api/products').set('Authorization', `Bearer ${token}`);
    expect(bearer.status).to.equal(401);
    expect((await signIn(lan)).status).to.equal(401);

    await world.as.an.put(`/api/users/${body.id}`, { ...facts, disabled: false }).expect(200);
    expect((await agent.get('/api/products')).status, 'the old session stays dead').to.equal(401);
    expect((await signIn(lan)).status, 'the old password stayed').to.equal(200);
  });

  it('change their password and lose their sessions with it', async () => {
    const lan = someone();
    const { body } = await world.as.an.post('/api/users', lan);
    await world.as.an.put(`/api/users/${body.id}`, { ...lan, password: 'một mật khẩu mới' }).expect(200);
    expect((await signIn(lan)).status).to.equal(401);
    expect((await signIn({ ...lan, password: 'một mật khẩu mới' })).status).to.equal(200);
  });

  it('cannot lock themselves out', async () => {
    const own = { name: 'an', email: 'an@nguon.test', role: 'admin', organization: 'org-an' };
    for (const change of [{ disabled: true }, { role: 'inspector' }]) {
      const res = await world.as.an.put('/api/users/an', { ...own, ...change });
      expect(res.status).to.equal(409);
      expect(res.body.code).to.equal('own-account');
    }
  });

  it('are no business of a producer or an inspector', async () => {
    for (const name of ['hoa', 'minh'] as const) {
      for (const path of ['/api/users', '/api/users/hoa', '/users', '/users/new']) {
        expect((await world.as[name].get(path)).status, path).to.equal(403);
      }
      expect((await world.as[name].post('/api/users', someone())).status).to.equal(403);
      expect((await world.as[name].put('/api/users/hoa', someone())).status).to.equal(403);
    }
    expect((await world.as.an.get('/api/users/nowhere')).status).to.equal(404);
  });
});
