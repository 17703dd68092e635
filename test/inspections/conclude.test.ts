import { createHash, createPublicKey } from 'node:crypto';
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { Events } from '../../src/events/event.model.js';
import { Inspections } from '../../src/inspections/record.model.js';
import { inspectedAt, inspecting, type Inspecting } from '../support/inspections.js';
import { openWorkshop, type Workshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

describe('concluding an inspection', () => {
  let world: World;
  let hoa: Workshop;
  let steps: Inspecting;
  let lot: string;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
    steps = inspecting(world);
  });
  beforeEach(async () => {
    lot = await hoa.harvest();
  });
  after(() => world.stop());

  const draft = async (more: object = {}, named: Record<string, string> = {}) => {
    const id = await steps.plan(more);
    await steps.begin(id);
    const { revision } = await steps.save(id, 0, named);
    return { id, revision };
  };
  const stateOf = async (id: string) => (await Inspections.findById(id).lean())?.state;

  it('records an event of the lot that carries the hash of the signed record', async () => {
    const { id, revision } = await draft({ lot }, { '5.3': 'major' });
    const res = await steps.conclude(id, revision, 'non_conformant');
    expect(res.status, res.text).to.equal(200);
    expect(res.body).to.include({ state: 'concluded', result: 'non_conformant' });
    expect(res.body.conclusion).to.include({ inspector: 'minh', authority: 'Chi cục', eventTime: inspectedAt });
    const signed = (await world.as.hoa.get(`/inspections/${id}/record.jwt`)).text;
    const sha256 = createHash('sha256').update(signed).digest('hex');
    expect(res.body.conclusion.sha256).to.equal(sha256);
    const { events } = (await world.as.hoa.get(`/api/lots/${lot}`)).body;
    expect(events.at(-1)).to.deep.include({
      bizStep: 'inspecting',
      disposition: 'non_conformant',
      'nguon:note': 'Kết luận thử.',
      'nguon:inspection': { id, signed: sha256 },
    });
  });

  it('is signed as a passport is, and verified with the published keys', async () => {
    const id = await steps.conduct({ lot }, 'non_conformant', { '5.3': 'major', '7.1': 'minor' });
    const res = await world.as.hoa.get(`/inspections/${id}/record.jwt`);
    expect(res.headers['content-type']).to.match(/^application\/jwt/);
    expect(res.headers['content-disposition']).to.include(`inspection-${id}.jwt`);
    const { header } = jwt.decode(res.text, { complete: true }) ?? {};
    expect(header).to.include({ alg: 'ES256', typ: 'ocop-inspection+jwt' });
    const set = (await world.stranger.get('/.well-known/jwks.json')).body.keys as { kid: string }[];
    const key = createPublicKey({ key: set.find(({ kid }) => kid === header?.kid) as never, format: 'jwk' });
    const said = jwt.verify(res.text, key, { algorithms: ['ES256'] }) as Record<string, unknown>;
    expect(said).to.deep.include({
      inspector: { name: 'minh', authority: 'Chi cục' },
      organization: { id: 'org-hoa', name: 'HTX Hoa' },
      result: 'non_conformant',
      eventTime: inspectedAt,
    });
    expect(said.lot).to.match(new RegExp(`/${lot}$`));
    expect(said.findings).to.be.an('array').with.length.above(20);
    const tampered = res.text.replace(/\.[^.]+\./, (payload) => payload.replace(/[A-Y]/, 'Z'));
    expect(() => jwt.verify(tampered, key, { algorithms: ['ES256'] })).to.throw();
    expect((await world.as.binh.get(`/inspections/${id}/record.jwt`)).status).to.equal(404);
    expect((await world.stranger.get(`/inspections/${id}/record.jwt`)).status).to.equal(401);
  });

  it('keeps that of an organisation as a signed record, without an event', async () => {
    const events = await world.countEvents();
    const id = await steps.conduct();
    expect(await world.countEvents()).to.equal(events);
    const signed = (await world.as.minh.get(`/inspections/${id}/record.jwt`)).text;
    expect(jwt.decode(signed)).to.include({ result: 'conformant' }).and.not.to.have.property('lot');
  });

  it('lets one of two inspectors conclude, and keeps what the other typed', async () => {
    for (const more of [{ lot }, {}]) {
      const { id, revision } = await draft(more);
      const events = await world.countEvents();
      const race = await Promise.all(
        ['conformant', 'non_conformant', 'conformant'].map((result) => steps.conclude(id, revision, result)),
      );
      expect(race.map(({ status }) => status).sort(), JSON.stringify(more)).to.deep.equal([200, 409, 409]);
      expect(race.filter(({ status }) => status === 409).map(({ body }) => body.code)).to.deep.equal([
        'wrong-state',
        'wrong-state',
      ]);
      expect(await world.countEvents()).to.equal(events + ('lot' in more ? 1 : 0));
      const typed = {
        revision: String(revision),
        result: 'conformant',
        summary: 'Chữ tôi đã gõ',
        eventTime: '2026-10-03T08:30',
      };
      const late = await (await world.as.minh.browser()).post(`/inspections/${id}/conclusions`, typed);
      expect(late.status).to.equal(409);
      expect(late.text).to.include('Trạng thái đã thay đổi').and.to.include('Chữ tôi đã gõ');
    }
  });

  it('gives the same answer to a conclusion that is sent again', async () => {
    for (const more of [{ lot }, {}]) {
      const { id, revision } = await draft(more);
      const body = { revision, result: 'conformant', summary: 'Đạt', eventTime: inspectedAt };
      const first = await world.as.minh.post(`/api/inspections/${id}/conclusions`, body, `conclude-${id}`);
      const again = await world.as.minh.post(`/api/inspections/${id}/conclusions`, body, `conclude-${id}`);
      expect(first.status, first.text).to.equal(200);
      expect(again.body).to.deep.equal(first.body);
    }
    expect(await Events.countDocuments({ lots: lot, bizStep: 'inspecting' })).to.equal(1);
  });

  it('refuses what is not ready, with every fault, and stores nothing', async () => {
    const id = await steps.plan({ lot });
    await steps.begin(id);
    const { revision } = (
      await world.as.minh.put(`/api/inspections/${id}/findings`, {
        revision: 0,
        answers: [{ code: '5.1', finding: 'major' }],
      })
    ).body;
    const events = await world.countEvents();
    const body = { revision, result: 'conformant', summary: 'Đạt', eventTime: inspectedAt };
    const refused: [object, number, string[]][] = [
      [{}, 400, ['revision', 'result', 'summary', 'eventTime']],
      [body, 400, ['answers', 'result']],
      [{ ...body, result: 'non_conformant' }, 400, ['answers']],
    ];
    for (const [sent, status, fields] of refused) {
      const res = await world.as.minh.post(`/api/inspections/${id}/conclusions`, sent);
      expect(res.status, JSON.stringify(sent)).to.equal(status);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.have.members(fields);
    }
    const whole = await steps.save(id, revision);
    const answered = { ...body, revision: whole.revision };
    const stale = await world.as.minh.post(`/api/inspections/${id}/conclusions`, body);
    expect([stale.status, stale.body.code]).to.deep.equal([409, 'changed-since']);
    for (const [eventTime, code] of [
      ['2099-01-01T00:00:00+07:00', 'event-in-future'],
      ['2020-01-01T00:00:00+07:00', 'event-before-lot'],
    ]) {
      const res = await world.as.minh.post(`/api/inspections/${id}/conclusions`, { ...answered, eventTime });
      expect(res.body.code).to.equal(code);
    }
    for (const who of ['hoa', 'an'] as const) {
      const res = await world.as[who].post(`/api/inspections/${id}/conclusions`, answered);
      expect(res.body.code, who).to.equal('role-not-allowed');
    }
    expect(await stateOf(id)).to.equal('draft');
    expect(await world.countEvents()).to.equal(events);
  });

  it('cannot be changed any more', async () => {
    const id = await steps.conduct();
    const put = await world.as.minh.put(`/api/inspections/${id}/findings`, { revision: 1, answers: [] });
    expect([put.status, put.body.code]).to.deep.equal([409, 'wrong-state']);
  });

  it('is seen in full by inspectors and the lot’s owner, by others as a result', async () => {
    const id = await steps.conduct({ lot }, 'non_conformant', { '5.3': 'major' });
    for (const who of ['minh', 'hoa'] as const) {
      const browser = await world.as[who].browser();
      expect((await browser.get(`/lots/${lot}`)).text, who).to.include(`/inspections/${id}`);
      const page = (await browser.get(`/inspections/${id}`)).text;
      expect(page).to.include('Lỗi nặng').and.to.include('Chi cục').and.to.include('record.jwt');
    }
    await hoa.ship(lot, 'binh');
    const received = await (await world.as.binh.browser()).get(`/lots/${lot}`);
    expect(received.text).to.include('Không đạt').and.not.to.include(`/inspections/${id}`);
  });

  it('is told to readers of the label as date, authority and verdict, without a person', async () => {
    await steps.conduct({ lot }, 'non_conformant', { '5.3': 'major' });
    const page = (await world.stranger.get(`/${lot}?lang=vi`)).text;
    expect(page)
      .to.include('Chi cục')
      .and.to.include('03/10/2026')
      .and.to.match(/không đạt/i);
    expect(page).not.to.match(/minh/i).and.not.to.include('Kết luận thử');
  });

  it('names all samples, also when one is taken while it is concluded', async () => {
    const { id: inspection, revision } = await draft();
    const [taken, concluded] = await Promise.all([
      world.as.minh.post(`/api/inspections/${inspection}/samples`, {
        ...{ code: 'M-RACE', quantity: 0.5, uom: 'KGM', takenAt: inspectedAt, sealedBy: 'Minh' },
      }),
      steps.conclude(inspection, revision),
    ]);
    const signed = jwt.decode(
      (await world.as.minh.get(`/inspections/${inspection}/record.jwt`)).text,
    ) as jwt.JwtPayload | null;
    const named = ((signed?.samples ?? []) as object[]).length;
    if (concluded.status === 200) expect(named).to.equal(taken.status === 200 ? 1 : 0);
    else expect([concluded.status, taken.status]).to.deep.equal([409, 200]);
  });
});
