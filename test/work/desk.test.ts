import { expect } from 'chai';
import { buildProduct, buildZone } from '../support/builders.js';
import { buildChain, laterTime, record } from '../support/chain.js';
import { startWorld, type World } from '../support/world.js';

describe("a producer's first page", () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('says what to do first', async () => {
    const browser = await world.as.hoa.browser();
    const page = await browser.get('/work');
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Chưa ghi việc nào');
    const form = await browser.get('/harvests/new');
    expect(form.text).to.include('href="/products/new"').and.not.include('name="quantity"');
  });

  it('leaves only the quantity of a harvest to be typed', async () => {
    const product = await buildProduct(world.by('hoa'));
    const zone = await buildZone(world.by('hoa'));
    const browser = await world.as.hoa.browser();
    const { text } = await browser.get('/harvests/new');
    expect(text).to.include(`<option value="${product._id}" data-unit="kg" selected>`);
    expect(text).to.include(`<option value="${zone._id}" selected>`);
    const lot = /name="lot"[^>]*value="(CDR-\d{6}-1)"/.exec(text)?.[1] ?? '';
    const eventTime = /name="eventTime"[^>]*value="(\d{4}-\d\d-\d\dT\d\d:\d\d)"/.exec(text)?.[1] ?? '';
    expect(Math.abs(Date.parse(`${eventTime}+07:00`) - Date.now())).to.be.below(120_000);
    const fields = { product: product._id, zone: zone._id, lot, eventTime, quantity: '120,5' };
    const res = await browser.post('/harvests', fields);
    expect(res.status, res.text).to.equal(303);
    expect(await world.lot(`${product.key}/10/${lot}`)).to.include({ onHand: 120.5 });
  });

  it('begins the next harvest with the product and zone of the last one', async () => {
    const other = await buildProduct(world.by('hoa'), { names: { vi: 'Hạt dẻ' } });
    await buildZone(world.by('hoa'), {}, { name: 'Vùng khác' });
    const browser = await world.as.hoa.browser();
    const { text } = await browser.get('/harvests/new');
    expect(text).to.match(/<option value="\w+" data-unit="kg" selected>Củ dong riềng/);
    expect(text).to.match(/<option value="\w+" selected>Vùng dong riềng/);
    const asked = await browser.get(`/harvests/new?product=${other._id}`);
    expect(asked.text).to.include(`<option value="${other._id}" data-unit="kg" selected>`);
    expect(asked.text).to.match(/name="lot"[^>]*value="HD-\d{6}-1"/);
  });

  it('shows what is on its way, on hand and recorded lately, and nothing of others', async () => {
    const chain = await buildChain(world);
    const shipment = { quantity: 20, from: chain.facility._id, to: 'org-binh', eventTime: laterTime };
    await record(world, 'hoa', '/shipments', { lot: chain.lot, ...shipment });
    const [mine, theirs] = [await world.as.hoa.browser(), await world.as.binh.browser()];
    const sender = await mine.get('/work');
    expect(sender.text).to.include(`href="/lots/${chain.lot}"`).and.include('100,5\u00a0kg').and.include('Gửi hàng');
    expect(sender.text).not.to.include('Hàng đang gửi đến');
    const receiver = await theirs.get('/work');
    expect(receiver.text).to.include('HTX Hoa').and.include(encodeURIComponent(chain.lot)).and.include('20\u00a0kg');
    expect(receiver.text).not.to.include('100,5');
  });

  it('is for producers', async () => {
    expect((await world.as.minh.get('/work')).status).to.equal(403);
    expect((await world.stranger.get('/work')).status).to.equal(401);
  });

  it('is where a producer begins; others begin with their own work', async () => {
    const first = async (name: 'hoa' | 'minh' | 'an') => {
      const res = await (await world.as[name].browser()).get('/');
      return [res.status, res.headers.location];
    };
    expect(await first('hoa')).to.deep.equal([303, '/work']);
    expect(await first('minh')).to.deep.equal([303, '/desk']);
    expect(await first('an')).to.deep.equal([303, '/products']);
    expect((await world.stranger.get('/')).text).to.include('Biết rõ nguồn gốc');
  });
});
