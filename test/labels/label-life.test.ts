import { expect } from 'chai';
import { compareLots } from '../../src/events/rebuild.service.js';
import { Lots } from '../../src/lots/lot.model.js';
import { record } from '../support/chain.js';
import { buildLabelledLot, stepsOn, type LabelledLot } from '../support/label-life.js';
import { buildPackedLot, issueLabels } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

const states = ['issued', 'printed', 'applied', 'sold', 'void'] as const;

describe('the life of a lot’s labels', () => {
  let world: World;
  let lot: LabelledLot;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    lot = await buildLabelledLot(world);
  });
  after(() => world.stop());
  const { path, send, print, apply, annul, sale, refused, runs } = stepsOn(
    () => world,
    () => lot,
  );

  it('goes from issued to printed, applied and sold or void, and the counts of each run add up', async () => {
    await issueLabels(world, lot.packed.lot, 5);
    await print(1, 20);
    await print(3, 4, { reason: 'Kẹt giấy' });
    await apply(1, 15);
    await record(world, 'hoa', '/sales', sale(1, 6));
    await annul(16, 17);
    await annul(21, 21);
    const { runs: list, older, total } = await runs();
    const [second, first] = list;
    expect(first).to.include({ from: 0, count: 20, total: 20, reprints: 2 });
    expect(first).to.include({ issued: 0, printed: 3, applied: 9, sold: 6, void: 2 });
    expect(second).to.include({ from: 20, count: 5, issued: 4, void: 1, reprints: 0 });
    expect(older).to.equal(null);
    for (const each of [first, second, total]) {
      expect(states.reduce((sum, state) => sum + each[state], 0)).to.equal(each.total);
    }
    expect(total).to.include({ total: 25, sold: 6, void: 3, applied: 9, printed: 3, issued: 4, reprints: 2 });
    expect(await world.lot(lot.packed.lot)).to.include({ sold: 6, onHand: 14 });
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('is that of the corrected sale after a correction', async () => {
    await print(1, 20);
    const first = await world.as.hoa.post('/api/sales', sale(1, 3));
    const better = await world.as.hoa.post('/api/sales', { ...sale(2, 4), corrects: first.body.eventID });
    expect(better.status, better.text).to.equal(201);
    expect((await runs()).total).to.include({ printed: 16, sold: 4 });
    await record(world, 'hoa', '/sales', sale(1, 1));
    const wrong = await world.as.hoa.post('/api/sales', { ...sale(1, 2), corrects: better.body.eventID });
    expect([wrong.status, wrong.body.code]).to.deep.equal([409, 'depended-on']);
    const page = await (
      await world.as.hoa.browser()
    ).get(`/sales/new?corrects=${encodeURIComponent(better.body.eventID)}`);
    expect(page.text)
      .to.match(/name="labels.first"[^>]*value="2"/)
      .and.match(/name="labels.last"[^>]*value="5"/);
    expect((await compareLots()).differences).to.deep.equal([]);
  });

  it('is told by events with their actor, in words of CBV', async () => {
    await print(1, 5);
    await print(2, 2, { reason: 'Kẹt giấy' });
    await apply(1, 3);
    await annul(4, 5, { publicReason: 'Tem in hỏng' });
    const { body } = await world.as.hoa.get(`/api/lots/${lot.packed.lot}`);
    const told = body.events.slice(-4).map((event: Record<string, unknown>) => ({
      words: [event.action, event.bizStep, event.disposition],
      labels: event['nguon:labels'],
      note: event['nguon:note'],
    }));
    expect(told).to.deep.equal([
      {
        words: ['OBSERVE', 'encoding', 'encoded'],
        labels: { from: 0, count: 5, template: 'L7160' },
        note: undefined,
      },
      {
        words: ['OBSERVE', 'encoding', 'encoded'],
        labels: { from: 1, count: 1, template: 'L7160' },
        note: 'Kẹt giấy',
      },
      { words: ['OBSERVE', 'installing', 'active'], labels: { from: 0, count: 3 }, note: undefined },
      {
        words: ['OBSERVE', 'decommissioning', 'inactive'],
        labels: { from: 3, count: 2, publicReason: 'Tem in hỏng' },
        note: 'In lệch',
      },
    ]);
    const { text } = await (await world.as.hoa.browser()).get(`/lots/${lot.packed.lot}`);
    for (const words of ['In tem', 'Dán tem', 'Hủy tem', '4–5 (2)', 'Kẹt giấy', 'Tem in hỏng', 'hoa']) {
      expect(text, words).to.include(words);
    }
  });

  it('takes labels by the serial that is printed on them, however it is typed', async () => {
    const [first = '', last = ''] = [lot.labels[2]?.serial, lot.labels[6]?.serial];
    const typed = first.toLowerCase().replace(/.{4}/g, '$& ');
    const printed = await send('prints', { template: 'L7651', first: typed, last });
    expect(printed).to.include({ from: 2, count: 5 });
    await record(world, 'hoa', '/sales', sale(last, 1));
    expect((await runs()).total).to.include({ printed: 4, sold: 1 });
    const other = await buildPackedLot(world);
    const [foreign] = await issueLabels(world, other.lot);
    const wrong = await refused('applications', { first: foreign?.serial });
    expect(wrong.codes).to.deep.equal({ first: 'label-not-issued' });
  });

  it('prints what is left of a run when no end is given, and one label of every other step', async () => {
    await annul(5, 5);
    expect(await send('prints', { template: 'L7160', first: 2 })).to.include({ from: 1, count: 3 });
    expect(await send('prints', { template: 'L7160', first: 6 })).to.include({ from: 5, count: 15 });
    expect(await send('applications', { first: 7 })).to.include({ from: 6, count: 1 });
    expect(await send('voids', { first: 8, reason: 'Rách' })).to.include({ from: 7, count: 1 });
  });

  it('is changed once when two void the same label', async () => {
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => world.as.hoa.post(`/api${path('voids')}`, { first: 1, reason: 'Rách' })),
    );
    expect(answers.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409, 409]);
    expect((await runs()).total).to.include({ void: 1, issued: 19 });
  });

  it('stays a few rows for a hundred thousand labels', async () => {
    await issueLabels(world, lot.packed.lot, 1);
    await world.as.hoa.post(`/api/lots/${lot.packed.lot}/labels`, { count: 100_000 });
    await print(22, 100_021);
    await annul(50_000, 60_000);
    const stored = await Lots.findById(lot.packed.lot).lean();
    expect(stored?.labels.at(-1)?.life).to.have.length(3);
    expect(JSON.stringify(stored).length).to.be.lessThan(3000);
    expect((await runs()).total).to.include({ total: 100_021, void: 10_001, printed: 89_999, issued: 21 });
  });
});
