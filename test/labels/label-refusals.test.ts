import { expect } from 'chai';
import { record, refuse } from '../support/chain.js';
import { buildLabelledLot, stepsOn, type LabelledLot } from '../support/label-life.js';
import { holding } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';

describe('a step of labels that is refused', () => {
  let world: World;
  let lot: LabelledLot;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    lot = await buildLabelledLot(world);
  });
  after(() => world.stop());
  const { path, print, apply, annul, sale, refused, runs } = stepsOn(
    () => world,
    () => lot,
  );

  it('refuses a reprint without a reason, and counts one with', async () => {
    await print(1, 10);
    const again = await refused('prints', { template: 'L7160', first: 10, last: 11 });
    expect([again.status, again.codes]).to.deep.equal([409, { reason: 'label-reason' }]);
    await print(10, 11, { reason: 'Mực mờ' });
    expect((await runs()).total).to.include({ printed: 11, reprints: 1 });
  });

  it('refuses every wrong step, with all faults at once', async () => {
    await print(1, 10);
    await apply(1, 2);
    await record(world, 'hoa', '/sales', sale(3, 1));
    await annul(4, 4);
    const mixed = await world.as.hoa.post(`/api${path('applications')}`, { first: 1, last: 11 });
    const codes = mixed.body.errors.map(({ code }: { code: string }) => code);
    expect([mixed.status, codes]).to.deep.equal([
      409,
      ['label-not-printed', 'label-applied', 'label-sold', 'label-void'],
    ]);
    expect(mixed.body.errors[1].detail).to.include('2 tem');
    const faults: [string, object, object][] = [
      ['voids', { first: 4, reason: 'x' }, { first: 'label-void' }],
      ['voids', { first: 3, reason: 'x' }, { first: 'label-sold' }],
      ['prints', { template: 'L7160', first: 4, last: 4, reason: 'x' }, { first: 'label-void' }],
      ['applications', { first: 12 }, { first: 'label-not-printed' }],
      ['applications', { first: 21, last: 30 }, { first: 'label-not-issued', last: 'label-not-issued' }],
      ['applications', { first: 5, last: 4 }, { last: 'bad-range' }],
    ];
    for (const [end, body, expected] of faults) {
      expect((await refused(end, body)).codes, JSON.stringify([end, body])).to.deep.equal(expected);
    }
  });

  for (const [end, body, fields] of [
    ['prints', { first: 0, startAt: 0 }, ['template', 'first', 'startAt']],
    ['prints', { template: 'A4', first: 1 }, ['template']],
    ['prints', { template: 'L7160', first: 1, startAt: 22 }, ['startAt']],
    ['prints', {}, ['template', 'first']],
    ['voids', { first: 'abc', last: 1.5, publicReason: 'x'.repeat(301) }, ['first', 'last', 'reason', 'publicReason']],
    ['voids', { first: 1, reason: ' ' }, ['reason']],
    ['applications', { first: '1'.repeat(8), more: 1 }, ['first', 'more']],
  ] as const) {
    it(`refuses ${JSON.stringify(body).slice(0, 60)} as ${end}`, async () => {
      const { status, codes } = await refused(end, body);
      expect(status).to.equal(400);
      expect(codes).to.have.all.keys(...fields);
    });
  }

  it('sells no label that is void, sold or not printed, and one label a package', async () => {
    await print(1, 10);
    await annul(2, 2);
    const wrong = async (body: object) => (await refuse(world, 'hoa', '/sales', body)).codes;
    expect(await wrong(sale(1, 2))).to.deep.equal({ 'labels.first': 'label-void' });
    expect(await wrong(sale(11, 1))).to.deep.equal({ 'labels.first': 'label-not-printed' });
    expect(await wrong(sale(3, 2, { last: 5 }))).to.deep.equal({ 'labels.first': 'label-count' });
    expect(await wrong(sale(99, 1, { last: 5 }))).to.deep.equal({ 'labels.first': 'label-not-issued' });
    expect(await wrong(sale(3, 50))).to.have.keys('labels.first');
    const elsewhere = { ...sale(1, 1), lot: `${lot.packed.product.key}/10/NOWHERE` };
    expect(await wrong(elsewhere)).to.deep.equal({ lot: 'not-found' });
    await record(world, 'hoa', '/sales', sale(3, 2));
    expect(await wrong(sale(4, 1))).to.deep.equal({ 'labels.first': 'label-sold' });
    expect(await world.lot(lot.packed.lot)).to.include({ sold: 2 });
  });

  it('prints and applies nothing of a held or recalled lot, but voids', async () => {
    await print(1, 5);
    for (const [disposition, code] of [
      ['unavailable', 'lot-held'],
      ['recalled', 'lot-recalled'],
    ] as const) {
      await holding(world, lot.packed.lot, disposition);
      expect((await refused('prints', { template: 'L7160', first: 6 })).code).to.equal(code);
      expect((await refused('applications', { first: 1 })).code).to.equal(code);
    }
    await annul(1, 5);
    const { text } = await (await world.as.hoa.browser()).get(`/lots/${lot.packed.lot}/labels`);
    expect(text).to.include('mọi tem của lô đều báo thu hồi');
  });

  it('is the maker’s: a stranger and an inspector change and see nothing of it', async () => {
    const body = { first: 1, template: 'L7160', reason: 'x' };
    const { template, reason, first } = body;
    const bodies = { prints: { template, first }, applications: { first }, voids: { first, reason } };
    for (const [end, each] of Object.entries(bodies)) {
      expect((await refuse(world, 'binh', path(end), each)).status, end).to.equal(404);
      expect((await refuse(world, 'minh', path(end), each)).status, end).to.equal(403);
      expect((await world.as.binh.get(path(`${end}/new`))).status, end).to.equal(404);
    }
    expect((await world.as.binh.get(`/api${path('runs')}`)).status).to.equal(404);
    expect((await world.stranger.get(`/api${path('runs')}`)).status).to.equal(401);
  });
});
