import { expect } from 'chai';
import { type Location } from '../../src/registry/location.model.js';
import { buildZone, someGtin, someLot } from '../support/builders.js';
import { buildChain, harvest, laterTime, record, type Chain } from '../support/chain.js';
import { post } from '../support/epcis.js';
import { startWorld, type PersonName, type World } from '../support/world.js';

interface Answer {
  total: number;
  items: { lot: string; step: number; fits: boolean; parents: string[]; state: string; parties: { id: string }[] }[];
  used: { from: string; to: string; quantity: number; uom: string }[];
  foreign: { epc: string; lot: string; is: string }[];
  zones: { name: string; households: number }[];
}

describe('tracing a lot', () => {
  let world: World;
  let chain: Chain;
  let zone: Location;
  /** Two harvests, noodles of both, two packings of the noodles, one of which is sent to Binh. */
  let [roots, moreRoots, noodles, packed, sent] = ['', '', '', '', ''];
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
    roots = chain.lot;
    const corners = [
      [106.26, 22.66],
      [106.27, 22.66],
      [106.27, 22.67],
      [106.26, 22.66],
    ];
    const geometry = { type: 'Polygon', coordinates: [corners] };
    zone = await buildZone(world.by('hoa'), { households: 31 }, { name: 'Vùng Phia Đén', geometry });
    moreRoots = await harvest(world, 'hoa', { product: chain.root._id, zone: zone._id });
    const place = { facility: chain.facility._id, eventTime: laterTime };
    noodles = await record(world, 'hoa', '/processes', {
      inputs: [
        { lot: roots, quantity: 60.5 },
        { lot: moreRoots, quantity: 40 },
      ],
      outputs: [{ product: chain.noodle._id, lot: someLot(), quantity: 20 }],
      ...place,
    });
    const pack = () =>
      record(world, 'hoa', '/packings', {
        ...{ input: { lot: noodles, quantity: 5 }, product: chain.package._id, lot: someLot(), units: 10, ...place },
      });
    [packed, sent] = [await pack(), await pack()];
    const shipment = { lot: sent, quantity: 4, from: chain.facility._id, to: 'org-binh', eventTime: laterTime };
    await record(world, 'hoa', '/shipments', shipment);
  });
  after(() => world.stop());

  const trace = async (lot: string, who: PersonName = 'minh', query = '') => {
    const res = await world.as[who].get(`/api/lots/${lot}/trace${query}`);
    expect(res.status, res.text).to.equal(200);
    return res.body as Answer;
  };
  const stepsIn = ({ items }: Answer) => Object.fromEntries(items.map(({ lot, step }) => [lot, step]));

  it('goes back and forward to any depth, each lot with its step', async () => {
    expect(stepsIn(await trace(noodles))).to.deep.equal({
      [noodles]: 0,
      [roots]: -1,
      [moreRoots]: -1,
      [packed]: 1,
      [sent]: 1,
    });
    expect(stepsIn(await trace(roots))).to.deep.equal({ [roots]: 0, [noodles]: 1, [packed]: 2, [sent]: 2 });
    const back = await trace(packed);
    expect(stepsIn(back)).to.deep.equal({ [packed]: 0, [noodles]: -1, [roots]: -2, [moreRoots]: -2 });
    expect(back.used).to.have.deep.members([
      { from: roots, to: noodles, quantity: 60.5, uom: 'KGM' },
      { from: moreRoots, to: noodles, quantity: 40, uom: 'KGM' },
      { from: noodles, to: packed, quantity: 5, uom: 'KGM' },
    ]);
    expect(back.zones.map(({ name, households }) => [name, households])).to.have.deep.members([
      ['Vùng Phia Đén', 31],
      [chain.zone.name, 12],
    ]);
  });

  it('shows it drawn and as a table, with state, place, transports and the zone on its map', async () => {
    const browser = await world.as.minh.browser();
    const { status, text } = await browser.get(`/lots/${noodles}/trace`);
    expect(status).to.equal(200);
    const svg = /<svg width[\s\S]*?<\/svg>/.exec(text)?.[0] ?? '';
    for (const lot of [roots, moreRoots, packed, sent]) {
      expect(svg, lot).to.include(`href="/lots/${lot}/trace"`);
      expect(text, lot).to.include(`<a href="/lots/${lot}">`);
    }
    expect(svg.match(/class="edge"/g)).to.have.length(4);
    for (const words of ['60,5\u00a0kg', '40\u00a0kg', 'Đang lưu thông', 'Vùng Phia Đén'])
      expect(svg).to.include(words);
    expect(svg).to.include('→ HTX Bình');
    expect(text).to.match(/HTX Hoa → HTX Bình: 4\u00a0/);
    expect(text).to.include('Vùng Phia Đén</title>').and.include('>31<');
    expect((await browser.get(`/lots/${noodles}`)).text).to.include(`href="/lots/${noodles}/trace"`);
  });

  it('shows a producer only lots in which the organisation had a part', async () => {
    expect(stepsIn(await trace(sent, 'binh'))).to.deep.equal({ [sent]: 0 });
    expect((await trace(sent, 'binh')).used).to.deep.equal([]);
    expect((await trace(sent, 'binh')).zones).to.deep.equal([]);
    for (const path of [`/api/lots/${noodles}/trace`, '/api/lots/01/09521234000013/10/NONE/trace']) {
      expect((await world.as.binh.get(path)).status, path).to.equal(404);
    }
    expect((await world.stranger.get(`/api/lots/${noodles}/trace`)).status).to.equal(401);
  });

  it('is narrowed by time, organisation and product, and keeps the way to what fits', async () => {
    const fitting = async (query: string) => {
      const { items } = await trace(roots, 'minh', query);
      return items.map(({ lot, fits }) => [lot, fits]);
    };
    expect(await fitting('?organization=org-binh')).to.deep.equal([
      [roots, false],
      [noodles, false],
      [sent, true],
    ]);
    expect(await fitting(`?product=${chain.noodle._id}`)).to.deep.equal([
      [roots, false],
      [noodles, true],
    ]);
    expect(await fitting('?from=2027-01-01')).to.deep.equal([[roots, false]]);
    expect(await fitting('?to=2026-10-02')).to.deep.equal([[roots, true]]);
    expect(await fitting('?from=2026-10-03&to=2026-10-03')).to.have.length(4);
  });

  it('tells every fault of a filter at once, beside its field', async () => {
    const query = '?from=2026-13-01&organization=org-nobody&product=x&zoom=7';
    const { status, body } = await world.as.minh.get(`/api/lots/${noodles}/trace${query}`);
    expect(status).to.equal(400);
    const fields = (body as { errors: { field: string }[] }).errors.map(({ field }) => field);
    expect(fields).to.have.members(['from', 'zoom', 'organization', 'product']);
    const browser = await world.as.minh.browser();
    const page = await browser.get(`/lots/${noodles}/trace?from=2026-10-05&to=2026-10-04&organization=`);
    expect(page.status).to.equal(400);
    expect(page.text).to.include('id="error-to"').and.include(`href="/lots/${packed}/trace"`);
    expect((await browser.get(`/lots/${noodles}/trace?from=&to=&organization=&product=`)).status).to.equal(200);
  });

  it('names lots of other systems that went in or were made of it', async () => {
    const [theirs, made] = [`https://id.gs1.org/01/${someGtin()}/10/F1`, `https://id.gs1.org/01/${someGtin()}/10/F2`];
    const mixed = someLot();
    const own = (lot: string) => `https://id.gs1.org/${lot}`;
    const event = { type: 'TransformationEvent', eventTime: laterTime, eventTimeZoneOffset: '+07:00' };
    await post(world.as.hoa, {
      ...event,
      inputQuantityList: [
        { epcClass: own(roots), quantity: 10, uom: 'KGM' },
        { epcClass: theirs, quantity: 3, uom: 'KGM' },
      ],
      outputQuantityList: [{ epcClass: `${own(chain.noodle.key)}/10/${mixed}`, quantity: 2, uom: 'KGM' }],
    });
    const lot = `${chain.noodle.key}/10/${mixed}`;
    await post(world.as.hoa, {
      ...event,
      inputQuantityList: [{ epcClass: own(lot), quantity: 1, uom: 'KGM' }],
      outputQuantityList: [{ epcClass: made, quantity: 1, uom: 'KGM' }],
    });
    expect((await trace(lot)).foreign).to.have.deep.members([
      { epc: theirs, lot, is: 'input' },
      { epc: made, lot, is: 'output' },
    ]);
    const { text } = await (await world.as.minh.browser()).get(`/lots/${lot}/trace`);
    expect(text.match(/<title>Hệ thống khác · /g)).to.have.length(2);
    expect(text).to.include(`đã dùng làm ra ${mixed}`).and.include(`làm ra từ ${mixed}`);
  });
});
