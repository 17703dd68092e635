import { expect } from 'chai';
import request from 'supertest';
import { Users } from '../../src/auth/user.model.js';
import { password, startWorld, tokenIn, type World } from '../support/world.js';

let last = 0;
/** An address of nobody (RFC 5737), a new one each time: the limits outlive a test. */
const someAddress = () => `198.51.100.${++last}`;

describe('guessing passwords', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    world.app.set('trust proxy', 'loopback');
  });
  after(() => world.stop());

  const guess = (email: unknown, from: string, given = 'wrong') =>
    request(world.app).post('/api/token').set('X-Forwarded-For', from).send({ email, password: given });
  /** A fresh account, of which no other test has guessed the password. */
  const someAccount = async () => {
    const [_id, email] = [`user-${++last}`, `user-${last}@nguon.test`];
    await Users.create({ ...world.as.binh.user, _id, email });
    return email;
  };
  const guesses = async (count: number, of: (index: number) => ReturnType<typeof guess>) => {
    const statuses: number[] = [];
    for (let index = 0; index < count; index++) statuses.push((await of(index)).status);
    return statuses;
  };

  it('at one account ends after ten failures a minute, from whatever addresses and however it is spelled', async () => {
    const email = await someAccount();
    const spellings = [email, email.toUpperCase(), ` ${email} `];
    const statuses = await guesses(12, (index) => guess(spellings[index % 3], someAddress()));
    expect(statuses).to.deep.equal([...Array<number>(10).fill(401), 429, 429]);
    const res = await guess(email, someAddress(), password);
    expect(res.status, 'the right password does not tell itself').to.equal(429);
    expect(res.body.code).to.equal('too-many-attempts');
    expect(Number(res.headers['retry-after'])).to.be.within(1, 60);
  });

  it('leaves an honest user at another account and address alone', async () => {
    const [attacker, account] = [someAddress(), await someAccount()];
    await guesses(11, () => guess(account, attacker));
    expect((await guess(account, attacker)).status).to.equal(429);
    expect((await guess('hoa@nguon.test', someAddress(), password)).status).to.equal(200);
    expect((await guess('hoa@nguon.test', attacker, password)).status, 'behind the same address').to.equal(200);
  });

  it('at many accounts ends after thirty failures a minute from one address', async () => {
    const attacker = someAddress();
    const statuses = await guesses(32, (index) => guess(`nobody-${index}@nguon.test`, attacker));
    expect(statuses).to.deep.equal([...Array<number>(30).fill(401), 429, 429]);
    expect((await guess('hoa@nguon.test', attacker, password)).status).to.equal(429);
    expect((await guess('hoa@nguon.test', someAddress(), password)).status).to.equal(200);
  });

  it('counts pages and the API together', async () => {
    const [address, email] = [someAddress(), await someAccount()];
    const agent = request.agent(world.app).set('X-Forwarded-For', address);
    const token = tokenIn((await agent.get('/sign-in')).text);
    const typed = (given: string) => agent.post('/sign-in').type('form').send({ email, password: given, _csrf: token });
    await guesses(6, () => guess(email, address));
    await guesses(4, () => typed('wrong'));
    const res = await typed(password);
    expect(res.status).to.equal(429);
    expect(res.type).to.equal('text/html');
    expect((await guess(email, address, password)).status).to.equal(429);
  });

  it('is told from signing in often', async () => {
    const address = someAddress();
    const statuses = await guesses(35, () => guess('hoa@nguon.test', address, password));
    expect(new Set(statuses)).to.deep.equal(new Set([200]));
  });
});
