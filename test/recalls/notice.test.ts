import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { AnnouncedRecalls } from '../../src/lots/announced.model.js';
import { linksOf } from '../../src/sets/code.js';
import { issueLabels, type IssuedLabel } from '../support/labelled.js';
import { startRecall, words } from '../support/recalls.js';
import { bandOf, buildShelf, scan, type Shelf } from '../support/sets.js';
import { get, makeReady, oneSecond, startTwoServers, type TwoServers } from '../support/two-servers.js';
import { startWorld, type World } from '../support/world.js';

describe('the notice of a recall', () => {
  let world: World;
  let shelf: Shelf;
  let set: string;
  let label: IssuedLabel | undefined;
  before(async () => {
    world = await startWorld();
    shelf = await buildShelf(world);
    set = await shelf.pack();
    [label] = await issueLabels(world, shelf.tea.lot);
    await startRecall(world, shelf.tea.chain.lot);
  });
  after(() => world.stop());

  const page = async (path: string, language: string) =>
    (await world.stranger.get(path).set('Accept-Language', language).set('Accept', 'text/html')).text;

  it('stands on every page that is concerned, in the language of its reader', async () => {
    const { lot } = shelf.tea;
    const path = (link = '') => new URL(link).pathname;
    const pages = [`/${lot}`, path(label?.compact), path(linksOf({ _id: set }).compact), `/recall-status/${lot}`];
    for (const each of pages) {
      expect(await page(each, 'vi'), each).to.include(words.notice.vi);
      expect(await page(each, 'en'), each)
        .to.include(words.notice.en)
        .and.not.to.include(words.notice.vi);
      const chinese = await page(each, 'zh'); // nobody translated it: Vietnamese, marked as such
      expect(chinese, each).to.match(new RegExp(`<[a-z]+ lang="vi"[^>]*>${words.notice.vi}`));
      expect(await page(each, 'vi'), each).not.to.include(words.reason); // for the trade
    }
    expect(bandOf(await scan(world, linksOf({ _id: set }).compact)).verdict).to.equal('recalled');
    const status = await world.stranger.get(`/api/recall-status/${lot}`).set('Accept-Language', 'en');
    expect(status.body).to.include({ state: 'recalled', notice: words.notice.en });
  });

  it('is written as it was typed, and not on pages of other lots', async () => {
    const typed = { vi: '<b>Đổi & trả</b>', zh: '请退回' };
    const body = { lots: [shelf.noodles.lot], reason: 'x', notice: typed };
    expect((await world.as.minh.post('/api/recalls', body)).status).to.equal(201);
    expect(await page(`/${shelf.noodles.lot}`, 'vi')).to.include('&lt;b&gt;Đổi &amp; trả&lt;/b&gt;');
    expect(await page(`/${shelf.noodles.lot}`, 'zh')).to.include(typed.zh);
    expect(await page(`/${shelf.noodles.chain.lot}`, 'vi')).not.to.include('Đổi &amp; trả');
  });

  it('needs Vietnamese words, and tells every fault at once', async () => {
    const res = await world.as.minh.post('/api/recalls', { lots: [], notice: { en: 'x'.repeat(501) }, more: 1 });
    const fields = (res.body.errors as { field: string }[]).map(({ field }) => field).sort();
    expect([res.status, fields]).to.deep.equal([400, ['lots', 'more', 'notice.en', 'notice.vi', 'reason']]);
    const unknown = await world.as.minh.post('/api/recalls', { ...words, lots: [`${shelf.tea.lot}X`] });
    expect([unknown.status, unknown.body.errors[0].field]).to.deep.equal([404, 'lots']);
  });
});

describe('a recall that is announced', () => {
  let world: World;
  let two: TwoServers;
  let shelf: Shelf;
  before(async function () {
    this.timeout(120_000);
    world = await startWorld();
    shelf = await buildShelf(world);
    two = await startTwoServers(world);
  });
  after(async function () {
    this.timeout(60_000);
    await two.stop();
    await world.stop();
  });

  it('shows within a second on every process, before it is written into a lot', async () => {
    const link = (await issueLabels(world, shelf.tea.lot))[0]?.compact;
    for (const server of two.servers) await makeReady(server, link);
    const eventID = String((await Events.findOne({ lots: shelf.tea.chain.lot }).lean())?._id);
    await AnnouncedRecalls.create({ _id: 'r', roots: [shelf.tea.chain.lot], eventID });
    await sleep(oneSecond);
    const pages = await Promise.all(two.servers.map((server) => get(server, link)));
    for (const { text } of pages) expect(text).to.include('data-verdict="recalled"');
    expect((await world.stranger.get(`/api/recall-status/${shelf.tea.product.key}`)).body.state).to.equal(
      'some-lots-recalled',
    );
  }).timeout(120_000);
});
