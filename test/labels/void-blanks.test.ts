import { expect } from 'chai';
import { BlankLabels } from '../../src/labels/blank.model.js';
import { compareBlanks, restoreBlanks } from '../../src/labels/rebuild-blanks.js';
import { buildBlanks, type Blanks } from '../support/blanks.js';
import { refuse } from '../support/chain.js';
import { open, verdictOf } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('blank labels that are not used', () => {
  let world: World;
  let packed: Blanks['packed'];
  let blanks: Blanks['blanks'];
  let address: Blanks['address'];
  let bindings: Blanks['bindings'];
  let list: Blanks['list'];
  let bind: Blanks['bind'];
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    ({ packed, blanks, address, bindings, list, bind } = await buildBlanks(world));
  });
  after(() => world.stop());

  const page = (index: number) => open(world, blanks[index]?.full ?? '');

  it('can be voided before a lot takes them, in one event with the reason', async () => {
    await bind(1, 2);
    const voids = `${address}/voids`;
    const events = await world.countEvents();
    const input = { first: 3, last: blanks[4]?.serial, reason: 'Rách', publicReason: 'Tem bị rách' };
    const voided = await world.as.hoa.post(`/api${voids}`, input);
    expect(voided.status, voided.text).to.equal(201);
    expect(await world.countEvents()).to.equal(events + 1);
    for (const index of [2, 4]) {
      const res = await page(index);
      expect([res.status, verdictOf(res)]).to.deep.equal([200, 'void']);
      expect(res.text).to.include('Tem bị rách').and.not.include('Rách');
    }
    expect(verdictOf(await page(5))).to.equal('unused');
    expect((await list()).map(({ isVoid }: { isVoid: boolean }) => Number(isVoid)).join('')).to.equal('0011100000');
    expect((await refuse(world, 'hoa', bindings, { first: 5, last: 6 })).codes).to.deep.equal({
      first: 'label-void',
    });
    const form = await world.as.hoa.get(`${voids}/new`).set('Accept', 'text/html');
    expect(form.text).to.include('Hủy tem trắng').and.include('Miến dong gói');
    const shown = await world.as.hoa.get(address).set('Accept', 'text/html');
    expect(shown.text).to.include('còn 5 tem chưa gắn');
    expect((await compareBlanks()).differences).to.deep.equal([]);
  });

  it('are voided once, by their maker, with a reason, and not when a lot has them', async () => {
    await bind(1, 2);
    const voids = `${address}/voids`;
    const before = await world.countEvents();
    const refused = async (body: object) => (await refuse(world, 'hoa', voids, body)).codes;
    expect(await refused({ first: 2, last: 3, reason: 'Rách' })).to.deep.equal({ first: 'blank-bound' });
    expect(await refused({ first: 11, reason: 'Rách' })).to.deep.equal({ first: 'label-not-issued' });
    expect(await refused({ first: 'x' })).to.have.keys('first', 'reason');
    const stranger = await world.as.binh.post(`/api${voids}`, { first: 3, reason: 'Rách' });
    expect([stranger.status, await world.countEvents()]).to.deep.equal([404, before]);
    await world.as.hoa.post(`/api${voids}`, { first: 3, reason: 'Rách' });
    expect(await refused({ first: 3, reason: 'Rách' })).to.deep.equal({ first: 'label-void' });
  });

  it('have a register that follows from the events', async () => {
    await bind(1, 2);
    await world.as.hoa.post(`/api${address}/voids`, { first: 3, reason: 'Rách' });
    const stored = await BlankLabels.findById(packed.product.key).lean();
    await BlankLabels.updateOne({ _id: packed.product.key }, { $set: { bound: [], voided: [] } });
    const { differences } = await compareBlanks();
    expect(differences.map(({ product, fields }) => [product, fields])).to.deep.equal([
      [packed.product.key, ['bound', 'voided']],
    ]);
    for (const difference of differences) await restoreBlanks(difference);
    expect((await compareBlanks()).differences).to.deep.equal([]);
    const restored = await BlankLabels.findById(packed.product.key).lean();
    expect([restored?.bound, restored?.voided]).to.deep.equal([stored?.bound, stored?.voided]);
  });
});
