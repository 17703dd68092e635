import { expect } from 'chai';
import request from 'supertest';
import { FirstScans, insertFirst, insertLater, LaterScans, ScanSalts } from '../../src/scans/scan.model.js';
import { countryOf } from '../../src/scans/country.js';
import { networkOf, recordScan } from '../../src/scans/scan.service.js';
import { buildLabel } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';
import { countScans, forgetScans, scansOf } from '../support/scans.js';

const vietnamese = '113.160.92.202';
const chinese = '114.114.114.114';

describe('recording a scan', () => {
  let world: World;
  let one: Awaited<ReturnType<typeof buildLabel>>;
  before(async () => {
    world = await startWorld();
    world.app.set('trust proxy', true); // so that a test can come from anywhere
  });
  beforeEach(async () => {
    one = await buildLabel(world);
  });
  after(() => world.stop());

  const target = () => one.label.full.replace('http://nguon.test', '');
  const scan = (address: string, link = target()) => world.stranger.get(link).set('X-Forwarded-For', address);
  const stored = (label: string) => scansOf({ label });
  const labelPath = () => `${one.lot}/21/${one.label.serial}`;

  it('counts up, and tells when and where the first one was', async () => {
    const first = await scan(vietnamese);
    expect(first.text).to.include('Đây là lần quét đầu tiên');
    await scan(chinese);
    const third = await world.stranger.get(target().replace('?s=', '?lang=en&s=')).set('X-Forwarded-For', chinese);
    expect(third.text).to.match(/<dd class="big">3 <small>First: \d+ \w+ \d{4}, \d\d:\d\d, Vietnam<\/small>/);
    expect(await stored(labelPath())).to.have.length(3);
  });

  it('counts a label however its link is written, and each label by itself', async () => {
    await scan(vietnamese);
    await scan(vietnamese, target().split('?')[0]);
    await scan(vietnamese, `/${one.lot}/21/${one.label.serial.toLowerCase()}`);
    expect(await stored(labelPath())).to.have.length(3);
    await scan(vietnamese, `/${one.lot}`);
    expect(await stored(one.lot)).to.have.length(1);
    expect(await stored(labelPath())).to.have.length(3);
  });

  it('keeps time, label, country and a hash: no address, no place, no browser', async () => {
    await forgetScans();
    const before = Date.now();
    await scan(vietnamese).set('User-Agent', 'Phone/1.0');
    await scan(vietnamese).set('User-Agent', 'Phone/1.0');
    const raw = await FirstScans.collection.findOne({});
    const later = await LaterScans.collection.findOne({});
    const kept = ['_id', 'at', 'country', 'lot', 'network', 'reader', 'verdict'];
    expect(Object.keys(raw ?? {})).to.have.members(kept);
    expect(Object.keys(later ?? {})).to.have.members([...kept, 'label']);
    expect(raw).to.include({ lot: one.lot, country: 'VN', verdict: 'genuine' });
    expect(raw?.at.getTime()).to.be.within(before, Date.now());
    expect(raw?.reader).to.match(/^[\w-]{16}$/);
    expect(raw?.network)
      .to.match(/^[\w-]{16}$/)
      .and.not.equal(raw?.reader);
    expect(JSON.stringify([raw, later]))
      .not.to.include(vietnamese)
      .and.not.include('Phone');
  });

  it('counts scans of one moment each for itself, the first with its country', async () => {
    const facts = { label: labelPath(), lot: one.lot, verdict: 'genuine' };
    const now = new Date();
    const other = { ...facts, label: `${one.lot}/21/other` };
    const told = await Promise.all([
      recordScan(facts, { address: vietnamese, now }),
      recordScan(other, { address: chinese, now }),
      recordScan(facts, { address: chinese, now: new Date(now.getTime() + 1) }),
    ]);
    expect(told.map((each) => each.facts.count)).to.deep.equal([1, 1, 2]);
    expect(told.map((each) => each.facts.firstCountry)).to.deep.equal(['VN', 'CN', 'VN']);
    expect(told[2]?.facts.firstAt).to.deep.equal(now);
    expect(told.map(({ history }) => history.map(({ country }) => country))).to.deep.equal([[], [], ['VN']]);
    const third = await recordScan(facts, { address: chinese, now: new Date(now.getTime() + 2) });
    expect(third.facts.count).to.equal(3);
    expect(third.history.map(({ _id }) => String(_id))).to.deep.equal(
      [told[2], told[0]].map((each) => String(each?.scan._id)),
    );
  });

  it('tells the same of a label that was scanned hundreds of times', async () => {
    const label = labelPath();
    const at = (index: number) => new Date(Date.UTC(2026, 9, 3) + index * 1000);
    const rows = Array.from({ length: 400 }, (_, index) => ({
      ...{ _id: String(index), label, lot: one.lot, verdict: 'genuine', reader: String(index) },
      ...{ at: at(index), country: index === 0 ? 'LA' : null },
    }));
    await insertFirst(rows.slice(0, 1));
    await insertLater(rows.slice(1));
    for (const count of [401, 402]) {
      const now = at(count - 1);
      const recorded = await recordScan({ label, lot: one.lot, verdict: 'genuine' }, { address: vietnamese, now });
      expect(recorded.facts).to.deep.equal({ count, firstAt: at(0), firstCountry: 'LA' });
      const latest = recorded.history.map((scan) => scan.at);
      expect([latest[0], latest.at(-1)]).to.deep.equal([at(count - 2), at(count === 401 ? 350 : 352)]);
    }
  });

  it('fails each scan of a group that the store refuses, and no other', async () => {
    await forgetScans();
    await LaterScans.collection.createIndex({ label: 1 }, { unique: true, name: 'broken' });
    try {
      for (let look = 0; look < 2; look++) expect((await scan(vietnamese)).status).to.equal(200);
      const other = `/${one.lot}`;
      const refused = await Promise.all([scan(vietnamese), scan(chinese, other).set('Accept', 'application/json')]);
      expect(refused.map(({ status }) => status)).to.include(500);
      expect(await stored(labelPath())).to.have.length(2);
    } finally {
      await LaterScans.collection.dropIndex('broken');
    }
    expect((await scan(vietnamese)).status).to.equal(200);
    expect(await stored(labelPath())).to.have.length(3);
  });

  it('tells readers apart for a day, and not beyond', async () => {
    const now = new Date('2026-11-20T10:00:00Z');
    const later = new Date('2026-11-20T23:59:59Z');
    const tomorrow = new Date('2026-11-21T00:00:01Z');
    const facts = { label: labelPath(), lot: one.lot, verdict: 'genuine' };
    for (const [address, at] of [
      [vietnamese, now],
      [vietnamese, later],
      [chinese, now],
      [vietnamese, tomorrow],
    ] as const) {
      await recordScan(facts, { address, now: at });
    }
    const scans = await scansOf({ label: labelPath() });
    const readerAt = (at: Date, country: string) =>
      scans.find((each) => each.at.getTime() === at.getTime() && each.country === country)?.reader;
    expect(readerAt(later, 'VN')).to.equal(readerAt(now, 'VN'));
    expect(readerAt(now, 'CN')).not.to.equal(readerAt(now, 'VN'));
    expect(readerAt(tomorrow, 'VN')).not.to.equal(readerAt(now, 'VN'));
    const salts = await ScanSalts.find({}).lean();
    expect(salts.map(({ _id }) => _id)).not.to.include('2026-11-20');
  });

  it('stores a refused label too, without a lot’s page', async () => {
    const wrong = target().replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect((await scan(vietnamese, wrong)).status).to.equal(404);
    const [refused, ...others] = await scansOf({ lot: one.lot });
    expect(refused).to.include({ label: `${one.lot}/21/?`, verdict: 'not-genuine', country: 'VN' });
    expect(others).to.deep.equal([]);
  });

  it('does not count a HEAD, a page fetched ahead, or the same page in another language', async () => {
    await scan(vietnamese);
    expect((await request(world.app).head(target())).status).to.equal(200);
    expect((await request(world.app).head(target().replace('?s=0', '?s=1'))).status).to.equal(404);
    await scan(vietnamese).set('Sec-Purpose', 'prefetch;prerender');
    await scan(vietnamese, `${target()}&lang=zh`).set('Sec-Fetch-Site', 'same-origin');
    expect(await stored(labelPath())).to.have.length(1);
    expect(await countScans({ label: `${one.lot}/21/?` })).to.equal(0);
  });

  it('counts all of many at once', async () => {
    await Promise.all(Array.from({ length: 12 }, () => scan(chinese)));
    expect(await stored(labelPath())).to.have.length(12);
  });
});

describe('the network of an address', () => {
  it('is its first 24 bits, of IPv6 its first 48', () => {
    expect(networkOf('113.160.92.202')).to.equal('113.160.92');
    expect(networkOf('2402:800:61ab::1')).to.equal('2402:800:61ab');
    expect(networkOf('2402:0800:0000:1:2:3:4:5')).to.equal('2402:800:0');
    expect(networkOf('2402::1')).to.equal('2402:0:0');
    expect(networkOf('::1')).to.equal('0:0:0');
  });
});

describe('the country of an address', () => {
  it('comes from a table on this machine', async () => {
    expect(await countryOf(vietnamese)).to.equal('VN');
    expect(await countryOf(`::ffff:${chinese}`)).to.equal('CN');
    expect(await countryOf('2402:800::1')).to.equal('VN');
    for (const unknown of ['127.0.0.1', '10.0.0.1', '::1', '', 'no address']) {
      expect(await countryOf(unknown), unknown).to.equal(null);
    }
  });
});
