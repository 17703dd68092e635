import { expect } from 'chai';
import { inspecting } from '../support/inspections.js';
import { openWorkshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('a hold because of an inspection', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('names it, and none of another lot', async () => {
    const hoa = await openWorkshop(world, 'hoa');
    const lot = await hoa.harvest();
    const id = await inspecting(world).conduct({ lot }, 'non_conformant', { '5.3': 'major' });
    const other = await hoa.harvest();
    const reason = 'Chờ khắc phục';
    const wrong = await world.as.minh.post(`/api/lots/${other}/holds`, { reason, inspection: id });
    expect([wrong.status, wrong.body.errors[0].field]).to.deep.equal([404, 'inspection']);
    const browser = await world.as.minh.browser();
    expect((await browser.get(`/inspections/${id}`)).text).to.include(`/lots/${lot}/holds/new?inspection=${id}`);
    const form = await browser.get(`/lots/${lot}/holds/new?inspection=${id}`);
    expect(form.text).to.include(`name="inspection" value="${id}"`);
    expect((await browser.post(`/lots/${lot}/holds`, { reason, inspection: id })).status).to.equal(303);
    const { events } = (await world.as.hoa.get(`/api/lots/${lot}`)).body;
    expect(events.at(-1)).to.deep.include({ disposition: 'unavailable', 'nguon:inspection': { id } });
    expect((await world.as.minh.post(`/api/lots/${lot}/releases`, { reason, inspection: id })).status).to.equal(201);
  });
});
