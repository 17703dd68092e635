/**
 * A small world for the tests: the application on a fresh database, and five people. Hoa and Binh are producers of two
 * cooperatives, Minh inspects, An keeps the registry; `stranger` is nobody.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Express } from 'express';
import request, { type Response, type Test } from 'supertest';
import { createApp } from '../../src/app.js';
import { openKeys } from '../../src/auth/keys.js';
import { hashPassword } from '../../src/auth/password.js';
import { issueToken } from '../../src/auth/session.service.js';
import { Users, type User } from '../../src/auth/user.model.js';
import { config } from '../../src/config.js';
import { connect, disconnect } from '../../src/db.js';
import { Events } from '../../src/events/event.model.js';
import { keepPrintsIn } from '../../src/labels/print-files.js';
import { imbalance } from '../../src/lots/balance.js';
import { Lots, type Lot } from '../../src/lots/lot.model.js';
import { fromThousandths } from '../../src/epcis/quantity.js';
import { type Actor, type By, type Role } from '../../src/policy.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { startTestStore } from './engine.js';

export const password = 'rừng dẻ Trùng Khánh';
export type PersonName = 'hoa' | 'binh' | 'minh' | 'an';

/** Somebody who talks to the API with a bearer token. */
export interface Person {
  user: User;
  actor: Actor;
  get(path: string): Test;
  post(path: string, body?: object, key?: string): Test;
  put(path: string, body?: object): Test;
  /** Signs in with a browser; its forms carry session and CSRF token. */
  browser(): Promise<Browser>;
}

/** Somebody in a browser: pages and forms. */
export interface Browser {
  get(path: string): Test;
  post(path: string, fields?: Record<string, string>): Promise<Response>;
}

export interface World {
  app: Express;
  /** Where its keys lie. */
  dataDir: string;
  as: Record<PersonName, Person>;
  stranger: { get(path: string): Test; post(path: string, body?: object): Test };
  by(name: PersonName, now?: Date): By;
  countEvents(): Promise<number>;
  /** Quantities in the unit of the lot; `onHand` and `inTransit` over all organisations. */
  lot(path: string): Promise<Balance>;
  stop(): Promise<void>;
}

export type Balance = Record<'produced' | 'onHand' | 'inTransit' | 'consumed' | 'sold' | 'destroyed' | 'lost', number>;

const people: Record<PersonName, { role: Role; organization: string }> = {
  hoa: { role: 'producer', organization: 'HTX Hoa' },
  binh: { role: 'producer', organization: 'HTX Bình' },
  minh: { role: 'inspector', organization: 'Chi cục' },
  an: { role: 'admin', organization: 'Văn phòng OCOP' },
};

export async function startWorld(): Promise<World> {
  const store = await startTestStore();
  const dataDir = await mkdtemp(join(tmpdir(), 'nguon-keys-'));
  await openKeys(dataDir);
  keepPrintsIn(join(dataDir, 'prints'));
  await connect(store.uri, config.publicUrl);
  const app = createApp();
  const passwordHash = await hashPassword(password);
  const entries = Object.entries(people) as [PersonName, (typeof people)[PersonName]][];
  const cast = await Promise.all(
    entries.map(async ([name, person]) => [name, await buildPerson(app, name, person, passwordHash)] as const),
  );
  const as = Object.fromEntries(cast) as World['as'];
  return {
    app,
    dataDir,
    as,
    stranger: { get: (path) => request(app).get(path), post: (path, body = {}) => request(app).post(path).send(body) },
    by: (name, now = new Date()) => ({ actor: as[name].actor, now, key: randomUUID() }),
    countEvents: () => Events.countDocuments({}),
    lot: async (path) => balanceOf((await Lots.findById(path).lean()) as Lot),
    stop: async () => {
      await disconnect();
      await store.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}

async function buildPerson(
  app: Express,
  name: PersonName,
  { role, organization }: { role: Role; organization: string },
  passwordHash: string,
): Promise<Person> {
  const createdAt = new Date();
  const kind = role === 'producer' ? 'cooperative' : 'authority';
  await Organizations.create({ _id: `org-${name}`, organization: `org-${name}`, name: organization, kind, createdAt });
  const user: User = {
    _id: name,
    email: `${name}@nguon.test`,
    name,
    role,
    organization: `org-${name}`,
    passwordHash,
    createdAt,
  };
  await Users.create(user);
  const send = (test: Test) => test.set('Authorization', `Bearer ${issueToken(user).accessToken}`);
  return {
    user,
    actor: { id: name, name, role, organization: user.organization },
    get: (path) => send(request(app).get(path)),
    post: (path, body = {}, key) => {
      const test = send(request(app).post(path));
      return (key ? test.set('Idempotency-Key', key) : test).send(body);
    },
    put: (path, body = {}) => send(request(app).put(path)).send(body),
    browser: () => openBrowser(app, user.email),
  };
}

async function openBrowser(app: Express, email: string): Promise<Browser> {
  const agent = request.agent(app);
  const signIn = await agent.get('/sign-in');
  await agent
    .post('/sign-in')
    .type('form')
    .send({ email, password, _csrf: tokenIn(signIn.text) })
    .expect(303);
  const { text } = await agent.get('/').redirects(1);
  const csrf = tokenIn(text);
  return {
    get: (path) => agent.get(path),
    post: (path, fields = {}) =>
      agent
        .post(path)
        .type('form')
        .send({ _csrf: csrf, ...fields }),
  };
}

/** The CSRF token in a page's forms. */
export function tokenIn(html: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

function balanceOf(lot: Lot): Balance {
  const sum = (entries: { quantity: number }[]) => entries.reduce((total, { quantity }) => total + quantity, 0);
  const { produced, consumed, sold, destroyed, lost } = lot;
  if (imbalance(lot) !== 0) throw new Error(`the balance of ${lot._id} does not add up`);
  const thousandths = {
    produced,
    onHand: sum(lot.onHand),
    inTransit: sum(lot.inTransit),
    consumed,
    sold,
    destroyed,
    lost,
  };
  return Object.fromEntries(
    Object.entries(thousandths).map(([name, value]) => [name, fromThousandths(value)]),
  ) as Balance;
}
