import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { listKeys } from '../../src/auth/change-keys.js';
import { Alerts } from '../../src/scans/alert.model.js';
import { recordScan } from '../../src/scans/scan.service.js';
import { buildPackedLot, issueLabels, verdictOf, type IssuedLabel, type PackedLot } from '../support/labelled.js';
import { type ServerProcess } from '../support/server-process.js';
import { get, isReady, makeReady, oneSecond, startTwoServers } from '../support/two-servers.js';
import { startWorld, type World } from '../support/world.js';
import { countScans } from '../support/scans.js';

describe('pages of labels that are kept ready', function () {
  this.timeout(120_000);
  let world: World;
  let server: ServerProcess;
  let stop: () => Promise<void>;
  let packed: PackedLot;
  let labels: IssuedLabel[];

  before(async () => {
    world = await startWorld();
    const two = await startTwoServers(world);
    [server, stop] = [two.servers[0] as ServerProcess, two.stop];
  });
  beforeEach(async () => {
    packed = await buildPackedLot(world);
    labels = await issueLabels(world, packed.lot, 4);
    await makeReady(server, labels[0]?.full);
  });
  after(async () => {
    await stop();
    await world.stop();
  });

  it('are not sent again to who has them, until they say something else', async () => {
    await get(server, labels[3]?.full);
    const tag = (await get(server, labels[3]?.full)).res.headers.get('etag') ?? '';
    const known = { 'if-none-match': tag, 'cache-control': 'max-age=0' };
    const again = () => get(server, labels[3]?.full, known);
    const [same, another] = [await again(), await get(server, labels[2]?.full, known)];
    expect([same.res.status, same.text, isReady(same)]).to.deep.equal([304, '', true]);
    expect(same.res.headers.get('etag')).to.equal(tag);
    expect([another.res.status, isReady(another)]).to.deep.equal([200, true]);
    expect(await countScans({ label: `${packed.lot}/21/${labels[3]?.serial}` })).to.equal(3);
    await world.as.minh.post(`/api/lots/${packed.lot}/recalls`, { reason: 'Thử' });
    await sleep(oneSecond);
    const recalled = await again();
    expect([recalled.res.status, verdictOf(recalled)]).to.deep.equal([200, 'recalled']);
  });

  it('are left for a page of its own when the scan hints at a copy; the scan is recorded once', async () => {
    const label = `${packed.lot}/21/${labels[3]?.serial}`;
    const earlier = { address: '91.0.0.1', now: new Date(Date.now() - 20 * 60_000) };
    await recordScan({ label, lot: packed.lot, verdict: 'genuine' }, earlier);
    const page = await get(server, labels[3]?.full, { 'x-forwarded-for': '113.160.92.202' });
    expect([verdictOf(page), isReady(page)]).to.deep.equal(['look-again', false]);
    expect(page.text).to.match(/<dd class="big">2 <small>/);
    expect(await countScans({ label })).to.equal(2);
    expect((await Alerts.find({ label }).lean()).map(({ rule, count }) => [rule, count])).to.deep.equal([
      ['too-far', 1],
    ]);
    const later = await get(server, labels[3]?.full, { 'sec-purpose': 'prefetch' });
    expect(verdictOf(later)).to.equal('look-again');
    const other = await get(server, labels[2]?.full);
    expect([verdictOf(other), isReady(other)]).to.deep.equal(['genuine', true]);
  });

  it('show each label its own key and are not of labels with a scratch code', async () => {
    const issued = await world.as.hoa.post(`/api/lots/${packed.lot}/labels`, { count: 2, scratch: true });
    expect(issued.status, issued.text).to.equal(201);
    const { from } = issued.body as { from: number };
    const list = await world.as.hoa.get(`/api/lots/${packed.lot}/labels?from=${from}&count=1`);
    const [scratched] = (list.body as { items: IssuedLabel[] }).items;
    await makeReady(server, labels[0]?.full);
    for (let look = 0; look < 3; look++) {
      const page = await get(server, scratched?.full);
      expect([isReady(page), page.text.includes('action="/scratch/')]).to.deep.equal([false, true]);
    }
    const [full, compact] = [labels[2]?.full, labels[2]?.compact];
    for (const link of [full, compact]) await makeReady(server, link);
    const pages = await Promise.all([full, compact].map((link) => get(server, link)));
    expect(pages.map(isReady)).to.deep.equal([true, true]);
    const kids = (await listKeys(world.dataDir)).filter(({ state }) => state === 'active');
    const kidOf = (purpose: string) => kids.find((key) => key.purpose === purpose)?.kid ?? '?';
    const shows = (kid: string) => pages.map(({ text }) => text.includes(kid));
    expect([shows(kidOf('labels')), shows(kidOf('serials'))]).to.deep.equal([
      [true, false],
      [false, true],
    ]);
  });
});
