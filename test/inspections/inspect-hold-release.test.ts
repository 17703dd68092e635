import { createHash } from 'node:crypto';
import { expect } from 'chai';
import request from 'supertest';
import { issueToken } from '../../src/auth/session.service.js';
import { holdLot } from '../../src/inspections/inspection.service.js';
import { Lots } from '../../src/lots/lot.model.js';
import { Attachments } from '../../src/registry/attachment.model.js';
import { eventTime, openWorkshop, outcome, type Workshop } from '../support/workshop.js';
import { startWorld, tokenIn, type World } from '../support/world.js';

describe('inspecting, holding and releasing a lot', () => {
  let world: World;
  let hoa: Workshop;
  let lot: string;
  before(async () => {
    world = await startWorld();
    hoa = await openWorkshop(world, 'hoa');
  });
  beforeEach(async () => {
    lot = await hoa.harvest();
  });
  after(() => world.stop());

  const found = { result: 'non_conformant', findings: 'Dư lượng thuốc vượt mức.', eventTime };
  const reason = { reason: 'Chờ kết quả kiểm nghiệm' };
  const stateOf = async () => (await world.as.minh.get(`/api/lots/${lot}`)).body.state as string;
  const version = async () => (await Lots.findById(lot).lean())?.version;

  it('records what was found, and stops nothing by that', async () => {
    const res = await world.as.minh.post(`/api/lots/${lot}/inspections`, found);
    expect(res.status, res.text).to.equal(201);
    expect(res.body.lot).to.equal(lot);
    const { events } = (await world.as.hoa.get(`/api/lots/${lot}`)).body;
    expect(events.at(-1)).to.include({
      eventID: res.body.eventID,
      bizStep: 'inspecting',
      disposition: 'non_conformant',
      'nguon:note': found.findings,
    });
    expect(await stateOf()).to.equal('open');
    expect(await outcome(hoa.sell(lot))).to.equal('done');
  });

  it('keeps the report under its hash and shows it to the producer', async () => {
    const report = Buffer.from('%PDF-1.7 biên bản');
    const sha256 = createHash('sha256').update(report).digest('hex');
    const send = await attach(report);
    expect(send.status, send.text).to.equal(303);
    expect(send.headers.location).to.equal(`/lots/${lot}`);
    const { events } = (await world.as.hoa.get(`/api/lots/${lot}`)).body;
    expect(events.at(-1)['nguon:file']).to.equal(sha256);
    const page = await (await world.as.hoa.browser()).get(`/lots/${lot}`);
    expect(page.text).to.include(`/attachments/${sha256}`);
    expect((await world.as.hoa.get(`/attachments/${sha256}`)).status).to.equal(200);
    expect((await world.as.binh.get(`/attachments/${sha256}`)).status).to.equal(404);
    const again = await world.as.minh.post(`/api/lots/${lot}/inspections`, { ...found, file: sha256 });
    expect(again.status).to.equal(201);
  });

  it('refuses a file that is not what its name says, and stores nothing', async () => {
    const [events, files] = [await world.countEvents(), await Attachments.countDocuments({})];
    const res = await attach(Buffer.from('MZ this is a program'));
    expect(res.status).to.equal(400);
    expect(res.text).to.include('id="error-file"').and.to.include(found.findings);
    expect(res.text).to.match(/name="eventTime"[^>]* value="2026-10-02T08:30"/);
    expect(await world.countEvents()).to.equal(events);
    expect(await Attachments.countDocuments({})).to.equal(files);
    const absent = await world.as.minh.post(`/api/lots/${lot}/inspections`, { ...found, file: 'a'.repeat(64) });
    expect(absent.status).to.equal(404);
    expect(absent.body.errors[0].field).to.equal('file');
  });

  it('tells every fault beside its field and stores nothing', async () => {
    const [events, before] = [await world.countEvents(), await version()];
    const refused: [string, object, string[]][] = [
      ['inspections', {}, ['result', 'findings', 'eventTime']],
      [
        'inspections',
        { ...found, result: 'good', findings: ' ', eventTime: 'now', lot },
        ['result', 'findings', 'eventTime', 'lot'],
      ],
      ['inspections', { ...found, file: 'x' }, ['file']],
      ['inspections', { ...found, eventTime: '2099-01-01T00:00:00+07:00' }, ['eventTime']],
      ['holds', {}, ['reason']],
      ['holds', { reason: 'x'.repeat(2001) }, ['reason']],
      ['holds', { ...reason, lot }, ['lot']],
      ['releases', { reason: 1 }, ['reason']],
    ];
    for (const [what, body, fields] of refused) {
      const res = await world.as.minh.post(`/api/lots/${lot}/${what}`, body);
      expect(res.status, JSON.stringify(body)).to.equal(400);
      expect(res.body.errors.map(({ field }: { field: string }) => field)).to.have.members(fields);
    }
    expect(await world.countEvents()).to.equal(events);
    expect(await version()).to.equal(before);
  });

  it('leaves these acts to inspectors', async () => {
    const events = await world.countEvents();
    for (const [what, body] of [
      ['inspections', found],
      ['holds', reason],
      ['releases', reason],
    ] as const) {
      for (const who of ['hoa', 'an'] as const) {
        const res = await world.as[who].post(`/api/lots/${lot}/${what}`, body);
        expect(res.status, `${who} ${what}`).to.equal(403);
        expect(res.body.code).to.equal('role-not-allowed');
      }
      expect((await world.stranger.post(`/api/lots/${lot}/${what}`, body)).body.code).to.equal('unauthenticated');
    }
    expect(await outcome(holdLot({ lot, ...reason }, world.by('hoa')))).to.equal('role-not-allowed');
    expect(await world.countEvents()).to.equal(events);
    const page = await (await world.as.hoa.browser()).get(`/lots/${lot}`);
    expect(page.text).not.to.include(`/lots/${lot}/holds`);
  });

  it('stops a held lot from being sold, shipped, used up or destroyed until it is released', async () => {
    expect((await world.as.minh.post(`/api/lots/${lot}/holds`, reason)).status).to.equal(201);
    expect(await stateOf()).to.equal('held');
    const moves = () =>
      Promise.all([
        outcome(hoa.sell(lot)),
        outcome(hoa.ship(lot, 'binh')),
        outcome(hoa.process(1, lot)),
        outcome(hoa.destroy(lot)),
      ]);
    expect(await moves()).to.deep.equal(['lot-held', 'lot-held', 'lot-held', 'lot-held']);
    const page = await (await world.as.hoa.browser()).get(`/lots/${lot}`);
    expect(page.text).to.include('Lô đang bị tạm giữ').and.to.include(reason.reason).and.to.include('Chi cục');
    expect(page.text).not.to.include('/sales/new');
    expect((await world.as.minh.post(`/api/lots/${lot}/releases`, reason)).status).to.equal(201);
    expect(await stateOf()).to.equal('open');
    expect(await moves()).to.deep.equal(['done', 'done', 'done', 'done']);
  });

  it('refuses to hold a held lot and to release a free one', async () => {
    const events = await world.countEvents();
    const release = await world.as.minh.post(`/api/lots/${lot}/releases`, reason);
    expect([release.status, release.body.code]).to.deep.equal([409, 'wrong-state']);
    const holds = await Promise.all([1, 2, 3].map(() => world.as.minh.post(`/api/lots/${lot}/holds`, reason)));
    expect(holds.map(({ status }) => status).sort()).to.deep.equal([201, 409, 409]);
    expect(await world.countEvents()).to.equal(events + 1);
  });

  it('gives the same answer to a hold that is sent again', async () => {
    const first = await world.as.minh.post(`/api/lots/${lot}/holds`, reason, `hold-${lot}`);
    const again = await world.as.minh.post(`/api/lots/${lot}/holds`, reason, `hold-${lot}`);
    expect(again.status).to.equal(201);
    expect(again.body).to.deep.equal(first.body);
  });

  it('holds a lot whose phone ran ahead of our clock', async () => {
    const ahead = new Date(Date.parse(eventTime) - 60_000);
    expect(await outcome(holdLot({ lot, ...reason }, world.by('minh', ahead)))).to.equal('done');
  });

  it('works by forms, which come back with what was typed', async () => {
    const browser = await world.as.minh.browser();
    const page = await browser.get(`/lots/${lot}`);
    expect(page.text).to.include(`action="/lots/${lot}/holds"`).and.to.include(`action="/lots/${lot}/inspections"`);
    const blank = await browser.post(`/lots/${lot}/holds`, { reason: ' ' });
    expect(blank.status).to.equal(400);
    expect(blank.text).to.include('id="error-reason"');
    const held = await browser.post(`/lots/${lot}/holds`, reason);
    expect([held.status, held.headers.location]).to.deep.equal([303, `/lots/${lot}`]);
    expect((await browser.get(`/lots/${lot}`)).text).to.include(`action="/lots/${lot}/releases"`);
  });

  it('answers an address that names no lot with 404', async () => {
    for (const address of [`${hoa.product.key}/10/NONE`, '01/123/10/L1', 'q/1/10/L1']) {
      expect((await world.as.minh.post(`/api/lots/${address}/holds`, reason)).status, address).to.equal(404);
    }
  });

  async function attach(file: Buffer) {
    const agent = request.agent(world.app).set('Authorization', `Bearer ${issueToken(world.as.minh.user).accessToken}`);
    expect(tokenIn((await agent.get(`/lots/${lot}`)).text)).not.to.equal('');
    return agent
      .post(`/lots/${lot}/inspections`)
      .field('result', found.result)
      .field('findings', found.findings)
      .field('eventTime', '2026-10-02T08:30')
      .attach('file', file, { filename: 'bien-ban.pdf', contentType: 'application/pdf' });
  }
});
