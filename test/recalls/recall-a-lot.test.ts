import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { AnnouncedRecalls } from '../../src/lots/announced.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { recallLot } from '../../src/recalls/recall.service.js';
import { eventTime, openWorkshop, outcome, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('recalling a lot', () => {
  let world: World;
  let hoa: Workshop;
  let binh: Workshop;
  before(async () => {
    world = await startWorld();
    [hoa, binh] = await Promise.all([openWorkshop(world, 'hoa'), openWorkshop(world, 'binh', 'Bún khô')]);
  });
  after(() => world.stop());

  const reason = { reason: 'Nhiễm khuẩn' };
  const recall = (lot: string) => world.as.minh.post(`/api/lots/${lot}/recalls`, reason);
  const recalledBy = async (lot: string) => (await Lots.findById(lot).lean())?.recalledBy;

  /** A lot, three generations of what was made from it at two producers, and lots beside them. */
  async function family() {
    const [root, other] = [await hoa.harvest(), await hoa.harvest()];
    const child = await hoa.process(20, root, other);
    const { shipment } = (await hoa.ship(child, 'binh', 10)) as { shipment: string };
    await binh.receive(child, shipment, 10);
    const grandchild = await binh.process(10, child);
    const last = await binh.process(5, grandchild);
    const sibling = await hoa.process(5, other);
    return { root, other, child, grandchild, last, sibling };
  }

  it('marks the lot and everything made from it, and nothing else', async () => {
    const { root, other, child, grandchild, last, sibling } = await family();
    const events = await world.countEvents();
    const res = await recall(root);
    expect(res.status, res.text).to.equal(201);
    expect(res.body.lots).to.have.members([root, child, grandchild, last]);
    expect(res.body.lot).to.equal(root);
    expect(await world.countEvents()).to.equal(events + 2); // the lot that was named, and what was made from it
    expect(await recalledBy(root)).to.equal(res.body.eventID);
    for (const [path, count] of [
      [root, 1],
      [child, 3],
      [grandchild, 3],
      [last, 3],
    ] as const) {
      const stored = await Events.findById(await recalledBy(path)).lean();
      expect(stored?.event).to.include({ bizStep: 'holding', disposition: 'recalled', 'nguon:note': reason.reason });
      expect(stored?.event['nguon:recall']).to.equal(res.body.recall);
      expect(stored?.event.quantityList).to.have.length(count);
    }
    expect(await AnnouncedRecalls.countDocuments({})).to.equal(0);
    for (const lot of [other, sibling]) expect(await recalledBy(lot)).to.equal(null);
  });

  it('stops every lot that it names, except from being destroyed', async () => {
    const { root, grandchild } = await family();
    await recall(root);
    const moves = [outcome(hoa.sell(root)), outcome(hoa.process(1, root)), outcome(binh.ship(grandchild, 'hoa'))];
    expect(await Promise.all(moves)).to.deep.equal(['lot-recalled', 'lot-recalled', 'lot-recalled']);
    expect(await outcome(binh.destroy(grandchild))).to.equal('done');
  });

  it('is said at once on the pages of the lots and on those that labels lead to', async () => {
    const { root, last } = await family();
    expect((await world.stranger.get(`/${last}`)).text).not.to.include('data-verdict="recalled"');
    await recall(root);
    expect((await world.stranger.get(`/${last}`)).text).to.include('data-verdict="recalled"');
    const page = await (await world.as.binh.browser()).get(`/lots/${last}`);
    expect(page.text).to.include('Lô bị thu hồi').and.to.include(reason.reason).and.to.include('Chi cục');
    expect(page.text).not.to.include(root.split('/').at(-1)); // no lot in which binh had no part
  });

  it('shows first whom and what it would concern, and changes nothing by that', async () => {
    const { root, child, last } = await family();
    await hoa.sell(child, 2);
    const events = await world.countEvents();
    const browser = await world.as.minh.browser();
    const way = await browser.get(`/lots/${root}/recalls/new`);
    expect([way.status, way.headers.location]).to.deep.equal([303, `/recalls/new?lots=${encodeURIComponent(root)}`]);
    const page = await browser.get(way.headers.location ?? '');
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Thu hồi 4 lô').and.to.include(`/lots/${last}`).and.to.include('HTX Bình');
    const mock = await world.as.minh.get(`/api/lots/${root}/recalls`);
    expect(mock.body.lots).to.have.length(4);
    expect(mock.body.recalledBy).to.equal(null);
    expect(mock.body.sold).to.deep.equal([{ quantity: 2, uom: 'KGM' }]);
    const several = await world.as.minh.get(`/api/recall-simulation?lots=${root},${child}`);
    expect([several.status, several.body.lots]).to.deep.equal([200, mock.body.lots]);
    const binhs = mock.body.organizations.find(({ id }: { id: string }) => id === 'org-binh');
    expect(binhs).to.deep.include({
      name: 'HTX Bình',
      lots: 3,
      onHand: [{ quantity: 9 + 9 + 5, uom: 'KGM' }],
      awaits: [],
      sold: [],
    });
    expect(await world.countEvents()).to.equal(events);
    expect(await recalledBy(root)).to.equal(null);
  });

  it('works by its form with a notice, and afterwards leads to its page', async () => {
    const { root, last } = await family();
    const browser = await world.as.minh.browser();
    const blank = await browser.post('/recalls', { lots: root });
    expect(blank.status).to.equal(400);
    expect(blank.text).to.include('id="error-reason"').and.to.include('id="error-notice.vi"');
    expect(blank.text).to.include('Thu hồi 4 lô');
    const words = { 'notice.vi': 'Trả lại nơi bán', 'notice.en': 'Bring <it> back' };
    const sent = await browser.post('/recalls', { lots: root, ...reason, ...words });
    expect(sent.status, sent.text).to.equal(303);
    expect(sent.headers.location).to.match(/^\/recalls\/[0-9a-z]{16}$/);
    const page = await browser.get(sent.headers.location ?? '');
    expect([page.status, page.text.includes(`/lots/${last}`)]).to.deep.equal([200, true]);
    expect((await browser.get(`/lots/${last}/recalls/new`)).headers.location).to.equal(sent.headers.location);
  });

  it('refuses a second recall, a producer, a stranger and bad input, and stores nothing', async () => {
    const { root, last } = await family();
    const events = await world.countEvents();
    expect((await world.as.hoa.post(`/api/lots/${root}/recalls`, reason)).body.code).to.equal('role-not-allowed');
    for (const path of [`/lots/${root}/recalls/new`, '/recalls/new', '/mock-recalls/new']) {
      expect((await world.as.hoa.get(path)).status, path).to.equal(403);
    }
    expect((await world.as.hoa.get(`/api/lots/${root}/recalls`)).status).to.equal(403);
    expect(await outcome(recallLot({ lot: root, ...reason }, world.by('an')))).to.equal('role-not-allowed');
    expect((await world.stranger.post(`/api/lots/${root}/recalls`, reason)).body.code).to.equal('unauthenticated');
    expect((await world.as.minh.post(`/api/lots/${root}/recalls`, {})).status).to.equal(400);
    expect((await world.as.minh.post(`/api/lots/${root}X/recalls`, reason)).status).to.equal(404);
    expect(await world.countEvents()).to.equal(events);
    expect((await recall(root)).status).to.equal(201);
    for (const lot of [root, last]) expect((await recall(lot)).body.code).to.equal('wrong-state');
    expect(await world.countEvents()).to.equal(events + 2);
  });

  it('recalls one family once, however many ask at once', async () => {
    const { root } = await family();
    const answers = await Promise.all([1, 2, 3, 4].map(() => recall(root)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
  });

  /** Uses a lot up bit by bit; ends when refused. */
  async function workOn(lot: string, steps: number): Promise<string[]> {
    const codes: string[] = [];
    let code = 'done';
    while (codes.length < steps && code === 'done') {
      code = await outcome(hoa.process(0.01, lot));
      codes.push(code);
    }
    return codes;
  }

  it('leaves no descendant out that is made while it is recorded', async () => {
    const seen = new Set<string>();
    for (let round = 0; round < 12; round++) {
      const root = await hoa.harvest();
      const child = await hoa.process(200, root);
      const grandchild = await hoa.process(100, child);
      // three who soon stop, or one who goes on until refused
      const [count, steps] = round % 2 === 0 ? [3, 4] : [1, 60];
      const workers = [grandchild, child, root].slice(0, count).map((lot) => workOn(lot, steps));
      const act = wait((round % 6) * 10).then(() => outcome(recallLot({ lot: root, ...reason }, world.by('minh'))));
      const [recalled, ...codes] = [await act, ...(await Promise.all(workers)).flat()];
      expect(recalled).to.equal('done');
      for (const code of codes) seen.add(code);
      const descendants = await Lots.find({ ancestors: root }).lean();
      expect(descendants).to.have.length(2 + codes.filter((code) => code === 'done').length);
      const ofRecall = async (path: string) =>
        (await Events.findById(await recalledBy(path)).lean())?.event['nguon:recall'] ?? path;
      const id = await ofRecall(root);
      for (const lot of descendants) expect(await ofRecall(lot._id), lot._id).to.equal(id);
    }
    expect([...seen]).to.have.members(['done', 'lot-recalled']);
  }).timeout(120_000);

  it('is not kept off by a lot whose phone ran ahead of our clock', async () => {
    const root = await hoa.harvest();
    const now = new Date(Date.parse(eventTime) - 60_000);
    expect(await outcome(recallLot({ lot: root, ...reason }, world.by('minh', now)))).to.equal('done');
  });

  it('marks many lots in parts, and holds for all of them from the first on', async () => {
    const root = await hoa.harvest(1000);
    const made = [];
    while (made.length < 430) made.push(await hoa.process(1, root));
    const res = await recall(root);
    expect(res.body.lots).to.have.length(431);
    const browser = await world.as.minh.browser();
    for (const lot of [made[0] ?? '', made.at(-1) ?? '']) {
      expect((await world.stranger.get(`/${lot}`)).text).to.include('data-verdict="recalled"');
      expect(await outcome(hoa.ship(lot, 'binh'))).to.equal('lot-recalled');
    }
    const { recall: id } = res.body as { recall: string };
    for (let isDone = false; !isDone;) {
      isDone = (await world.as.minh.get(`/api/recalls/${id}`)).body.markedAt !== null;
      await wait(50);
    }
    expect(await Lots.countDocuments({ ancestors: root, recalledBy: null })).to.equal(0);
    expect(await Events.countDocuments({ 'event.nguon:recall': id })).to.equal(4); // the root, 200, 200, 30
    const page = await browser.get(`/recalls/${id}?offset=400`);
    expect(page.text).to.include('401–431 / 431').and.not.to.include('<progress');
  }).timeout(240_000);
});

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
