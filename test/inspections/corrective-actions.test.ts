import { createHash } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { issueToken } from '../../src/auth/session.service.js';
import { CorrectiveActions } from '../../src/inspections/corrective-action.model.js';
import { dueOn, inspecting, type Inspecting } from '../support/inspections.js';
import { startWorld, tokenIn, type World } from '../support/world.js';

describe('corrective actions', () => {
  let world: World;
  let steps: Inspecting;
  let inspection: string;
  before(async () => {
    world = await startWorld();
    steps = inspecting(world);
    inspection = await steps.conduct({}, 'non_conformant', { '7.1': 'major' });
  });
  after(() => world.stop());

  const order = async (more: object = {}) => {
    const body = { code: '7.1', demand: 'Lưu đủ sổ 24 tháng', dueOn, ...more };
    const res = await world.as.minh.post(`/api/inspections/${inspection}/corrective-actions`, body);
    expect(res.status, res.text).to.equal(201);
    return res.body.id as string;
  };
  const answer = (id: string, who: 'hoa' | 'binh' = 'hoa') =>
    world.as[who].post(`/api/corrective-actions/${id}/answers`, { words: 'Đã lập sổ' });
  const decide = (id: string, decision: string, more: object = {}) =>
    world.as.minh.post(`/api/corrective-actions/${id}/decisions`, { decision, note: 'Đã xem', ...more });
  const read = async (id: string) => (await world.as.minh.get(`/api/corrective-actions/${id}`)).body;

  it('is ordered after an inspection, and the producer sees it in the menu and on the first page', async () => {
    const id = await order({ demand: 'Dán nhãn lại toàn bộ kho' });
    expect(await read(id)).to.include({ state: 'open', organization: 'org-hoa', inspection, code: '7.1', dueOn });
    const browser = await world.as.hoa.browser();
    const work = (await browser.get('/work')).text;
    expect(work).to.include('Dán nhãn lại toàn bộ kho').and.to.include(`/corrective-actions/${id}`);
    expect(work).to.match(/href="\/inspections"[^>]*>Kiểm tra&nbsp;\s*<span class="badge warn">\d/);
    expect((await browser.get(`/corrective-actions/${id}`)).text).to.include(`/corrective-actions/${id}/answers/new`);
    expect((await (await world.as.binh.browser()).get('/work')).text).not.to.include('Dán nhãn lại');
  });

  it('is answered with what was done and a file, then closed', async () => {
    const id = await order();
    const file = Buffer.from('%PDF-1.7 sổ');
    const agent = request.agent(world.app).set('Authorization', `Bearer ${issueToken(world.as.hoa.user).accessToken}`);
    expect(tokenIn((await agent.get(`/corrective-actions/${id}/answers/new`)).text)).not.to.equal('');
    const wrong = await agent
      .post(`/corrective-actions/${id}/answers`)
      .field('words', 'Đã lập sổ')
      .attach('file', Buffer.from('MZ'), 'a.pdf');
    expect(wrong.status).to.equal(400);
    expect(wrong.text).to.include('id="error-file"').and.to.include('Đã lập sổ');
    expect((await read(id)).state).to.equal('open');
    const sent = await agent
      .post(`/corrective-actions/${id}/answers`)
      .field('words', 'Đã lập sổ')
      .attach('file', file, 'a.pdf');
    expect([sent.status, sent.headers.location]).to.deep.equal([303, `/corrective-actions/${id}`]);
    const { state, answers } = await read(id);
    expect(state).to.equal('answered');
    expect(answers[0]).to.include({ words: 'Đã lập sổ', file: createHash('sha256').update(file).digest('hex') });
    expect(
      (await world.as.minh.get('/api/corrective-actions')).body.items.map((each: { id: string }) => each.id),
    ).to.include(id);
    const closed = await decide(id, 'closed');
    expect(closed.body).to.include({ state: 'closed' });
    expect((await answer(id)).body.code).to.equal('wrong-state');
  });

  it('is opened again with another day, and says so', async () => {
    const id = await order();
    await answer(id);
    const blank = await decide(id, 'reopened');
    expect([blank.status, blank.body.errors[0].field]).to.deep.equal([400, 'dueOn']);
    expect((await decide(id, 'reopened', { dueOn: '2099-12-31' })).body).to.include({
      state: 'open',
      dueOn: '2099-12-31',
    });
    const page = await (await world.as.hoa.browser()).get(`/corrective-actions/${id}`);
    expect(page.text).to.include('Chưa đạt, làm tiếp').and.to.include('31/12/2099');
  });

  it('is decided by one of two inspectors, and the other loses nothing typed', async () => {
    const id = await order();
    await answer(id);
    const race = await Promise.all([decide(id, 'closed'), decide(id, 'reopened', { dueOn }), decide(id, 'closed')]);
    expect(race.map(({ status }) => status).sort()).to.deep.equal([200, 409, 409]);
    expect((await read(id)).decisions).to.have.length(1);
    const late = await (
      await world.as.minh.browser()
    ).post(`/corrective-actions/${id}/decisions`, { decision: 'closed', note: 'Chữ tôi gõ' });
    expect(late.status).to.equal(409);
    expect(late.text).to.include('Chữ tôi gõ').and.to.include('Trạng thái đã thay đổi');
  });

  it('is closed by a re-inspection that conforms, and opened again by one that does not', async () => {
    const id = await order();
    await answer(id);
    const page = await (await world.as.minh.browser()).get(`/corrective-actions/${id}`);
    expect(page.text).to.include(`/inspections/new?organization=org-hoa&amp;reinspects=${id}`);
    const failed = await steps.conduct({ reinspects: id }, 'non_conformant', { '7.1': 'major' });
    expect(await read(id)).to.include({ state: 'open' });
    const passed = await steps.conduct({ reinspects: id });
    const { state, decisions } = await read(id);
    expect(state).to.equal('closed');
    expect(decisions.map(({ decision, inspection: by }: Record<string, string>) => [decision, by])).to.deep.equal([
      ['reopened', failed],
      ['closed', passed],
    ]);
    expect(
      (
        await world.as.minh.post('/api/inspections', {
          organization: 'org-binh',
          dueOn,
          checklist: 'tcvn-13167',
          reinspects: id,
        })
      ).status,
    ).to.equal(404);
  });

  it('is shown as overdue to both', async () => {
    const id = await order({ demand: 'Việc quá hạn' });
    await CorrectiveActions.updateOne({ _id: id }, { $set: { dueOn: '2026-01-01' } });
    for (const [who, address] of [
      ['hoa', '/work'],
      ['hoa', '/inspections'],
      ['minh', '/corrective-actions?state=open'],
    ] as const) {
      const { text } = await (await world.as[who].browser()).get(address);
      expect(text, address).to.match(/Việc quá hạn<\/a>\s*<span class="badge bad">/);
    }
    expect((await (await world.as.minh.browser()).get(`/inspections/${inspection}`)).text).to.include('Việc quá hạn');
  });

  it('tells every fault beside its field and stores nothing', async () => {
    const id = await order();
    await answer(id);
    const before = await CorrectiveActions.countDocuments({});
    const refused: [string, object, string[]][] = [
      [`inspections/${inspection}/corrective-actions`, {}, ['demand', 'dueOn']],
      [`inspections/${inspection}/corrective-actions`, { demand: 'x', dueOn: '2020-01-01' }, ['dueOn']],
      [`inspections/${inspection}/corrective-actions`, { demand: 'x', dueOn, code: '99' }, ['code']],
      [`corrective-actions/${id}/decisions`, { decision: 'maybe', note: ' ' }, ['decision', 'note']],
      [`corrective-actions/${id}/decisions`, { decision: 'reopened', note: 'x', dueOn: '2020-01-01' }, ['dueOn']],
    ];
    for (const [path, body, fields] of refused) {
      const res = await world.as.minh.post(`/api/${path}`, body);
      expect(res.status, JSON.stringify(body)).to.equal(400);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.have.members(fields);
    }
    const mute = await world.as.hoa.post(`/api/corrective-actions/${await order()}/answers`, {});
    expect(mute.body.errors[0].field).to.equal('words');
    expect(await CorrectiveActions.countDocuments({})).to.equal(before + 1);
    expect(await read(id)).to.include({ state: 'answered' });
  });

  it('needs a concluded inspection, an answer to decide on, and one order a request', async () => {
    const planned = await steps.plan();
    const early = await world.as.minh.post(`/api/inspections/${planned}/corrective-actions`, { demand: 'x', dueOn });
    expect([early.status, early.body.code]).to.deep.equal([409, 'wrong-state']);
    const id = await order();
    expect((await decide(id, 'closed')).body.code).to.equal('wrong-state');
  });

  it('is hidden from other producers, and each side does only its part', async () => {
    const id = await order();
    for (const path of [`/api/corrective-actions/${id}`, `/corrective-actions/${id}`]) {
      expect((await world.as.binh.get(path)).status, path).to.equal(404);
    }
    expect((await answer(id, 'binh')).status).to.equal(404);
    expect((await world.as.binh.get('/api/corrective-actions')).body.items).to.deep.equal([]);
    expect((await world.as.minh.post(`/api/corrective-actions/${id}/answers`, { words: 'x' })).body.code).to.equal(
      'role-not-allowed',
    );
    for (const who of ['hoa', 'an'] as const) {
      const decided = await world.as[who].post(`/api/corrective-actions/${id}/decisions`, {
        decision: 'closed',
        note: 'x',
      });
      expect(decided.body.code).to.equal('role-not-allowed');
      const ordered = await world.as[who].post(`/api/inspections/${inspection}/corrective-actions`, {
        demand: 'x',
        dueOn,
      });
      expect(ordered.body.code).to.equal('role-not-allowed');
    }
    expect(await read(id)).to.include({ state: 'open' });
  });
});
