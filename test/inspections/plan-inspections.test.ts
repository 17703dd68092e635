import { expect } from 'chai';
import { Inspections } from '../../src/inspections/record.model.js';
import { buildFacility } from '../support/builders.js';
import { dueOn, inspecting, type Inspecting } from '../support/inspections.js';
import { openWorkshop, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('planning inspections', () => {
  let world: World;
  let hoa: Workshop;
  let steps: Inspecting;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
    steps = inspecting(world);
  });
  after(() => world.stop());

  const plan = { organization: 'org-hoa', dueOn, checklist: 'tcvn-13167' };
  const listed = async (query: string) => {
    const res = await world.as.minh.get(`/api/inspections${query}`);
    expect(res.status, res.text).to.equal(200);
    return (res.body.items as { id: string }[]).map(({ id }) => id);
  };

  it('stores who, what, where, when and by which checklist', async () => {
    const lot = await hoa.harvest();
    const place = (await buildFacility(world.by('hoa')))._id;
    const res = await world.as.minh.post('/api/inspections', { lot, place, dueOn, checklist: 'tcvn-13167' });
    expect(res.status, res.text).to.equal(201);
    const read = await world.as.minh.get(res.headers.location ?? '');
    expect(read.body).to.include({ state: 'planned', organization: 'org-hoa', lot, place, dueOn, inspector: 'minh' });
    expect(read.body.version).to.equal(null);
    expect(await listed(`?lot=${encodeURIComponent(lot)}`)).to.deep.equal([res.body.id]);
    const page = await (await world.as.minh.browser()).get(`/inspections/${res.body.id}`);
    expect(page.text).to.include('Bắt đầu kiểm tra').and.to.include('HTX Hoa');
  });

  it('plans by forms: first the organisation, then the rest; from the page of a lot at once', async () => {
    const browser = await world.as.minh.browser();
    expect((await browser.get('/inspections/new')).text)
      .to.include('name="organization"')
      .and.not.to.include('name="dueOn"');
    const lot = await hoa.harvest();
    const page = await browser.get(`/lots/${lot}`);
    expect(page.text).to.include(`/inspections/new?lot=${encodeURIComponent(lot)}`);
    const form = await browser.get(`/inspections/new?lot=${encodeURIComponent(lot)}`);
    expect(form.text).to.include(`value="${lot}" selected`).and.to.include('name="organization" value="org-hoa"');
    const blank = await browser.post('/inspections', {
      organization: 'org-hoa',
      lot,
      checklist: 'tcvn-13167',
      note: 'Xem kho',
    });
    expect(blank.status).to.equal(400);
    expect(blank.text).to.include('id="error-dueOn"').and.to.include('Xem kho');
    const sent = await browser.post('/inspections', { ...plan, lot, inspector: 'minh' });
    expect(sent.status).to.equal(303);
    expect((await browser.get(sent.headers.location ?? '')).status).to.equal(200);
  });

  it('tells every fault beside its field and stores nothing', async () => {
    const before = await Inspections.countDocuments({});
    const ofBinh = (await buildFacility(world.by('binh')))._id;
    const refused: [object, number, string[]][] = [
      [{}, 400, ['organization', 'dueOn', 'checklist']],
      [{ ...plan, dueOn: 'soon', extra: 1 }, 400, ['dueOn', 'extra']],
      [{ ...plan, dueOn: '2020-01-01' }, 400, ['dueOn']],
      [
        { ...plan, organization: 'nobody', checklist: 'none', inspector: 'hoa', place: ofBinh },
        404,
        ['organization', 'checklist', 'inspector', 'place'],
      ],
      [{ ...plan, organization: 'org-binh', lot: await hoa.harvest() }, 404, ['lot']],
      [{ ...plan, lot: 'p/NONE/10/X' }, 404, ['lot']],
      [{ ...plan, reinspects: 'none' }, 404, ['reinspects']],
    ];
    for (const [body, status, fields] of refused) {
      const res = await world.as.minh.post('/api/inspections', body);
      expect(res.status, JSON.stringify(body)).to.equal(status);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.have.members(fields);
    }
    expect(await Inspections.countDocuments({})).to.equal(before);
  });

  it('is one plan when its request is sent twice', async () => {
    const before = await Inspections.countDocuments({});
    const first = await world.as.minh.post('/api/inspections', plan, 'plan-once');
    const again = await world.as.minh.post('/api/inspections', plan, 'plan-once');
    expect(again.body).to.deep.equal(first.body);
    expect(await Inspections.countDocuments({})).to.equal(before + 1);
  });

  it('lists what is to do, what is late, what is done and what was cancelled', async () => {
    const late = await steps.plan();
    await Inspections.updateOne({ _id: late }, { $set: { dueOn: '2026-01-05' } });
    const done = await steps.conduct();
    const cancelled = await steps.plan();
    const open = await steps.plan();
    await world.as.minh.post(`/api/inspections/${cancelled}/cancellations`, { reason: 'Cơ sở nghỉ' });
    expect((await listed(''))[0]).to.equal(late);
    expect(await listed('?list=open'))
      .to.include.members([late, open])
      .and.not.to.include(done);
    expect(await listed('?list=overdue')).to.deep.equal([late]);
    expect(await listed('?list=concluded'))
      .to.include(done)
      .and.not.to.include(open);
    expect(await listed('?list=cancelled')).to.deep.equal([cancelled]);
    const page = await (await world.as.minh.browser()).get('/inspections?list=overdue');
    expect(page.text).to.include('Quá hạn').and.to.include(`/inspections/${late}`);
    expect((await world.as.minh.get('/api/inspections?list=none')).status).to.equal(400);
  });

  it('cancels a plan with a reason, and nothing that is concluded', async () => {
    const id = await steps.plan();
    expect((await world.as.minh.post(`/api/inspections/${id}/cancellations`, {})).status).to.equal(400);
    expect(
      (await world.as.minh.post(`/api/inspections/${id}/cancellations`, { reason: 'Mưa lũ' })).body.state,
    ).to.equal('cancelled');
    const again = await world.as.minh.post(`/api/inspections/${id}/cancellations`, { reason: 'Mưa lũ' });
    expect([again.status, again.body.code]).to.deep.equal([409, 'wrong-state']);
    const done = await steps.conduct();
    expect((await world.as.minh.post(`/api/inspections/${done}/cancellations`, { reason: 'x' })).status).to.equal(409);
  });

  it('leaves plans to inspectors, and shows a producer none before it is concluded', async () => {
    const before = await Inspections.countDocuments({});
    for (const who of ['hoa', 'an'] as const) {
      expect((await world.as[who].post('/api/inspections', plan)).body.code, who).to.equal('role-not-allowed');
    }
    expect((await world.stranger.post('/api/inspections', plan)).status).to.equal(401);
    expect(await Inspections.countDocuments({})).to.equal(before);
    const id = await steps.plan();
    expect((await world.as.hoa.get(`/api/inspections/${id}`)).status).to.equal(404);
    expect((await world.as.an.get(`/api/inspections/${id}`)).status).to.equal(200);
    const done = await steps.conduct({ note: 'Nghi gian lận' });
    const shown = await world.as.hoa.get(`/api/inspections/${done}`);
    expect([shown.status, shown.body.note]).to.deep.equal([200, null]);
    expect((await world.as.binh.get(`/api/inspections/${done}`)).status).to.equal(404);
    const own = (await world.as.hoa.get('/api/inspections')).body.items as { id: string; state: string }[];
    expect(own.map(({ id: each }) => each))
      .to.include(done)
      .and.not.to.include(id);
    expect((await world.as.binh.get('/api/inspections')).body.items).to.deep.equal([]);
  });
});
