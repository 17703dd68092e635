import { expect } from 'chai';
import { buildProduct, someLot } from '../support/builders.js';
import { eventTime, openWorkshop, type Workshop } from '../support/workshop.js';
import { newProcess, recordProcess } from '../../src/work/process.service.js';
import { newReceipt, recordReceipt } from '../../src/work/receive.service.js';
import { type Product } from '../../src/registry/product.model.js';
import { startWorld, type World } from '../support/world.js';

interface BookAnswer {
  accounts: (Record<string, number> & { product: string })[];
  steps: { step: string; events: number; taken: object; given: object; lost: object }[];
  yields: { lot: string; ratio: number; fault: string | null; usual: object | null }[];
  differences: { kind: string; lot: string; quantity: number; eventID: string | null }[];
}

describe('the mass balance', () => {
  let world: World;
  let hoa: Workshop;
  let root: string;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
    root = await hoa.harvest(100);
  });
  after(() => world.stop());

  const read = async (who: 'hoa' | 'binh' | 'minh', query: string) => {
    const { status, body } = await world.as[who].get(`/api/mass-balance?${query}`);
    expect(status).to.equal(200);
    return body as BookAnswer;
  };
  const readLot = async (lot: string) => (await world.as.minh.get(`/api/lots/${lot}/mass-balance`)).body as BookAnswer;
  const inAndOut = (account: Record<string, number> | undefined) => {
    const { opening = 0, made = 0, received = 0, closing = 0 } = account ?? {};
    const { used = 0, shipped = 0, sold = 0, destroyed = 0, lost = 0 } = account ?? {};
    return [opening + made + received, used + shipped + sold + destroyed + lost + closing];
  };

  it('tells where the goods of a producer went, and adds up', async () => {
    const binh = await openWorkshop(world, 'binh');
    await hoa.sell(root, 10);
    await hoa.destroy(root, 5);
    const { eventID } = (await hoa.ship(root, 'binh', 40)) as { eventID: string };
    const shipment = (await world.as.minh.get(`/api/lots/${root}`)).body as { inTransit: { shipment: string }[] };
    expect(eventID).to.match(/^ni:/);
    const arrival = {
      lot: root,
      shipment: shipment.inTransit[0]?.shipment,
      quantity: 37,
      missing: 3,
      note: 'Rơi trên đường',
      at: binh.facility._id,
      eventTime,
    };
    await recordReceipt(newReceipt.parse(arrival), world.by('binh'));

    const mine = await read('minh', `organization=org-hoa&product=${hoa.product._id}`);
    expect(mine.accounts).to.have.length(1);
    expect(mine.accounts[0]).to.include({ opening: 0, made: 100, shipped: 40, sold: 10, destroyed: 5, closing: 45 });
    const theirs = await read('minh', `organization=org-binh&product=${hoa.product._id}`);
    expect(theirs.accounts[0]).to.include({ opening: 0, made: 0, received: 37, closing: 37 });
    const all = await read('minh', `product=${hoa.product._id}`);
    expect(all.accounts[0]).to.include({
      made: 100,
      received: 0,
      shipped: 0,
      sold: 10,
      destroyed: 5,
      lost: 3,
      closing: 82,
    });
    for (const book of [mine, theirs, all]) {
      const [taken, given] = inAndOut(book.accounts[0]);
      expect(taken).to.equal(given);
    }
    expect(all.steps.find(({ step }) => step === 'receiving')).to.deep.include({
      taken: { KGM: 37 },
      lost: { KGM: 3 },
    });
    const missing = { kind: 'missing-on-arrival', lot: root, quantity: 3 };
    expect(all.differences.map(({ kind, lot, quantity }) => ({ kind, lot, quantity }))).to.deep.equal([missing]);
    expect((await readLot(root)).accounts[0]).to.include({ made: 100, lost: 3, closing: 82 });
  });

  it('carries the stock of a period from the day before to the day after', async () => {
    const { product } = hoa;
    const during = await read('minh', `organization=org-hoa&product=${product._id}&from=2026-10-02&to=2026-10-02`);
    expect(during.accounts[0]).to.include({ opening: 0, made: 100, closing: 45 });
    const after = await read('minh', `organization=org-hoa&product=${product._id}&from=2026-10-03`);
    expect(after.accounts[0]).to.include({ opening: 45, made: 0, sold: 0, closing: 45 });
    const before = await read('minh', `organization=org-hoa&product=${product._id}&to=2026-10-01`);
    expect(before.accounts.map(({ opening, made, closing }) => [opening, made, closing])).to.deep.equal([]);
    const all = await read('minh', 'from=2026-10-02&to=2026-10-02');
    expect(all.accounts.find((account) => account.product === product.key)).to.include({ made: 100, closing: 82 });
  });

  it('holds a yield against what the producer made at other times', async () => {
    const noodle = await buildProduct(world.by('hoa'), { names: { vi: 'Miến dong' } });
    const make = (quantity: number) => process(noodle, quantity);
    for (const quantity of [20, 21, 19, 20, 22]) await make(quantity);
    const odd = await make(45);
    const { yields, differences } = await readLot(odd);
    expect(yields).to.have.length(1);
    expect(yields[0]).to.include({ lot: odd, ratio: 0.45, fault: 'unusual' });
    expect(yields[0]?.usual).to.deep.include({ median: 0.2, count: 5 });
    expect(differences.map(({ kind, lot }) => [kind, lot])).to.deep.equal([['yield-unusual', odd]]);
    const usual = await make(21);
    expect((await readLot(usual)).differences).to.deep.equal([]);
  });

  it('shows a producer the own book alone, whatever was asked', async () => {
    const asked = await read('binh', `organization=org-hoa&product=${hoa.product._id}`);
    expect(asked.accounts[0]).to.include({ made: 0, received: 37, closing: 37 });
    const { status } = await world.as.binh.get(`/api/lots/${await hoa.harvest(1)}/mass-balance`);
    expect(status).to.equal(404);
    expect((await world.stranger.get('/api/mass-balance')).status).to.equal(401);
  });

  it('is a page with its differences in words, and keeps what was typed when a date is wrong', async () => {
    const minh = await world.as.minh.browser();
    const page = await minh.get(`/mass-balance?product=${hoa.product._id}&lang=vi`);
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Thiếu khi nhận').and.include(`/lots/${root}#history`);
    expect((await minh.get(`/lots/${root}/mass-balance`)).text).to.include('100 = 10 + 5 + 3 + 82');
    const wrong = await minh.get('/mass-balance?from=2026-10-05&to=2026-10-01&lang=vi');
    expect(wrong.status).to.equal(400);
    expect(wrong.text).to.include('value="2026-10-05"').and.include('error-to');
  });

  async function process(product: Product, quantity: number): Promise<string> {
    const input = {
      inputs: [{ lot: await hoa.harvest(100), quantity: 100 }],
      outputs: [{ product: product._id, lot: someLot(), quantity }],
      facility: hoa.facility._id,
      eventTime,
    };
    return (await recordProcess(newProcess.parse(input), world.by('hoa'))).lot;
  }
});
