import { expect } from 'chai';
import { type Response } from 'supertest';
import { Alerts } from '../../src/scans/alert.model.js';
import { recordScan } from '../../src/scans/scan.service.js';
import { config } from '../../src/config.js';
import { keys } from '../../src/auth/keys.js';
import { BlankLabels } from '../../src/labels/blank.model.js';
import { makeSerial } from '../../src/labels/seal.js';
import { buildLabel, verdictOf } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';
import { forgetScans, scansOf } from '../support/scans.js';

const [vietnamese, viettel, german] = ['113.160.92.202', '203.113.131.1', '91.0.0.1'] as const;
const minute = 60_000;

interface Item {
  id: string;
  rule: string;
  label: string;
  sentence: string;
  count: number;
  note: string | null;
  closedBy: string | null;
}

describe('alerts about copied labels', () => {
  let world: World;
  let one: Awaited<ReturnType<typeof buildLabel>>;
  before(async () => {
    world = await startWorld();
    world.app.set('trust proxy', true); // so that a test can come from anywhere
  });
  beforeEach(async () => {
    await Alerts.deleteMany({});
    one = await buildLabel(world);
  });
  after(() => world.stop());

  const target = () => one.label.full.replace(config.publicUrl, '');
  const label = () => `${one.lot}/21/${one.label.serial}`;
  const scan = (address: string, link = target()) =>
    world.stranger.get(link).set('X-Forwarded-For', address).set('Accept-Language', 'vi');
  /** A scan of some minutes ago. */
  const earlier = (address: string, minutes: number) =>
    recordScan(
      { label: label(), lot: one.lot, verdict: 'genuine' },
      { address, now: new Date(Date.now() - minutes * minute) },
    );
  const list = async (as: 'hoa' | 'binh' | 'minh' | 'an', query = '') =>
    ((await world.as[as].get(`/api/alerts${query}`)).body as { items: Item[] }).items;
  const pick = (address: string, province: string, link = target()) =>
    world.stranger.post(`/tell${link}`).type('form').send({ province }).set('X-Forwarded-For', address);
  const noticesOf = ({ text }: Response) =>
    [...text.matchAll(/<p class="notice warn">.*?<span>(.*?)<\/span>/gs)].map(([, words]) => words);

  it('are raised by a scan too far from the last one, and told on the page in words', async () => {
    await earlier(german, 20);
    const page = await scan(vietnamese);
    expect([page.status, verdictOf(page)]).to.deep.equal([200, 'look-again']);
    expect(page.text).to.include('Cần xem kỹ lại').and.not.include('Tem thật');
    expect(noticesOf(page)).to.have.length(1);
    expect(noticesOf(page)[0]).to.match(
      /^Tem này được quét ở Đức, rồi ở Việt Nam chỉ sau 20 phút\. Hai nơi cách nhau ít nhất [\d.]+ km/,
    );
    const english = await world.stranger.get(`${target()}&lang=en`).set('Sec-Fetch-Site', 'same-origin');
    expect(verdictOf(english)).to.equal('look-again');
    expect(english.text).to.include('This label was scanned in Germany, and in Vietnam only 20 minutes later.');
    const [alert, ...others] = await list('minh');
    expect(others).to.deep.equal([]);
    expect(alert).to.include({ rule: 'too-far', label: label(), count: 1 });
  });

  it('are one a label and rule, renewed by each scan', async () => {
    await earlier(german, 20);
    await Promise.all([scan(vietnamese), scan(viettel), scan(vietnamese)]);
    const alerts = await list('minh');
    expect(alerts.map(({ rule, count }) => [rule, count])).to.deep.equal([['too-far', 3]]);
  });

  it('are not raised by a family, a second network, a traveller of yesterday or whoever is signed in', async () => {
    for (let look = 0; look < 10; look++) expect(verdictOf(await scan(vietnamese))).to.equal('genuine');
    await scan(viettel);
    await earlier(german, 1500);
    expect(verdictOf(await scan(vietnamese))).to.equal('genuine');
    await earlier(german, 5);
    const own = await world.as.hoa.get(target()).set('X-Forwarded-For', vietnamese);
    expect(verdictOf(own)).to.equal('genuine');
    expect(await list('minh')).to.deep.equal([]);
  });

  it('are seen by inspectors, the office and the maker of the lot, and by no other producer', async () => {
    await earlier(german, 20);
    await scan(vietnamese);
    for (const name of ['minh', 'an', 'hoa'] as const) expect(await list(name), name).to.have.length(1);
    expect(await list('binh')).to.deep.equal([]);
    expect((await world.stranger.get('/api/alerts')).status).to.equal(401);
    const desk = await (await world.as.hoa.browser()).get('/work');
    expect(desk.text).to.include('Hai nơi quá xa nhau').and.include('1 cảnh báo chưa xử lý');
    expect(desk.text).to.match(/href="\/alerts">Cảnh báo&nbsp;\s*<span class="badge warn">1<\/span>/);
    const other = await world.as.binh.browser();
    expect((await other.get('/work')).text)
      .not.to.include('Hai nơi quá xa nhau')
      .and.not.include('badge warn');
    expect((await other.get('/alerts')).text).to.include('Không có cảnh báo nào');
  });

  it('are closed by an inspector with a note; another scan that breaks the rule opens it again', async () => {
    await earlier(german, 20);
    await scan(vietnamese);
    const [{ id } = { id: '' }] = await list('minh');
    const minh = await world.as.minh.browser();
    const queue = await minh.get('/alerts');
    expect(queue.text).to.include(`href="/alerts/${id}/closures/new"`);
    const form = await minh.get(`/alerts/${id}/closures/new`);
    expect(form.text).to.include(`href="/lots/${one.lot}">${one.code}</a>`).and.include('Đức');
    const blank = await minh.post(`/alerts/${id}/closures`, { note: ' ' });
    expect(blank.status).to.equal(400);
    expect(blank.text).to.include('id="error-note"').and.include('Đức');
    expect((await world.as.hoa.post(`/api/alerts/${id}/closures`, { note: 'xong' })).status).to.equal(403);
    expect((await world.as.minh.post('/api/alerts/nothing/closures', { note: 'xong' })).status).to.equal(404);
    expect(await list('minh')).to.have.length(1);

    expect((await minh.post(`/alerts/${id}/closures`, { note: 'Khách dùng VPN' })).status).to.equal(303);
    expect(await list('minh')).to.deep.equal([]);
    expect(await list('hoa', '?state=closed')).to.have.length(1);
    expect((await list('minh', '?state=closed'))[0]).to.include({ note: 'Khách dùng VPN', closedBy: 'minh' });
    expect((await minh.get('/alerts?state=closed')).text).to.include('Đã xử lý: minh, Khách dùng VPN');
    expect((await world.as.minh.post(`/api/alerts/${id}/closures`, { note: 'nữa' })).status).to.equal(409);

    expect(verdictOf(await scan(vietnamese))).to.equal('genuine'); // the far scan was judged
    expect(verdictOf(await scan(german))).to.equal('look-again'); // a new one
    expect((await list('minh')).map(({ count }) => count)).to.deep.equal([2]);
  });

  it('are raised by places that readers pick, and only by the last of each reader', async () => {
    await scan(viettel);
    await scan(vietnamese);
    expect((await pick(viettel, '79')).status).to.equal(200);
    const page = await pick(vietnamese, '04').set('Accept-Language', 'vi');
    expect(page.text).to.include('Đã ghi nơi quét: Cao Bằng');
    expect(verdictOf(page)).to.equal('look-again');
    expect(noticesOf(page)[0]).to.include('Thành phố Hồ Chí Minh').and.include('Cao Bằng');
    const stored = await scansOf({ label: label() });
    expect(stored.map(({ province }) => province)).to.deep.equal(['79', '04']);
  });

  it('leave the store alone where a province is none, or the reader has not scanned', async () => {
    await scan(vietnamese);
    expect((await pick(vietnamese, '99')).status).to.equal(400);
    expect((await world.stranger.post(`/tell${target()}`).type('form').send({})).status).to.equal(400);
    const unscanned = await pick(viettel, '04').set('Accept-Language', 'vi');
    expect(unscanned.text).to.include('Chưa ghi được nơi quét');
    expect((await pick(vietnamese, '04', target().replace('?s=0', '?s=1'))).status).to.equal(404);
    expect((await scansOf({ label: label() })).map(({ province }) => province)).to.deep.equal([undefined]);
    const opened = await world.stranger.get(`/tell${target()}`);
    expect([opened.status, opened.headers.location]).to.deep.equal([303, target()]);
  });

  it('are raised by the third serial that the lot does not have, and by the first that is sealed', async () => {
    const guess = `/${one.lot}/21/000A0000000000000000`;
    for (const expected of [0, 0, 1]) {
      expect((await scan(vietnamese, guess)).status).to.equal(404);
      expect(await list('hoa')).to.have.length(expected);
    }
    expect((await list('hoa'))[0]?.sentence)
      .to.include('3 lượt quét')
      .and.include('tem số 11')
      .and.include('1 tem');
    const [, product = '', lot = ''] = /^(.*)\/10\/(.*)$/.exec(one.lot) ?? [];
    const serial = makeSerial({ key: keys().serial.active(), productKey: product, lot, index: 500 });
    expect((await scan(vietnamese, `/${one.lot}/21/${serial}`)).status).to.equal(404);
    expect((await list('minh')).map(({ rule }) => rule)).to.have.members(['not-issued', 'sealed-not-issued']);
  });

  it('are not raised by a serial that is mistyped', async () => {
    const wrong = one.label.serial.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    for (let again = 0; again < 4; again++) await scan(vietnamese, `/${one.lot}/21/${wrong}`);
    expect(await list('minh')).to.deep.equal([]);
  });

  it('leave a graver verdict, and tell below it that a recalled lot is still seen', async () => {
    await earlier(german, 20);
    await world.as.minh.post(`/api/lots/${one.lot}/recalls`, { reason: 'Thử' });
    const page = await scan(vietnamese);
    expect(verdictOf(page)).to.equal('recalled');
    expect(noticesOf(page)[0]).to.include('Đức');
  });

  it('are raised by scans of a blank label that no lot has taken, seen by its producer, and by none once it is bound', async () => {
    const { _id, key } = one.product;
    await world.as.hoa.post(`/api/products/${_id}/blank-labels`, { count: 2 }).expect(201);
    const { body } = await world.as.hoa.get(`/api/products/${_id}/blank-labels`);
    const [first = '', second = ''] = (body as { items: { full: string }[] }).items.map(({ full }) => full);
    const at = (link: string) => link.replace(config.publicUrl, '');
    for (const address of [vietnamese, viettel]) expect(verdictOf(await scan(address, at(first)))).to.equal('unused');
    expect(await list('minh'), 'a fresh print is tried').to.deep.equal([]);

    await BlankLabels.updateOne({ _id: key }, { $set: { 'runs.0.at': new Date(Date.now() - 30 * 86_400_000) } });
    await forgetScans();
    await world.as.hoa.get(at(first));
    await scan(vietnamese, at(first));
    await scan(vietnamese, at(first));
    expect(await list('minh'), 'one who tries it, and who is signed in').to.deep.equal([]);
    const page = await scan(viettel, at(first));
    expect(verdictOf(page)).to.equal('unused');
    expect(await list('binh')).to.deep.equal([]);
    for (const who of ['hoa', 'minh'] as const) {
      const [alert, ...more] = await list(who);
      expect(more).to.deep.equal([]);
      expect(alert).to.include({ rule: 'unbound', severity: 'note', href: `/${key}`, lot: key });
      expect(alert?.sentence).to.match(/^Tem trắng tạo ngày .* đã được quét 2 lần/);
    }
    expect((await (await world.as.minh.browser()).get('/alerts')).text).to.include(`href="/${key}"`);

    await world.as.hoa.post(`/api/lots/${one.lot}/labels/bindings`, { first: 2, last: 2 }).expect(201);
    for (const address of [vietnamese, viettel]) expect(verdictOf(await scan(address, at(second)))).to.equal('genuine');
    expect(await list('minh')).to.have.length(1);
  });
});
