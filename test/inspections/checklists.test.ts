import { expect } from 'chai';
import { tableChecklists, themes } from '../../src/inspections/checklist-table.js';
import { Checklists } from '../../src/inspections/checklist.model.js';
import { inspecting, type Inspecting } from '../support/inspections.js';
import { startWorld, type World } from '../support/world.js';

describe('checklists', () => {
  let world: World;
  let steps: Inspecting;
  before(async () => {
    world = await startWorld();
    steps = inspecting(world);
  });
  after(() => world.stop());

  const item = { code: 'A1', theme: 'flow', text: { vi: 'Cân trước khi nhập kho.' } };
  const copy = async () =>
    (await world.as.an.post('/api/checklists', { from: 'tcvn-13167', names: { vi: 'Xưởng miến' } })).body.id as string;
  const change = (id: string, version: number, items: object[] = [item]) =>
    world.as.minh.put(`/api/checklists/${id}`, { version, names: { vi: 'Xưởng miến' }, items });

  it('come with one of the themes of TCVN 13167:2025, in three languages, with its source', async () => {
    const [table] = (await world.as.minh.get('/api/checklists')).body.items;
    expect(table).to.include({ id: 'tcvn-13167', version: 1 });
    expect(table.source).to.include('TCVN 13167:2025');
    for (const { items } of tableChecklists) {
      expect(new Set(items.map(({ theme }) => theme))).to.deep.equal(new Set(themes));
      expect(new Set(items.map(({ code }) => code)).size).to.equal(items.length);
      expect(items.every(({ text }) => text.vi && text.en && text.zh)).to.equal(true);
    }
    const page = await (await world.as.minh.browser()).get('/checklists/tcvn-13167');
    expect(page.text).to.include('cần đối chiếu với bản gốc').and.not.to.include('/checklists/tcvn-13167/edit');
  });

  it('are copied, and the copy is changed into a next version', async () => {
    const id = await copy();
    expect((await world.as.minh.get(`/api/checklists/${id}`)).body.items).to.have.length(
      tableChecklists[0]?.items.length ?? 0,
    );
    expect((await change(id, 1)).body).to.deep.include({ version: 2, items: [item] });
    expect((await world.as.minh.get(`/api/checklists/${id}?version=1`)).body.items).to.have.length.above(20);
    const page = await (await world.as.minh.browser()).get(`/checklists/${id}?version=1`);
    expect(page.text).to.include('Đã có phiên bản 2');
  });

  it('are changed by a form; a row without words is left out', async () => {
    const id = await copy();
    const browser = await world.as.an.browser();
    const form = await browser.get(`/checklists/${id}/edit`);
    expect(form.text).to.include('name="version" value="1"').and.to.include('name="items.0.text.vi"');
    const fields = {
      version: '1',
      'names.vi': 'Xưởng',
      'items.0.code': '1',
      'items.0.theme': 'flow',
      'items.0.text.vi': 'Có cân',
    };
    const sent = await browser.post(`/checklists/${id}`, { ...fields, 'items.1.code': '2', 'items.1.theme': 'flow' });
    expect(sent.status).to.equal(303);
    const { items } = (await world.as.an.get(`/api/checklists/${id}`)).body;
    expect(items).to.deep.equal([{ code: '1', theme: 'flow', text: { vi: 'Có cân' } }]);
  });

  it('that change while in use leave an inspection with the version that it began with, and it says so', async () => {
    const checklist = await copy();
    const [begun, planned] = [await steps.plan({ checklist }), await steps.plan({ checklist })];
    await steps.begin(begun);
    expect((await change(checklist, 1)).status).to.equal(200);
    expect(await steps.codes(begun)).to.have.length.above(20);
    const { revision } = await steps.save(begun);
    expect((await world.as.minh.get(`/api/inspections/${begun}`)).body).to.include({ version: 1, newerVersion: 2 });
    const page = await (await world.as.minh.browser()).get(`/inspections/${begun}`);
    expect(page.text).to.include('Nay đã có phiên bản 2');
    expect((await steps.conclude(begun, revision)).status).to.equal(200);
    await steps.begin(planned);
    expect(await steps.codes(planned)).to.deep.equal(['A1']);
    expect((await world.as.minh.get(`/api/inspections/${planned}`)).body).to.include({
      version: 2,
      newerVersion: null,
    });
  });

  it('are changed by one of two who began from the same version', async () => {
    const id = await copy();
    const race = await Promise.all([1, 2, 3].map(() => change(id, 1)));
    expect(race.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409]);
    expect(race.find(({ status }) => status === 409)?.body.code).to.equal('changed-since');
    const browser = await world.as.minh.browser();
    const fields = {
      version: '1',
      'names.vi': 'Của tôi',
      'items.0.code': 'B',
      'items.0.theme': 'flow',
      'items.0.text.vi': 'Tôi gõ',
    };
    const late = await browser.post(`/checklists/${id}`, fields);
    expect(late.status).to.equal(409);
    expect(late.text).to.include('Tôi gõ').and.to.include('name="version" value="2"');
    expect(await Checklists.countDocuments({ checklist: id })).to.equal(2);
  });

  it('tell every fault beside its field and store nothing', async () => {
    const id = await copy();
    const before = await Checklists.countDocuments({});
    const names = { vi: 'X' };
    const refused: ['post' | 'put', string, object, number, string[]][] = [
      ['post', '', {}, 400, ['from', 'names']],
      ['post', '', { from: 'none', names }, 404, ['from']],
      [
        'put',
        `/${id}`,
        { version: 1, names: {}, items: [{ ...item, theme: 'x' }, { code: 'A1' }] },
        400,
        ['names.vi', 'items.0.theme', 'items.1.theme', 'items.1.code'],
      ],
      ['put', `/${id}`, { version: 1, names, items: [] }, 400, ['items']],
      ['put', `/${id}`, { version: 1, names, items: [{ code: 'A', theme: 'flow' }] }, 400, ['items']],
    ];
    for (const [method, path, body, status, fields] of refused) {
      const res = await world.as.minh[method](`/api/checklists${path}`, body);
      expect(res.status, JSON.stringify(body)).to.equal(status);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.have.members(fields);
    }
    expect((await change('tcvn-13167', 1)).status).to.equal(404);
    expect(await Checklists.countDocuments({})).to.equal(before);
  });

  it('are no business of producers', async () => {
    expect((await world.as.hoa.get('/api/checklists')).body.code).to.equal('role-not-allowed');
    expect((await world.as.hoa.post('/api/checklists', { from: 'tcvn-13167', names: { vi: 'X' } })).status).to.equal(
      403,
    );
    expect((await world.stranger.get('/api/checklists')).status).to.equal(401);
  });
});
