import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import request from 'supertest';
import { issueToken } from '../../src/auth/session.service.js';
import { Samples } from '../../src/inspections/sample.model.js';
import { inspecting, type Inspecting } from '../support/inspections.js';
import { openWorkshop, type Workshop } from '../support/workshop.js';
import { startWorld, tokenIn, type World } from '../support/world.js';

describe('samples and laboratory results', () => {
  let world: World;
  let hoa: Workshop;
  let steps: Inspecting;
  let number = 0;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
    steps = inspecting(world);
  });
  after(() => world.stop());

  const sample = (more: object = {}) => {
    number += 1;
    return {
      code: `M-${number}`,
      quantity: '0,5',
      uom: 'KGM',
      takenAt: '2026-10-03T09:00:00+07:00',
      sealedBy: 'Nông Thị Minh',
      ...more,
    };
  };
  const lead = { parameter: 'Pb', value: '0,02', unit: 'mg/kg', comparison: 'at-most', limit: '0,1' };
  const report = (...results: object[]) => ({
    laboratory: 'Quatest 1',
    number: 'KQ 12',
    reportedOn: '2026-10-12',
    results,
  });
  const begun = async (more: object = {}) => {
    const id = await steps.plan(more);
    await steps.begin(id);
    return id;
  };
  /** A sample of an inspection that is concluded since. */
  const sealed = async (more: object = {}) => {
    const inspection = await begun(more);
    const taken = await world.as.minh.post(`/api/inspections/${inspection}/samples`, sample());
    expect(taken.status, taken.text).to.equal(200);
    await steps.conclude(inspection, (await steps.save(inspection)).revision);
    return { inspection, id: taken.body.id as string };
  };

  it('are taken at an inspection, and named by its signed record', async () => {
    const inspection = await begun();
    const res = await world.as.minh.post(`/api/inspections/${inspection}/samples`, sample({ code: 'NP-01' }));
    expect(res.body).to.include({ code: 'NP-01', quantity: 0.5, uom: 'KGM', sealedBy: 'Nông Thị Minh' });
    await steps.conclude(inspection, (await steps.save(inspection)).revision);
    const signed = jwt.decode(
      (await world.as.minh.get(`/inspections/${inspection}/record.jwt`)).text,
    ) as jwt.JwtPayload;
    expect(signed.samples).to.deep.equal([
      {
        ...{
          code: 'NP-01',
          quantity: 0.5,
          uom: 'KGM',
          takenAt: '2026-10-03T09:00:00+07:00',
          sealedBy: 'Nông Thị Minh',
        },
        reports: [],
      },
    ]);
    const late = await world.as.minh.post(`/api/inspections/${inspection}/samples`, sample());
    expect([late.status, late.body.code]).to.deep.equal([409, 'wrong-state']);
  });

  it('get results later, whose verdict follows from value and limit', async () => {
    const { id, inspection } = await sealed();
    const res = await world.as.minh.post(
      `/api/samples/${id}/results`,
      report(
        lead,
        { ...lead, value: '0.100' },
        { ...lead, value: '0.1000001' },
        { ...lead, comparison: 'at-least', value: '85', limit: '85.0', parameter: 'Tinh bột' },
        { parameter: 'Salmonella', notDetected: true, comparison: 'not-detected' },
        { parameter: 'E. coli', value: 3, comparison: 'not-detected' },
        { parameter: 'SO2', notDetected: 'on', comparison: 'at-most', limit: 20 },
      ),
    );
    expect(res.status, res.text).to.equal(200);
    const [{ results, verdict }] = res.body.reports;
    const verdicts = results.map((each: { verdict: string }) => each.verdict === 'conformant');
    expect(verdicts).to.deep.equal([true, true, false, true, true, false, true]);
    expect(verdict).to.equal('non_conformant');
    expect(results[1].value).to.equal('0.100');
    const page = await (await world.as.hoa.browser()).get(`/inspections/${inspection}`);
    expect(page.text).to.include('0,1000001 mg/kg').and.to.include('≤ 0,1').and.to.include('Không phát hiện');
  });

  it('are an event of the lot, once, which says the verdict and the values', async () => {
    const lot = await hoa.harvest();
    const { id, inspection } = await sealed({ lot });
    const events = await world.countEvents();
    const body = report({ ...lead, value: '0.4' });
    const first = await world.as.minh.post(`/api/samples/${id}/results`, body, `lab-${id}`);
    expect(first.status, first.text).to.equal(200);
    expect((await world.as.minh.post(`/api/samples/${id}/results`, body, `lab-${id}`)).body).to.deep.equal(first.body);
    expect(await world.countEvents()).to.equal(events + 1);
    const event = (await world.as.hoa.get(`/api/lots/${lot}`)).body.events.at(-1);
    expect(event).to.include({ bizStep: 'inspecting', disposition: 'non_conformant' });
    expect(event['nguon:note']).to.include('Quatest 1, KQ 12: Pb 0.4 mg/kg (≤ 0.1)');
    expect(event['nguon:inspection']).to.include({ id: inspection });
  });

  it('are recorded by a form with the report, and asked again for `1.000`', async () => {
    const { id } = await sealed();
    const agent = request.agent(world.app).set('Authorization', `Bearer ${issueToken(world.as.minh.user).accessToken}`);
    const fields = {
      ...{
        laboratory: 'Quatest 1',
        reportedOn: '2026-10-12',
        'results.0.parameter': 'SO2',
        'results.0.comparison': 'at-most',
      },
      'results.0.limit': '20',
    };
    const send = async (value: string, file: Buffer) => {
      expect(tokenIn((await agent.get(`/samples/${id}/results/new`)).text)).not.to.equal('');
      const sent = agent.post(`/samples/${id}/results`);
      for (const [name, given] of Object.entries({ ...fields, 'results.0.value': value })) sent.field(name, given);
      return sent.attach('file', file, { filename: 'phieu.pdf', contentType: 'application/pdf' });
    };
    const asked = await send('1.000', Buffer.from('%PDF-1.7 x'));
    expect(asked.status).to.equal(400);
    expect(asked.text).to.include('id="error-results.0.value"').and.to.include('value="1.000"');
    const wrong = await send('10', Buffer.from('MZ'));
    expect(wrong.status).to.equal(400);
    expect(wrong.text).to.include('id="error-file"').and.to.include('value="SO2"');
    expect((await Samples.findById(id).lean())?.reports).to.deep.equal([]);
    expect((await send('1000', Buffer.from('%PDF-1.7 phiếu'))).status).to.equal(303);
    const [kept] = (await Samples.findById(id).lean())?.reports ?? [];
    expect(kept).to.include({ verdict: 'non_conformant', laboratory: 'Quatest 1' });
    expect((await world.as.hoa.get(`/attachments/${kept?.file}`)).status).to.equal(200);
  });

  it('tell every fault beside its field and store nothing', async () => {
    const inspection = await begun();
    const before = await Samples.countDocuments({});
    const taken = sample();
    const { id } = await sealed();
    const refused: [string, object, number, string[]][] = [
      [`inspections/${inspection}/samples`, {}, 400, ['code', 'quantity', 'uom', 'takenAt', 'sealedBy']],
      [`inspections/${inspection}/samples`, { ...taken, quantity: '1.000', uom: 'x' }, 400, ['quantity', 'uom']],
      [`inspections/${inspection}/samples`, { ...taken, quantity: 0.0005 }, 400, ['quantity']],
      [`inspections/${inspection}/samples`, { ...taken, takenAt: '2099-01-01T00:00:00+07:00' }, 400, ['takenAt']],
      [`samples/${id}/results`, {}, 400, ['laboratory', 'reportedOn', 'results']],
      [
        `samples/${id}/results`,
        report({}),
        400,
        ['results.0.parameter', 'results.0.comparison', 'results.0.value', 'results.0.limit'],
      ],
      [
        `samples/${id}/results`,
        report({ ...lead, value: '1,000', limit: 'x' }),
        400,
        ['results.0.value', 'results.0.limit'],
      ],
      [`samples/${id}/results`, { ...report(lead), reportedOn: '2099-01-01' }, 400, ['reportedOn']],
    ];
    for (const [path, body, status, fields] of refused) {
      const res = await world.as.minh.post(`/api/${path}`, body);
      expect(res.status, JSON.stringify(body)).to.equal(status);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.have.members(fields);
    }
    expect(await Samples.countDocuments({})).to.equal(before + 1);
    expect((await Samples.findById(id).lean())?.reports).to.deep.equal([]);
  });

  it('have a code of their own', async () => {
    const inspection = await begun();
    expect(
      (await world.as.minh.post(`/api/inspections/${inspection}/samples`, sample({ code: 'DUP' }))).status,
    ).to.equal(200);
    const again = await world.as.minh.post(`/api/inspections/${inspection}/samples`, sample({ code: 'DUP' }));
    expect([again.status, again.body.errors[0].field]).to.deep.equal([409, 'code']);
    const browser = await world.as.minh.browser();
    const sent = await browser.post(`/inspections/${inspection}/samples`, {
      ...sample({ code: 'FORM' }),
      takenAt: '2026-10-03T09:00',
    });
    expect([sent.status, sent.headers.location]).to.deep.equal([303, `/inspections/${inspection}#samples`]);
  });

  it('are an inspector’s, and hidden from others', async () => {
    const { id, inspection } = await sealed();
    for (const who of ['hoa', 'an'] as const) {
      expect((await world.as[who].post(`/api/samples/${id}/results`, report(lead))).body.code).to.equal(
        'role-not-allowed',
      );
      expect((await world.as[who].post(`/api/inspections/${inspection}/samples`, sample())).body.code).to.equal(
        'role-not-allowed',
      );
    }
    expect((await world.as.minh.post('/api/samples/none/results', report(lead))).status).to.equal(404);
  });
});
