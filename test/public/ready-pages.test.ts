import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { listKeys, revokeKeys } from '../../src/auth/change-keys.js';
import { LaterScans } from '../../src/scans/scan.model.js';
import { buildPackedLot, issueLabels, verdictOf, type IssuedLabel, type PackedLot } from '../support/labelled.js';
import { waitFor, type ServerProcess } from '../support/server-process.js';
import { type StoreProxy } from '../support/store-proxy.js';
import { get, isReady, makeReady, oneSecond, startTwoServers } from '../support/two-servers.js';
import { startWorld, type World } from '../support/world.js';
import { countScans, forgetScans } from '../support/scans.js';

describe('pages of labels that are kept ready, in two processes on one store', function () {
  this.timeout(120_000);
  let world: World;
  let proxy: StoreProxy;
  let servers: ServerProcess[];
  let stop: () => Promise<void>;
  let packed: PackedLot;
  let labels: IssuedLabel[];

  before(async () => {
    world = await startWorld();
    ({ servers, proxy, stop } = await startTwoServers(world));
  });
  beforeEach(async () => {
    packed = await buildPackedLot(world);
    labels = await issueLabels(world, packed.lot, 4);
    for (const server of servers) await makeReady(server, labels[0]?.full);
  });
  after(async () => {
    await stop();
    await world.stop();
  });

  const seen = (index = 1) => Promise.all(servers.map((server) => get(server, labels[index]?.full)));
  const verdicts = async (index = 1) => (await seen(index)).map(verdictOf);

  it('are the same as those that are made for a reader, with the same headers', async () => {
    const [server] = servers;
    if (!server) throw new Error('no server');
    for (const form of ['full', 'compact'] as const) {
      const link = labels[2]?.[form];
      for (const lang of ['vi', 'en', 'zh', 'zh-Hant']) {
        const language = { 'accept-language': lang };
        await makeReady(server, labels[0]?.[form], language);
        const ready = await get(server, link, language);
        const made = await get(server, link, { ...language, 'sec-purpose': 'prefetch' }); // no scan, so the count stays
        expect([isReady(ready), isReady(made)]).to.deep.equal([true, false]);
        expect(ready.text).to.equal(made.text).and.include(labels[2]?.serial.match(/.{4}/g)?.join(' '));
        const headers = [ready, made].map(({ res }) => Object.fromEntries(res.headers));
        const [tag, other] = headers.map(({ etag }) => etag);
        expect([tag, other].every((each) => each?.startsWith('W/"'))).to.equal(true);
        for (const each of headers) for (const name of ['server-timing', 'date', 'etag']) delete each[name];
        expect(headers[0]).to.deep.equal(headers[1]);
        expect(headers[0]).to.include({ 'cache-control': 'private, no-cache' });
      }
    }
  });

  it('are sent to a browser as gzip, to the same page', async () => {
    const [server] = servers as [ServerProcess];
    const plain = await get(server, labels[2]?.full);
    for (const encodings of ['gzip, deflate, br', 'gzip', 'br, gzip']) {
      const zipped = await get(server, labels[3]?.full, { 'accept-encoding': encodings });
      expect([isReady(zipped), zipped.res.headers.get('content-encoding')]).to.deep.equal([true, 'gzip']);
      expect(Number(zipped.res.headers.get('content-length'))).to.be.lessThan(plain.text.length / 1.5);
      expect(zipped.res.headers.get('vary')).to.equal('Accept-Language, Accept, Accept-Encoding');
      const other = await get(server, labels[3]?.full, { 'sec-purpose': 'prefetch' });
      expect(zipped.text).to.equal(other.text);
    }
    const refused = await get(server, labels[3]?.full, { 'accept-encoding': 'gzip;q=0' });
    expect(refused.res.headers.get('content-encoding')).to.equal(null);
  });

  it('count each scan, at whichever process, before they are answered', async () => {
    const label = `${packed.lot}/21/${labels[3]?.serial}`;
    const counts = [];
    for (let turn = 0; turn < 4; turn++) {
      const page = await get(servers[turn % 2] as ServerProcess, labels[3]?.full, {
        'x-forwarded-for': '113.160.92.202',
      });
      expect(isReady(page)).to.equal(true);
      counts.push(/<dd class="big">(\d+) <small>/.exec(page.text)?.[1]);
      expect(await countScans({ label, country: 'VN' })).to.equal(turn + 1);
    }
    expect(counts).to.deep.equal(['1', '2', '3', '4']);
  });

  it('are not shown when the scan cannot be stored', async () => {
    const [server] = servers as [ServerProcess];
    await forgetScans();
    await LaterScans.collection.createIndex({ label: 1 }, { unique: true, name: 'broken' });
    try {
      for (let look = 0; look < 2; look++) expect(isReady(await get(server, labels[3]?.full))).to.equal(true);
      const { res, text } = await get(server, labels[3]?.full);
      expect(res.status).to.equal(500);
      expect(text).to.include('<html lang="vi">').and.not.include('E11000');
      expect(verdictOf({ text })).to.equal(null);
    } finally {
      await LaterScans.collection.dropIndex('broken');
    }
    expect(isReady(await get(server, labels[3]?.full))).to.equal(true);
  });

  it('are of nobody else: a wrong seal, a reader who is signed in, a link type', async () => {
    const [server] = servers as [ServerProcess];
    const { full = '', serial = '' } = labels[1] ?? {};
    const wrong = full.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
    const others = [wrong, full.replace(serial, labels[2]?.serial ?? ''), full.replace(/s=./, 's=Z')];
    for (const link of others) expect(verdictOf(await get(server, link)), link).to.equal('not-genuine');
    expect(isReady(await get(server, full))).to.equal(true);
    expect(isReady(await get(server, full, { cookie: 'session=x' }))).to.equal(false);
    expect((await get(server, full, { accept: 'application/linkset+json' })).res.headers.get('content-type')).to.match(
      /^application\/linkset\+json/,
    );
  });

  it('say on both within a second that the lot is recalled', async () => {
    expect(await verdicts()).to.deep.equal(['genuine', 'genuine']);
    expect((await world.as.minh.post(`/api/lots/${packed.lot}/recalls`, { reason: 'Thử' })).status).to.equal(201);
    await sleep(oneSecond);
    expect(await verdicts()).to.deep.equal(['recalled', 'recalled']);
  });

  it('say so too of a hold, a void label, a product’s new name and a lot that it was made of', async () => {
    const told = async (words: string) => (await seen()).map(({ text }) => text.includes(words));
    expect(await told('tạm giữ')).to.deep.equal([false, false]);
    await world.as.minh.post(`/api/lots/${packed.lot}/holds`, { reason: 'Kiểm tra' });
    await sleep(oneSecond);
    expect(await told('tạm giữ')).to.deep.equal([true, true]);
    const { uom, netContent, shelfLifeDays, gtin } = packed.product;
    const renamed = { names: { vi: 'Miến mới' }, uom, netContent, shelfLifeDays, gtin };
    const put = await world.as.hoa.put(`/api/products/${packed.product._id}`, renamed);
    expect(put.status, put.text).to.equal(200);
    await world.as.hoa.post(`/api/lots/${packed.lot}/labels/voids`, { first: labels[1]?.serial, reason: 'Rách' });
    await sleep(oneSecond);
    expect(await told('Miến mới')).to.deep.equal([true, true]);
    expect([await verdicts(1), await verdicts(2)]).to.deep.equal([
      ['void', 'void'],
      ['genuine', 'genuine'],
    ]);
    await world.as.minh.post(`/api/lots/${packed.chain.lot}/recalls`, { reason: 'Thử' });
    await sleep(oneSecond);
    expect(await verdicts(2)).to.deep.equal(['recalled', 'recalled']);
  });

  it('are not used while the changes of the store are silent, nor after they broke off', async () => {
    const throughProxy = servers[1] as ServerProcess;
    expect(isReady(await get(throughProxy, labels[1]?.full))).to.equal(true);
    proxy.silenceChanges();
    await sleep(oneSecond); // what was asked before is answered
    expect(isReady(await get(throughProxy, labels[1]?.full))).to.equal(false);
    await world.as.minh.post(`/api/lots/${packed.lot}/recalls`, { reason: 'Thử' });
    await sleep(oneSecond);
    const silent = await get(throughProxy, labels[1]?.full);
    expect([verdictOf(silent), isReady(silent)]).to.deep.equal(['recalled', false]);
    proxy.cut();
    await waitFor('it answers again', async () => (await get(throughProxy, labels[1]?.full)).res.status === 200);
    expect(verdictOf(await get(throughProxy, labels[1]?.full))).to.equal('recalled');
    await makeReady(throughProxy, labels[0]?.full);
    expect(await verdicts()).to.deep.equal(['recalled', 'recalled']);
  });

  it('wait for a proof that is a little late', async () => {
    const throughProxy = servers[1] as ServerProcess;
    expect(isReady(await get(throughProxy, labels[1]?.full))).to.equal(true);
    proxy.silenceChanges();
    await sleep(1200); // what was asked before is answered, and proves 900 ms more
    const late = get(throughProxy, labels[1]?.full);
    await sleep(300);
    proxy.endSilence();
    expect(isReady(await late)).to.equal(true);
  });

  it('say with the next request that the key of the label was revoked', async () => {
    const active = (await listKeys(world.dataDir)).filter(({ state }) => state === 'active');
    const kids = active.filter(({ purpose }) => purpose === 'labels').map(({ kid }) => kid);
    expect(await verdicts()).to.deep.equal(['genuine', 'genuine']);
    await revokeKeys(world.dataDir, { kids, because: 'Bị lộ', now: new Date() });
    expect(await verdicts()).to.deep.equal(['key-withdrawn', 'key-withdrawn']);
  });
});
