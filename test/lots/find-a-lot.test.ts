import { expect } from 'chai';
import { recordShipment, newShipment } from '../../src/work/ship.service.js';
import { eventTime, openWorkshop, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('finding a lot', () => {
  let world: World;
  let workshop: Workshop;
  let path: string;
  let code: string;
  before(async () => {
    world = await startWorld();
    workshop = await openWorkshop(world, 'hoa');
    path = await workshop.harvest();
    code = path.split('/').at(-1) ?? '';
  });
  after(() => world.stop());

  const search = async (q: string, who: 'hoa' | 'binh' | 'minh' = 'minh') => {
    const res = await world.as[who].get(`/api/lots?q=${encodeURIComponent(q)}`);
    expect(res.status, res.text).to.equal(200);
    return (res.body.items as { lot: string }[]).map(({ lot }) => lot);
  };

  it('takes its code, the beginning of it, its path, its GTIN, and its label link on any host in any case', async () => {
    const gtin = workshop.product.gtin ?? '';
    const serial = '0000ABCDEFGHJKMNPQRS';
    const queries = [
      code,
      code.toLowerCase(),
      code.slice(0, 4),
      path,
      `/${path}`,
      `/lots/${path}`,
      gtin,
      ` ${gtin.replace(/^0/, '').slice(0, 4)} ${gtin.slice(5)} `,
      `https://tem.example/${path}`,
      `https://TEM.EXAMPLE/${path}/21/${serial}?s=0abc`,
      `tem.example/shop/${path}`,
      `(01)${gtin}(10)${code}(21)${serial}`,
    ];
    for (const query of queries) expect(await search(query), query).to.deep.equal([path]);
  });

  it("takes any part of the product's name, with or without diacritics", async () => {
    for (const query of ['Miến dong', 'mien dong', 'PHIA ĐÉN', 'phia den', 'dong phia']) {
      expect(await search(query), query).to.deep.equal([path]);
    }
    for (const query of ['miếng', '.*', 'mien.dong', '(', code.slice(1)]) {
      expect(await search(query), query).to.deep.equal([]);
    }
  });

  it('opens the page of the one lot that a link names', async () => {
    const browser = await world.as.minh.browser();
    const found = await browser.get(`/lots?q=${encodeURIComponent(`https://tem.example/${path}`)}`);
    expect(found.headers.location).to.equal(`/lots/${path}`);
    const list = await browser.get('/lots?q=mien');
    expect(list.status).to.equal(200);
    expect(list.text).to.include(`href="/lots/${path}"`);
    const nothing = await browser.get('/lots?q=khong-co');
    expect(nothing.text).to.include('Không tìm thấy “khong-co”');
  });

  it('shows a producer no lot of a stranger, by any means, until goods are sent to the producer', async () => {
    for (const query of [code, path, workshop.product.gtin ?? '', 'mien dong', '']) {
      expect(await search(query, 'binh'), query).to.deep.equal([]);
    }
    const sent = await workshop.harvest();
    const [from, to] = [workshop.facility._id, 'org-binh'];
    await recordShipment(newShipment.parse({ lot: sent, quantity: 1, from, to, eventTime }), world.by('hoa'));
    expect(await search('mien dong', 'binh')).to.deep.equal([sent]);
    expect(await search('', 'binh')).to.deep.equal([sent]);
  });

  it('lists by pages, the latest first', async () => {
    const res = await world.as.hoa.get('/api/lots?offset=1');
    expect(res.body.items).to.have.length(1);
    expect(res.body.more).to.equal(false);
    const wrong = await world.as.hoa.get('/api/lots?offset=-1');
    expect(wrong.status).to.equal(400);
  });

  it('asks a stranger to sign in', async () => {
    expect((await world.stranger.get('/api/lots')).status).to.equal(401);
    expect((await world.stranger.get(`/lots/${path}`)).status).to.equal(401);
  });
});
