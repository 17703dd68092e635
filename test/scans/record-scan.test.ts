import { expect } from 'chai';
import request from 'supertest';
import { Scans, ScanSalts } from '../../src/scans/scan.model.js';
import { countryOf } from '../../src/scans/country.js';
import { networkOf, recordScan } from '../../src/scans/scan.service.js';
import { buildLabel } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

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
  const stored = (label: string) => Scans.find({ label }).sort('at').lean();
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
    const before = Date.now();
    await scan(vietnamese).set('User-Agent', 'Phone/1.0');
    const [raw] = await Scans.collection.find({ label: labelPath() }).toArray();
    expect(Object.keys(raw ?? {}).sort()).to.deep.equal(
      ['__v', '_id', 'at', 'country', 'label', 'lot', 'network', 'reader', 'verdict'].sort(),
    );
    expect(raw).to.include({ lot: one.lot, country: 'VN', verdict: 'genuine' });
    expect(raw?.at.getTime()).to.be.within(before, Date.now());
    expect(raw?.reader).to.match(/^[\w-]{16}$/);
    expect(raw?.network)
      .to.match(/^[\w-]{16}$/)
      .and.not.equal(raw?.reader);
    expect(JSON.stringify(raw)).not.to.include(vietnamese).and.not.include('Phone');
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
    const scans = await Scans.find({ label: labelPath() }).lean();
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
    const [refused, ...others] = await Scans.find({ lot: one.lot }).lean();
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
    expect(await Scans.countDocuments({ label: `${one.lot}/21/?` })).to.equal(0);
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
