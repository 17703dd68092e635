/** What nobody can do with any kind of record of the registry, and what the roles may not. */
import { expect } from 'chai';
import { everything, fieldsOf, kinds } from '../support/kinds.js';
import { startWorld, type Person, type World } from '../support/world.js';

describe('a record of the registry, by role and against nonsense,', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  for (const kind of kinds) {
    describe(`of ${kind.name}`, () => {
      const api = `/api/${kind.name}`;
      let maker: Person;
      const make = async (body: object = kind.body()) => {
        const res = await maker.post(api, body);
        expect(res.status, res.text).to.equal(201);
        return res.body as Record<string, unknown> & { id: string };
      };
      before(() => {
        maker = world.as[kind.maker];
      });

      it('of somebody else answers like one that is not there', async () => {
        const { id } = await make();
        const before = await everything();
        const browser = await world.as.binh.browser();
        for (const absent of ['nowhere', 'x'.repeat(500), '$ne']) {
          for (const ask of [
            (which: string) => world.as.binh.get(`${api}/${which}`),
            (which: string) => world.as.binh.put(`${api}/${which}`, kind.named('của tôi')),
          ]) {
            const [theirs, none] = [await ask(id), await ask(absent)];
            expect(theirs.status).to.equal(404);
            expect(none.status).to.equal(404);
            expect(theirs.body).to.deep.equal(none.body);
          }
          for (const ask of [
            (which: string) => browser.get(`/${kind.name}/${which}`),
            (which: string) => browser.get(`/${kind.name}/${which}/edit`),
            (which: string) => browser.post(`/${kind.name}/${which}`, fieldsOf(kind.named('của tôi'))),
          ]) {
            const [theirs, none] = [await ask(id), await ask(absent)];
            expect(theirs.status).to.equal(404);
            expect(none.status).to.equal(404);
            expect(theirs.text.replaceAll(id, '-')).to.equal(none.text.replaceAll(absent, '-'));
          }
        }
        const list = await world.as.binh.get(api);
        expect(JSON.stringify(list.body)).not.to.include(id);
        expect(await everything()).to.equal(before);
      });

      it('is read, but not changed, by an inspector', async () => {
        const { id } = await make();
        const before = await everything();
        expect((await world.as.minh.get(`${api}/${id}`)).status).to.equal(200);
        expect((await world.as.minh.put(`${api}/${id}`, kind.named('x'))).status).to.equal(403);
        expect((await world.as.minh.post(api, kind.body())).status).to.equal(403);
        const browser = await world.as.minh.browser();
        const page = await browser.get(`/${kind.name}/${id}`);
        expect(page.status).to.equal(200);
        expect(page.text).not.to.include('/edit');
        expect((await browser.get(`/${kind.name}/${id}/edit`)).status).to.equal(403);
        expect((await browser.post(`/${kind.name}/${id}`, fieldsOf(kind.named('x')))).status).to.equal(403);
        expect(await everything()).to.equal(before);
      });

      it('is changed by an admin and keeps its owner', async () => {
        const made = await make();
        const put = await world.as.an.put(`${api}/${made.id}`, kind.named('Do văn phòng sửa'));
        expect(put.status, put.text).to.equal(200);
        expect(JSON.stringify(put.body)).to.include('Do văn phòng sửa');
        expect(put.body.organization).to.equal(made.organization);
      });

      it('is nothing for who is not signed in', async () => {
        const { id } = await make();
        for (const path of [api, `${api}/${id}`, `/${kind.name}`, `/${kind.name}/${id}`, `/${kind.name}/new`]) {
          const res = await world.stranger.get(path);
          expect(res.status, path).to.be.oneOf([401, 303]);
          expect(res.text).not.to.include(id);
        }
      });

      it('takes no unknown field, no operator and no prototype', async () => {
        const { id } = await make();
        const before = await everything();
        const names = Object.keys(kind.body());
        const bodies = [
          { ...kind.body(), colour: 'red' },
          JSON.parse(`{"__proto__": {"name": "x"}, "colour": 1}`) as object,
          { ...kind.body(), ...(JSON.parse('{"__proto__": {"role": "admin"}}') as object), constructor: {} },
          { ...kind.body(), _id: 'mine', inUse: true, uri: 'x', key: 'x', createdAt: '2020-01-01' },
          ...names.map((name) => ({ ...kind.body(), [name]: { $ne: null } })),
          ...names.map((name) => ({ ...kind.body(), [name]: { toString: 1 } })),
        ];
        for (const body of bodies) {
          for (const res of [await maker.post(api, body), await maker.put(`${api}/${id}`, body)]) {
            expect(res.status, JSON.stringify(body) + res.text).to.equal(400);
          }
        }
        const raw = await maker
          .post(api)
          .type('json')
          .send(JSON.stringify(kind.body()).replace('{', '{"__proto__":{"a":1},'));
        expect(raw.status).to.equal(400);
        for (const query of [
          'offset[$ne]=1',
          'offset=-1',
          'offset=1e9',
          'offset=1&offset=2',
          '__proto__=1',
          '$where=1',
        ]) {
          expect((await maker.get(`${api}?${query}`)).status, query).to.equal(400);
        }
        const browser = await maker.browser();
        for (const field of ['__proto__.name', 'constructor.prototype', 'name[$ne]', 'colour']) {
          const sent = await browser.post(`/${kind.name}`, { ...fieldsOf(kind.body()), [field]: 'x' });
          expect(sent.status, field).to.equal(400);
        }
        expect(await everything()).to.equal(before);
      });
    });
  }

  it('takes only forms on the addresses of pages', async () => {
    expect((await world.as.hoa.post('/products', {})).status).to.equal(415);
  });
});
