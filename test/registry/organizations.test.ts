import { expect } from 'chai';
import { startWorld, type World } from '../support/world.js';

describe('organisations', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('are registered by the office alone', async () => {
    const body = { name: 'HTX Mới', kind: 'household' };
    expect((await world.as.hoa.post('/api/organizations', body)).status).to.equal(403);
    expect((await (await world.as.hoa.browser()).get('/organizations/new')).status).to.equal(403);
    expect((await world.as.an.post('/api/organizations', body)).status).to.equal(201);
  });

  it('keep up their own telephone, while name, kind and tax number stay the office’s', async () => {
    const change = { name: 'HTX Khác', kind: 'enterprise', taxId: '1', phone: '0988 000 111' };
    const put = await world.as.hoa.put('/api/organizations/org-hoa', change);
    expect(put.status, put.text).to.equal(200);
    expect(put.body).to.include({ name: 'HTX Hoa', kind: 'cooperative', phone: '0988 000 111' });
    expect(put.body).not.to.have.property('taxId');
    const form = await (await world.as.hoa.browser()).get('/organizations/org-hoa/edit');
    expect(form.text).not.to.include('id="f-name"');
  });

  it('tell every fault, and one tax number is of one organisation', async () => {
    const res = await world.as.an.post('/api/organizations', {
      kind: 'club',
      gln: '1',
      email: 'x',
      phone: '1'.repeat(31),
    });
    const fields = res.body.errors.map(({ field }: { field: string }) => field);
    expect(fields).to.have.members(['name', 'kind', 'gln', 'email', 'phone']);
    const body = { name: 'HTX A', kind: 'cooperative', taxId: '4800112233' };
    expect((await world.as.an.post('/api/organizations', body)).status).to.equal(201);
    const again = await world.as.an.post('/api/organizations', { ...body, name: 'HTX B' });
    expect(again.status).to.equal(409);
    expect(again.body.errors[0]).to.include({ field: 'taxId', code: 'already-exists' });
  });
});
