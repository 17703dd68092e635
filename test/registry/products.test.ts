import { expect } from 'chai';
import { buildProduct, buildZone, someGtin, someLot } from '../support/builders.js';
import { startWorld, type World } from '../support/world.js';

const fieldsOf = (res: { body: { errors?: { field: string }[] } }) => (res.body.errors ?? []).map(({ field }) => field);

describe('products', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('tell every fault at once, beside its field', async () => {
    const res = await world.as.hoa.post('/api/products', {
      names: {},
      gtin: '9521234567890',
      ocop: { stars: 6, issuedOn: '2026-02-01', expiresOn: '2026-01-01' },
      yieldRange: { min: 0.5, max: 0.2 },
      netContent: { quantity: -1, uom: 'KG' },
      shelfLifeDays: 'mười',
      colour: 'red',
    });
    expect(res.status).to.equal(400);
    expect(fieldsOf(res)).to.have.members([
      'names.vi',
      'gtin',
      'ocop.stars',
      'ocop.decisionNumber',
      'ocop.expiresOn',
      'uom',
      'yieldRange.max',
      'netContent.quantity',
      'netContent.uom',
      'shelfLifeDays',
      'colour',
    ]);
  });

  it('name what is wrong with a GTIN, and want one identifier', async () => {
    const send = async (identifier: object) => {
      const res = await world.as.hoa.post('/api/products', { ...identifier, names: { vi: 'Miến' }, uom: 'KGM' });
      expect(res.status).to.equal(400);
      return res.body.errors as { field: string; code: string }[];
    };
    expect((await send({ gtin: '9521234000014' }))[0]).to.include({ field: 'gtin', code: 'wrong-check-digit' });
    expect((await send({ gtin: '123' }))[0]).to.include({ field: 'gtin', code: 'not-a-gtin' });
    expect((await send({}))[0]).to.include({ field: 'gtin', code: 'one-identifier' });
    expect((await send({ gtin: someGtin(), productCode: 'A1' }))[0]).to.include({ code: 'one-identifier' });
    expect((await send({ productCode: 'Mã 1' }))[0]).to.include({ field: 'productCode' });
  });

  it('names no Vietnamese name as missing, also where there are no names', async () => {
    const res = await world.as.hoa.post('/api/products', { gtin: someGtin(), uom: 'KGM' });
    expect(res.body.errors).to.have.length(1);
    expect(res.body.errors[0]).to.include({ field: 'names.vi', code: 'required' });
  });

  it('come back in the form as they were typed, each fault beside its field', async () => {
    const browser = await world.as.hoa.browser();
    const typed = {
      'names.vi': 'Miến dong',
      gtin: '9521234000014',
      uom: 'KGM',
      shelfLifeDays: 'lâu',
      warnings: 'Không',
    };
    const res = await browser.post('/products', typed);
    expect(res.status).to.equal(400);
    for (const kept of ['value="Miến dong"', 'value="9521234000014"', 'value="lâu"', '>Không</textarea>']) {
      expect(res.text).to.include(kept);
    }
    expect(res.text).to.match(/<option value="KGM" selected>/);
    expect(res.text).to.include('id="error-gtin"').and.include('id="error-shelfLifeDays"');
    expect(res.text).not.to.include('id="error-names.vi"');
  });

  it('keep a code of one product from another', async () => {
    const gtin = someGtin();
    await buildProduct(world.by('hoa'), { gtin });
    const res = await world.as.binh.post('/api/products', { gtin, names: { vi: 'Miến' }, uom: 'KGM' });
    expect(res.status).to.equal(409);
    expect(fieldsOf(res)).to.deep.equal(['gtin']);
    expect(res.body.errors[0].detail).to.include(gtin);
    const other = await buildProduct(world.by('binh'));
    const change = await world.as.binh.put(`/api/products/${other._id}`, { gtin, names: { vi: 'Miến' }, uom: 'KGM' });
    expect(change.status).to.equal(409);
    expect((await world.as.binh.get(`/api/products/${other._id}`)).body.gtin).to.equal(other.gtin);
  });

  it('keep GTIN and unit from the first lot on, while the rest is edited', async () => {
    const { _id: product, gtin } = await buildProduct(world.by('hoa'));
    const { _id: zone } = await buildZone(world.by('hoa'));
    const put = (change: object) =>
      world.as.hoa.put(`/api/products/${product}`, { gtin, names: { vi: 'Củ dong riềng' }, uom: 'KGM', ...change });
    expect((await put({ uom: 'GRM' })).status, 'free before').to.equal(200);
    expect((await put({})).status).to.equal(200);
    const harvest = { product, zone, lot: someLot(), quantity: 5, eventTime: '2026-10-02T08:30:00+07:00' };
    expect((await world.as.hoa.post('/api/harvests', harvest)).status).to.equal(201);

    const moved = await put({ gtin: someGtin() });
    expect(moved.status).to.equal(409);
    expect(moved.body.code).to.equal('identifier-in-use');
    expect(fieldsOf(moved)).to.deep.equal(['gtin']);
    const measured = await put({ uom: 'GRM' });
    expect(measured.status).to.equal(409);
    expect(fieldsOf(measured)).to.deep.equal(['uom']);
    expect((await put({ gtin: undefined, productCode: 'CU-1' })).status).to.equal(409);

    const renamed = await put({ names: { vi: 'Củ dong' }, warnings: 'Rửa sạch' });
    expect(renamed.status, renamed.text).to.equal(200);
    expect(renamed.body).to.include({ gtin, uom: 'KGM', inUse: true, warnings: 'Rửa sạch' });
    const browser = await world.as.hoa.browser();
    const form = await browser.get(`/products/${product}/edit`);
    expect(form.text)
      .to.match(/type="hidden" name="gtin"/)
      .and.not.match(/id="f-gtin"/);
    const fields = { gtin: gtin ?? '', uom: 'KGM', 'names.vi': 'Củ dong riềng tươi' };
    expect((await browser.post(`/products/${product}`, fields)).status).to.equal(303);
    expect((await world.as.hoa.get(`/api/products/${product}`)).body.inUse).to.equal(true);
  });

  it('are found by their names without marks, and by their code', async () => {
    const gtin = someGtin();
    await buildProduct(world.by('binh'), { gtin, names: { vi: 'Miến đong (loại 1)', en: 'Glass noodles' } });
    const find = async (q: string) => {
      const { body } = await world.as.binh.get(`/api/products?q=${encodeURIComponent(q)}`);
      return body.items.map((item: { gtin: string }) => item.gtin);
    };
    for (const q of ['mien dong', 'MIẾN ĐONG', 'glass', '(loai', gtin]) expect(await find(q), q).to.include(gtin);
    for (const q of ['mien.dong', '.*', 'zzz', '(']) if (q !== '(') expect(await find(q), q).to.deep.equal([]);
    expect((await world.as.hoa.get('/api/products?q=glass')).body.items).to.deep.equal([]);
  });

  it('are turned by pages of a hundred', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `Trang ${String(index).padStart(3, '0')}`);
    await Promise.all(names.map((vi) => buildProduct(world.by('binh'), { names: { vi } })));
    const first = await world.as.binh.get('/api/products?q=trang');
    expect(first.body.items).to.have.length(100);
    expect(first.body.next).to.equal(100);
    const second = await world.as.binh.get('/api/products?q=trang&offset=100');
    expect(second.body.items.map((item: { names: { vi: string } }) => item.names.vi)).to.deep.equal(['Trang 100']);
    expect(second.body).not.to.have.property('next');
    const page = await (await world.as.binh.browser()).get('/products?q=trang');
    expect(page.text).to.include('/products?q=trang&amp;offset=100').and.include('1–100 / 101');
  });

  it('wear their stars until the last day of the decision', async () => {
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const build = (expiresOn: string) =>
      buildProduct(world.by('hoa'), { ocop: { stars: 4, decisionNumber: '1', issuedOn: '2020-01-01', expiresOn } });
    const [holds, lapsed] = [await build(today), await build('2021-01-01')];
    const browser = await world.as.hoa.browser();
    expect((await browser.get(`/products/${holds._id}`)).text).to.include('★★★★☆');
    const page = await browser.get(`/products/${lapsed._id}`);
    expect(page.text).not.to.include('★');
    expect(page.text).to.include('Chứng nhận sao đã hết hạn');
  });

  it('belong to the own organisation of a producer, and to the one that an admin names', async () => {
    const body = () => ({ gtin: someGtin(), names: { vi: 'Miến' }, uom: 'KGM' });
    const theirs = await world.as.hoa.post('/api/products', { ...body(), organization: 'org-binh' });
    const absent = await world.as.hoa.post('/api/products', { ...body(), organization: 'nowhere' });
    expect(theirs.status).to.equal(404);
    expect(theirs.body).to.deep.equal(absent.body);
    const given = await world.as.an.post('/api/products', { ...body(), organization: 'org-hoa' });
    expect(given.status).to.equal(201);
    expect(given.body.organization).to.equal('org-hoa');
    const moved = await world.as.hoa.put(`/api/products/${given.body.id}`, { ...body(), organization: 'org-binh' });
    expect(moved.status).to.equal(404);
    const pages = [
      await (await world.as.hoa.browser()).get('/products/new'),
      await (await world.as.an.browser()).get('/products/new'),
    ];
    expect(pages.map(({ text }) => text.includes('name="organization"'))).to.deep.equal([false, true]);
  });
});
