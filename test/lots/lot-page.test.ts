import { expect } from 'chai';
import { recordInspection } from '../../src/inspections/inspection.service.js';
import { eventTime, openWorkshop, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('the page of a lot', () => {
  let world: World;
  let hoa: Workshop;
  let binh: Workshop;
  before(async () => {
    world = await startWorld();
    [hoa, binh] = await Promise.all([openWorkshop(world, 'hoa'), openWorkshop(world, 'binh', 'Bún khô')]);
  });
  after(() => world.stop());

  it('gives the balance in units, one step back and one forward, and the events in order', async () => {
    const root = await hoa.harvest(100.5);
    const middle = await hoa.process(30, root);
    const last = await hoa.process(5, middle);
    await hoa.sell(middle, 2.25);
    const res = await world.as.hoa.get(`/api/lots/${middle}`);
    expect(res.status, res.text).to.equal(200);
    expect(res.body).to.deep.include({
      lot: middle,
      state: 'open',
      uom: 'KGM',
      produced: 30,
      consumed: 1,
      sold: 2.25,
      destroyed: 0,
      lost: 0,
      onHand: [{ organization: 'org-hoa', quantity: 26.75 }],
      parents: [root],
      children: [last],
    });
    const steps = res.body.events.map(({ type, bizStep }: { type: string; bizStep: string }) => `${type} ${bizStep}`);
    expect(steps[0]).to.equal('TransformationEvent commissioning');
    expect(steps).to.have.members([
      'TransformationEvent commissioning',
      'TransformationEvent commissioning',
      'ObjectEvent retail_selling',
    ]);
    const page = await (await world.as.hoa.browser()).get(`/lots/${middle}`);
    for (const text of [
      '26,75\u00a0kg',
      '2,25\u00a0kg',
      `/lots/${root}`,
      `/lots/${last}`,
      'HTX Hoa · hoa',
      'Chế biến',
    ]) {
      expect(page.text).to.include(text);
    }
    expect(page.text).to.include(`/sales/new?lot=${encodeURIComponent(middle)}`);
  });

  it("answers a stranger's lot, an absent one and a misspelt address alike", async () => {
    const lot = await hoa.harvest();
    const [theirs, absent] = await Promise.all([
      world.as.binh.get(`/api/lots/${lot}`),
      world.as.binh.get(`/api/lots/${hoa.product.key}/10/NONE`),
    ]);
    expect(theirs.status).to.equal(404);
    expect(theirs.body).to.deep.equal(absent.body);
    const misspelt = [
      '/api/lots/01/09521234000013/10/L1',
      '/api/lots/02/09521234000013/10/L1',
      `/api/lots/${hoa.product.key}/10/l%20`,
      `/api/lots/${hoa.product.key}/10/${'A'.repeat(21)}`,
      `/api/lots/${hoa.product.key}/21/L1`,
    ];
    for (const address of misspelt) expect((await world.as.hoa.get(address)).status, address).to.equal(404);
    expect((await world.as.hoa.get(`/api/lots/${hoa.product.key}/10/%E0%A4`)).status).to.equal(400);
    expect((await world.as.hoa.get(`/api/lots/${lot.toLowerCase()}`)).status).to.equal(200);
    expect((await world.as.hoa.get(`/api/lots/${lot}?offset=x`)).status).to.equal(400);
  });

  it('tells a producer which organisation acted, but not who in it, nor what else the goods became', async () => {
    const lot = await hoa.harvest();
    const { shipment } = (await hoa.ship(lot, 'binh', 10)) as { shipment: string };
    await binh.receive(lot, shipment, 10);
    const theirs = await binh.process(1, lot);
    const inspection = { lot, result: 'conformant' as const, findings: 'Sạch', eventTime };
    await recordInspection(inspection, world.by('minh'));
    const page = await (await world.as.hoa.browser()).get(`/lots/${lot}`);
    expect(page.text).to.include('HTX Bình').and.to.include('Chi cục').and.to.include('HTX Hoa · hoa');
    expect(page.text).not.to.match(/· (binh|minh)\b/);
    expect(page.text).not.to.include(theirs);
    const res = await world.as.hoa.get(`/api/lots/${lot}`);
    expect(res.body.children).to.deep.equal([]);
    expect(res.text).not.to.include(theirs.split('/').at(-1));
    expect(res.body.events).to.have.length(5);
    const inspector = await world.as.minh.get(`/api/lots/${lot}`);
    expect(inspector.body.children).to.deep.equal([theirs]);
    expect(inspector.text).to.include(theirs);
    const full = await (await world.as.minh.browser()).get(`/lots/${lot}`);
    expect(full.text).to.include('HTX Bình · binh').and.to.include(`/lots/${theirs}`);
  });
});
