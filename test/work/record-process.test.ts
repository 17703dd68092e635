import { expect } from 'chai';
import { Events } from '../../src/events/event.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { someLot } from '../support/builders.js';
import { buildChain, laterTime, record, refuse, type Chain } from '../support/chain.js';
import { freshLot, refusesBadMoves, refusesStoppedLots, type Move } from '../support/moves.js';
import { startWorld, type World } from '../support/world.js';

const move: Move = {
  path: '/processes',
  place: 'inputs.0.',
  body: ({ noodle, facility }, lot, quantity, more = {}) => ({
    inputs: [{ lot, quantity }],
    outputs: [{ product: noodle._id, lot: someLot(), quantity: 4 }],
    facility: facility._id,
    eventTime: laterTime,
    ...more,
  }),
};

describe('recording a processing', () => {
  let world: World;
  let chain: Chain;
  before(async () => {
    world = await startWorld();
    chain = await buildChain(world);
  });
  after(() => world.stop());
  const process = (lot: string, quantity: unknown, more?: object) => move.body(chain, lot, quantity, more);
  const output = (more: object = {}) => ({ product: chain.noodle._id, lot: someLot(), quantity: 4, ...more });

  it('uses up several lots and opens several', async () => {
    const lots = [await freshLot(world, chain), await freshLot(world, chain)];
    const res = await world.as.hoa.post('/api/processes', {
      ...process('', 1),
      inputs: [
        { lot: lots[0], quantity: 20.5 },
        { lot: `https://id.gs1.org/${lots[1]}`, quantity: '40' },
      ],
      outputs: [output({ quantity: 7 }), output({ product: chain.root._id, quantity: 3 })],
      note: 'Mẻ sáng',
    });
    expect(res.status, res.text).to.equal(201);
    expect(res.body.lots).to.have.length(4);
    expect(await world.lot(lots[0] ?? '')).to.include({ onHand: 100, consumed: 20.5 });
    expect(await world.lot(lots[1] ?? '')).to.include({ onHand: 80.5, consumed: 40 });
    expect(await world.lot(res.body.lot)).to.include({ produced: 7, onHand: 7 });
    const made = await Lots.findById(res.body.lot).lean();
    expect(made?.ancestors).to.have.members(lots);
    expect(made?.expiresOn, 'the shortest shelf life of the products').to.equal('2026-10-04');
    const stored = await Events.findById(res.body.eventID).lean();
    expect(stored?.event).to.deep.include({
      type: 'TransformationEvent',
      bizStep: 'commissioning',
      'nguon:note': 'Mẻ sáng',
    });
  });

  it('takes a form and shows the lot that was made', async () => {
    const browser = await world.as.hoa.browser();
    const lot = await freshLot(world, chain);
    const page = await browser.get(`/processes/new?lot=${encodeURIComponent(lot)}`);
    expect(page.text).to.include(`<option value="${lot}" data-unit="kg" selected>`);
    const res = await browser.post('/processes', {
      'inputs.0.lot': lot,
      'inputs.0.quantity': '30,5',
      'inputs.1.lot': '',
      'inputs.1.quantity': '',
      'outputs.0.product': chain.noodle._id,
      'outputs.0.lot': 'md-form',
      'outputs.0.quantity': '5',
      facility: chain.facility._id,
      eventTime: '2026-10-03T09:00',
    });
    expect(res.status, res.text).to.equal(303);
    expect(res.headers.location).to.equal(`/lots/${chain.noodle.key}/10/MD-FORM`);
    expect(await world.lot(lot)).to.include({ consumed: 30.5 });
  });

  it('keeps what was typed in a form, with each fault beside its field', async () => {
    const browser = await world.as.hoa.browser();
    const lots = [await freshLot(world, chain), await freshLot(world, chain)];
    const res = await browser.post('/processes', {
      'inputs.0.lot': lots[0] ?? '',
      'inputs.0.quantity': '121',
      'inputs.1.lot': lots[1] ?? '',
      'inputs.1.quantity': '130',
      'outputs.0.product': chain.noodle._id,
      'outputs.0.lot': 'KEPT-1',
      'outputs.0.quantity': '20',
      facility: chain.facility._id,
      eventTime: '2026-10-03T09:00',
      note: 'đã gõ',
    });
    expect(res.status).to.equal(409);
    expect(res.text).to.match(/name="inputs\.0\.quantity"[^>]*aria-invalid="true"[^>]*value="121"/);
    expect(res.text).to.match(/id="error-inputs\.0\.quantity">[^]*?thiếu 0,5\u00a0?\s?kg/);
    expect(res.text).to.match(/id="error-inputs\.1\.quantity">[^]*?thiếu 9,5\u00a0?\s?kg/);
    expect(res.text).to.include('value="KEPT-1"').and.include('đã gõ</textarea>');
    expect(res.text).to.match(/name="eventTime"[^>]*value="2026-10-03T09:00"/);
    expect(await world.lot(lots[0] ?? '')).to.include({ onHand: 120.5, consumed: 0 });
  });

  it('refuses to process a lot into itself', async () => {
    const code = chain.lot.split('/').at(-1);
    const outputs = [output({ product: chain.root._id, lot: code })];
    const { status, codes } = await refuse(world, 'hoa', '/processes', process(chain.lot, 20, { outputs }));
    expect(status).to.equal(409);
    expect(codes).to.deep.equal({ 'outputs.0.lot': 'lot-in-itself' });
  });

  it('refuses an output beyond the yield of the product', async () => {
    const outputs = [output({ quantity: 6 })];
    const { status, codes } = await refuse(world, 'hoa', '/processes', process(chain.lot, 20, { outputs }));
    expect(status).to.equal(409);
    expect(codes).to.deep.equal({ 'outputs.0.quantity': 'yield-out-of-range' });
  });

  it('refuses a lot code that the product already has', async () => {
    const lot = await freshLot(world, chain);
    const code = (await record(world, 'hoa', '/processes', process(lot, 20))).split('/').at(-1);
    const { status, codes } = await refuse(
      world,
      'hoa',
      '/processes',
      process(lot, 20, { outputs: [output({ lot: code })] }),
    );
    expect(status).to.equal(409);
    expect(codes).to.deep.equal({ 'outputs.0.lot': 'lot-exists' });
  });

  for (const lot of ['', 'lô 1', 'A B', 'A'.repeat(21), 'A#1']) {
    it(`refuses “${lot}” as the code of a new lot`, async () => {
      const { status, faults } = await refuse(
        world,
        'hoa',
        '/processes',
        process(chain.lot, 20, { outputs: [output({ lot })] }),
      );
      expect(status).to.equal(400);
      expect(faults).to.have.keys('outputs.0.lot');
    });
  }

  it('refuses a product or a facility that is not there or of a stranger, all at once', async () => {
    const theirs = await buildChain(world, 'binh');
    for (const [product, facility] of [
      ['nothing', 'nowhere'],
      [theirs.noodle._id, theirs.facility._id],
    ]) {
      const body = process(chain.lot, 20, { outputs: [output({ product })], facility });
      const { status, codes } = await refuse(world, 'hoa', '/processes', body);
      expect(status).to.equal(404);
      expect(codes).to.deep.equal({ 'outputs.0.product': 'not-found', facility: 'not-found' });
    }
  });

  it('refuses a lot twice, no lots, and fields it does not know', async () => {
    const input = { lot: chain.lot, quantity: 1 };
    const twice = await refuse(world, 'hoa', '/processes', process('', 1, { inputs: [input, input] }));
    expect(twice.codes).to.deep.equal({ 'inputs.1.lot': 'repeated' });
    const none = await refuse(world, 'hoa', '/processes', { inputs: [], outputs: 'x', colour: 'red' });
    expect(none.status).to.equal(400);
    expect(none.faults).to.have.keys('inputs', 'outputs', 'facility', 'eventTime', 'colour');
  });

  it('lets exactly one of two that race for the same kilograms win', async () => {
    const lot = await freshLot(world, chain);
    const race = [1, 2].map(() =>
      world.as.hoa.post('/api/processes', process(lot, 100, { outputs: [output({ quantity: 20 })] })),
    );
    const results = await Promise.all(race);
    expect(results.map(({ status }) => status).sort()).to.deep.equal([201, 409]);
    expect(await world.lot(lot)).to.include({ onHand: 20.5, consumed: 100 });
  });

  refusesBadMoves(() => world, move);
  refusesStoppedLots(() => world, move);
});
