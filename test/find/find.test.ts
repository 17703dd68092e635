import { expect } from 'chai';
import { namespace } from '../../src/db.js';
import { Lots } from '../../src/lots/lot.model.js';
import { buildZone } from '../support/builders.js';
import { laterTime, record } from '../support/chain.js';
import { issueLabels, type IssuedLabel } from '../support/labelled.js';
import { buildShelf, type Shelf } from '../support/sets.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

interface Answer {
  labels: { serial: string; seal: string; status: string | null; lot: { lot: string; state: string } | null }[];
  lots: { lot: string; code: string; state: string }[];
  sets: { set: string; state: string }[];
  zones: { id: string; growingAreaCode: string }[];
  organizations: { id: string }[];
  products: { id: string }[];
  more: boolean;
}

describe('finding anything', () => {
  let world: World;
  let shelf: Shelf;
  let labels: IssuedLabel[];
  let set: string;
  let zone: string;
  before(async () => {
    world = await startWorld();
    shelf = await buildShelf(world);
    labels = await issueLabels(world, shelf.tea.lot, 5);
    set = await shelf.pack();
    const code = { growingAreaCode: 'VN-CB-0417' };
    zone = (await buildZone(world.by('hoa'), code, { name: 'Vùng chè Phia Đén' }))._id;
    await send(`/lots/${shelf.tea.lot}/labels/prints`, { template: 'L7160', first: 1, last: 3 });
    await send(`/lots/${shelf.tea.lot}/labels/applications`, { first: 1, last: 2 });
    await send(`/lots/${shelf.tea.lot}/labels/voids`, { first: 3, last: 3, reason: 'In lệch' });
    const sale = { lot: shelf.tea.lot, quantity: 1, at: shelf.tea.chain.facility._id, eventTime: laterTime };
    await record(world, 'hoa', '/sales', { ...sale, labels: { first: 1 } });
  });
  after(() => world.stop());

  const send = async (path: string, body: object) => {
    const res = await world.as.hoa.post(`/api${path}`, body);
    expect(res.status, res.text).to.equal(201);
    return res;
  };
  const find = async (q: string, who: PersonName = 'minh') => {
    const res = await world.as[who].get(`/api/find?q=${encodeURIComponent(q)}`);
    expect(res.status, res.text).to.equal(200);
    return res.body as Answer;
  };
  const nothing = { labels: [], lots: [], sets: [], zones: [], organizations: [], products: [] };
  const label = (number: number) => labels[number - 1] as IssuedLabel;

  it('takes a lot code, the beginning of one, a path, a GTIN', async () => {
    const { lot, code, product } = shelf.tea;
    for (const q of [code, code.toLowerCase(), code.slice(0, 4), lot, `https://tem.example/${lot}`]) {
      expect(
        (await find(q)).lots.map((each) => each.lot),
        q,
      ).to.deep.equal([lot]);
    }
    const byGtin = await find(product.gtin ?? '');
    expect(byGtin.products.map(({ id }) => id)).to.deep.equal([product._id]);
    expect(byGtin.lots.map((each) => each.lot)).to.deep.equal([lot]);
    expect((await find(code.slice(0, 3))).lots, 'too short for the beginning of a code').to.deep.equal([]);
  });

  it('takes names of products, producers and zones, and zone codes, with diacritics or without', async () => {
    for (const q of ['Trà Phia Đén', 'tra phia den', 'PHIA DEN']) {
      const found = await find(q);
      expect(
        found.products.map(({ id }) => id),
        q,
      ).to.deep.equal([shelf.tea.product._id]);
      expect(
        found.lots.map((each) => each.lot),
        q,
      ).to.include(shelf.tea.lot);
    }
    for (const q of ['phia den che', 'vn-cb-0417', 'CB-0417']) {
      expect(
        (await find(q)).zones.map(({ id }) => id),
        q,
      ).to.deep.equal([zone]);
    }
    for (const q of ['HTX Bình', 'htx binh', 'binh htx']) {
      expect(
        (await find(q)).organizations.map(({ id }) => id),
        q,
      ).to.deep.equal(['org-binh']);
    }
    expect((await find('htx hoa')).lots.map((each) => each.lot)).to.include.members([shelf.tea.lot, shelf.noodles.lot]);
    for (const q of ['.*', '(', '$ne', 'khong-co', '❤', '%00', '\u0000', 'xq\u0000zq'])
      expect(await find(q), q).to.deep.include(nothing);
  });

  it('tells of a label link what its seal says, what became of the label, and its lot', async () => {
    const states = await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const { full, compact } = label(number);
        const [one, other] = [(await find(full)).labels[0], (await find(compact)).labels[0]];
        expect(one).to.deep.equal(other);
        expect(one?.lot?.lot).to.equal(shelf.tea.lot);
        return [one?.seal, one?.status];
      }),
    );
    expect(states).to.deep.equal([
      ['genuine', 'sold'],
      ['genuine', 'applied'],
      ['void', 'void'],
      ['genuine', 'issued'],
    ]);
    const forged = label(1).compact.slice(0, -1) + (label(1).compact.endsWith('0') ? '1' : '0');
    expect((await find(forged)).labels[0]).to.include({ seal: 'not-genuine', status: null });
    expect((await find(`${label(1).compact}?s=0${'A'.repeat(86)}`)).labels[0]).to.include({ seal: 'not-genuine' });
  });

  it('takes a bare serial as it is printed, alone or with the code of the lot', async () => {
    const { serial } = label(2);
    const groups = (serial.match(/.{4}/g) ?? []).join(' ');
    const { code, lot } = shelf.tea;
    for (const q of [serial, serial.toLowerCase(), groups, `${code} ${groups}`, `${serial} ${code}`]) {
      const [found] = (await find(q)).labels;
      expect([found?.serial, found?.seal, found?.lot?.lot], q).to.deep.equal([serial, 'genuine', lot]);
    }
    expect((await find(serial, 'binh')).labels, 'a stranger').to.deep.equal([]);
    const wrong = `${serial.slice(0, 19)}${serial.endsWith('0') ? '1' : '0'}`;
    expect((await find(wrong)).labels).to.deep.equal([]);
    expect((await find(`${code} ${wrong}`)).labels[0]?.seal).to.equal('not-genuine');
  });

  it('takes blank labels before and after they are bound', async () => {
    const { product, lot } = shelf.noodles;
    await send(`/products/${product._id}/blank-labels`, { count: 3 });
    await send(`/lots/${lot}/labels/bindings`, { first: 1, last: 1 });
    const list = await world.as.hoa.get(`/api/products/${product._id}/blank-labels`);
    const [bound, free] = (list.body as { items: IssuedLabel[] }).items;
    expect((await find(bound?.full ?? '')).labels[0]).to.deep.include({ seal: 'genuine', status: 'printed' });
    expect((await find(bound?.serial ?? '')).labels[0]?.lot?.lot).to.equal(lot);
    expect((await find(free?.compact ?? '')).labels[0]).to.deep.include({ seal: 'unused', lot: null });
    const page = await (await world.as.minh.browser()).get(`/find?q=${free?.serial}`);
    expect(page.text).to.include('Tem chưa dùng').and.include(`/products/${product._id}`);
  });

  it('takes the code of a gift set and the link of its label', async () => {
    const code = set.slice(2);
    for (const q of [set, code, code.toLowerCase(), `${namespace()}/${set}?s=x`]) {
      expect((await find(q)).sets, q).to.deep.equal([{ set, state: 'packed' }]);
    }
  });

  it('gives a producer only its own', async () => {
    const queries = [
      shelf.tea.code,
      shelf.tea.lot,
      label(1).full,
      label(1).serial,
      `${shelf.tea.code} ${label(1).serial}`,
    ];
    const names = [shelf.tea.product.gtin ?? '', 'phia den', 'VN-CB-0417', 'htx hoa', set];
    for (const q of [...queries, ...names]) {
      expect(await find(q, 'binh'), q).to.deep.include(nothing);
      expect(await find(q, 'hoa'), q).not.to.deep.include(nothing);
    }
  });

  it('is one list with state, and one click from the chain', async () => {
    const browser = await world.as.minh.browser();
    expect((await browser.get('/lots')).text).to.include('<a href="/find"');
    const { text, status } = await browser.get(`/find?q=${encodeURIComponent(label(3).full)}`);
    expect(status).to.equal(200);
    expect(text).to.include('Tem đã hủy').and.include(`href="/lots/${shelf.tea.lot}"`);
    expect(text).to.include(`href="/lots/${shelf.tea.lot}/trace"`);
    await Lots.updateOne({ _id: shelf.tea.lot }, { recalledBy: 'an event' });
    const recalled = await browser.get('/find?q=phia%20den');
    expect(recalled.text).to.include('Thu hồi').and.include('Vùng nguyên liệu').and.include('Đang hiệu lực');
    const empty = await browser.get('/find?q=khong-co');
    expect(empty.text).to.include('Không tìm thấy “khong-co”');
    expect((await browser.get('/find')).status).to.equal(200);
  });

  it('tells a fault beside the box, and asks a stranger to sign in', async () => {
    const long = await (await world.as.minh.browser()).get(`/find?q=${'x'.repeat(1001)}`);
    expect([long.status, long.text.includes('id="error-q"')]).to.deep.equal([400, true]);
    for (const query of ['', '?q=', '?q=a&q=b', '?x=1&q=a', `?q=${'x'.repeat(1001)}`]) {
      expect((await world.as.minh.get(`/api/find${query}`)).status, query).to.equal(400);
    }
    expect((await world.stranger.get('/api/find?q=abc')).status).to.equal(401);
    expect((await world.stranger.get('/find?q=abc')).status).to.equal(404);
  });
});
