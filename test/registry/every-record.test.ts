/** What everybody can do with every kind of record of the registry. */
import { expect } from 'chai';
import { escaped, fieldsOf, kinds, xss } from '../support/kinds.js';
import { startWorld, type Person, type World } from '../support/world.js';

describe('a record of the registry', () => {
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

      it('is created and read again, with its address', async () => {
        const body = kind.body();
        const created = await maker.post(api, body);
        expect(created.status, created.text).to.equal(201);
        expect(created.headers.location).to.equal(`${api}/${created.body.id}`);
        const read = await maker.get(created.headers.location ?? '');
        expect(read.status).to.equal(200);
        expect(read.body).to.deep.include(body);
        expect(read.body).to.deep.equal(created.body);
        const list = await maker.get(api);
        expect(list.body.items.map((item: { id: string }) => item.id)).to.include(created.body.id);
        expect(list.body).not.to.have.property('next');
      });

      it('is created by a form, and its page shows it', async () => {
        const browser = await maker.browser();
        const body = kind.body();
        const sent = await browser.post(`/${kind.name}`, fieldsOf(body));
        expect(sent.status, sent.text).to.equal(303);
        const page = await browser.get(sent.headers.location ?? '');
        expect(page.status, page.text).to.equal(200);
        const read = await maker.get(`/api${sent.headers.location}`);
        expect(read.body).to.deep.include(body);
      });

      it('is changed by JSON and by the form, which begins with what is stored', async () => {
        const { id } = await make();
        const put = await maker.put(`${api}/${id}`, kind.named('Tên mới'));
        expect(put.status, put.text).to.equal(200);
        const browser = await maker.browser();
        const form = await browser.get(`/${kind.name}/${id}/edit`);
        expect(form.text).to.include('value="Tên mới"');
        const sent = await browser.post(`/${kind.name}/${id}`, fieldsOf({ ...kind.named('Tên khác') }));
        expect(sent.status, sent.text).to.equal(303);
        const read = await maker.get(`${api}/${id}`);
        expect(JSON.stringify(read.body)).to.include('Tên khác').and.not.include('Tên mới');
      });

      it('loses what an edit leaves out, and stays whose it is', async () => {
        const made = await make();
        await maker.put(`${api}/${made.id}`, kind.named('Bớt')).expect(200);
        const { body } = await maker.get(`${api}/${made.id}`);
        for (const gone of ['commune', 'zone', 'expiresOn', 'phone']) expect(body).not.to.have.property(gone);
        expect(body.createdAt).to.equal(made.createdAt);
        expect(body.organization).to.equal(made.organization);
      });

      it('is text, never markup', async () => {
        const { id } = await make(kind.named(xss));
        const browser = await maker.browser();
        for (const path of [`/${kind.name}`, `/${kind.name}/${id}`, `/${kind.name}/${id}/edit`]) {
          const { text } = await browser.get(path);
          expect(text, path).to.include(escaped).and.not.include('<script>alert');
        }
      });

      it('is made once, however often its request is sent', async () => {
        const body = kind.body();
        const first = await maker.post(api, body, `once-${kind.name}`);
        const again = await maker.post(api, body, `once-${kind.name}`);
        expect(again.status).to.equal(201);
        expect(again.body).to.deep.equal(first.body);
      });
    });
  }
});
