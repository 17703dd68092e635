import { expect } from 'chai';
import { compareLots } from '../../src/events/rebuild.service.js';
import { Lots } from '../../src/lots/lot.model.js';
import { startRecall } from '../support/recalls.js';
import { openWorkshop, outcome, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('lifting a recall that was an error', () => {
  let world: World;
  let hoa: Workshop;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
  });
  after(() => world.stop());

  const recalledBy = async (lot: string) => (await Lots.findById(lot).lean())?.recalledBy;
  const lift = (id: string, body: object = { note: 'Nhầm mẫu thử' }) =>
    world.as.minh.post(`/api/recalls/${id}/liftings`, body);

  it('declares each of its events an error: the lots move again, and pages and follow-up say so', async () => {
    const root = await hoa.harvest();
    const made = await hoa.process(20, root);
    const id = await startRecall(world, root);
    expect(await outcome(hoa.sell(made))).to.equal('lot-recalled');
    const browser = await world.as.minh.browser();
    const form = await browser.get(`/recalls/${id}/liftings/new`);
    expect(form.text).to.include('Vì sao là nhầm lẫn');
    expect((await browser.post(`/recalls/${id}/liftings`, {})).text).to.include('id="error-note"');
    expect((await browser.post(`/recalls/${id}/liftings`, { note: 'Nhầm mẫu thử' })).status).to.equal(303);
    for (const lot of [root, made]) {
      expect(await recalledBy(lot)).to.equal(null);
      expect((await world.stranger.get(`/${lot}`)).text).not.to.include('data-verdict="recalled"');
      expect((await browser.get(`/lots/${lot}`)).text).to.include('Nhầm mẫu thử');
    }
    expect(await outcome(hoa.sell(made))).to.equal('done');
    const page = await browser.get(`/recalls/${id}`);
    expect(page.text).to.include('Đã gỡ').and.to.include('Nhầm mẫu thử');
    expect((await (await world.as.hoa.browser()).get(`/recalls/${id}`)).text).to.include('nhầm lẫn và đã được gỡ');
    expect((await world.as.hoa.post(`/api/recalls/${id}/acknowledgements`)).body.code).to.equal('wrong-state');
    expect((await lift(id)).body.code).to.equal('wrong-state');
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('leaves a lot recalled that another recall concerns too', async () => {
    const [one, other] = [await hoa.harvest(), await hoa.harvest()];
    const made = await hoa.process(20, one, other);
    const ids = [await startRecall(world, one), await startRecall(world, other)];
    expect((await lift(ids[1] ?? '')).status).to.equal(200);
    expect([await recalledBy(other), typeof (await recalledBy(made))]).to.deep.equal([null, 'string']);
    expect((await lift(ids[0] ?? '')).status).to.equal(200);
    expect([await recalledBy(one), await recalledBy(made)]).to.deep.equal([null, null]);
  });

  it('happens as a whole and not event by event', async () => {
    const root = await hoa.harvest();
    const id = await startRecall(world, root);
    const event = await recalledBy(root);
    const res = await world.as.minh.post('/api/corrections', { event, note: 'Nhầm' });
    expect([res.status, res.body.code]).to.deep.equal([409, 'not-correctable']);
    const page = await (await world.as.minh.browser()).get(`/lots/${root}`);
    expect(page.text).to.include(`/recalls/${id}/liftings/new`).and.not.to.include('/corrections/new');
  });

  it('happens once, however many decide at once', async () => {
    const id = await startRecall(world, await hoa.harvest());
    const answers = await Promise.all([1, 2, 3].map(() => lift(id)));
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409]);
  });
});
