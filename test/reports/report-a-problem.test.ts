import { expect } from 'chai';
import { makeFormToken } from '../../src/reports/form-token.js';
import { Reports } from '../../src/reports/report.model.js';
import { buildLabel, open, type IssuedLabel } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('reporting a problem', () => {
  let world: World;
  let label: IssuedLabel;
  let lot: string;
  before(async () => {
    world = await startWorld();
    ({ label, lot } = await buildLabel(world));
  });
  after(() => world.stop());

  const shownAgo = (ms: number) => makeFormToken(new Date(Date.now() - ms));
  const report = (more: object = {}) => ({
    ...{ kind: 'quality', words: 'Túi bị mốc', label: `/${lot}`, contact: '0912 000 111', token: shownAgo(5000) },
    ...more,
  });
  const send = (fields: object) => world.stranger.post('/report').type('form').send(fields);

  it('begins at the page of a label, without a cookie, and ends in the queue of inspectors', async () => {
    const page = await open(world, label.full);
    const address = /href="(\/report\?[^"]+)"/.exec(page.text)?.[1] ?? '';
    const form = await world.stranger.get(address);
    expect(form.status).to.equal(200);
    expect(form.headers).not.to.have.property('set-cookie');
    expect(form.text)
      .to.include(`value="/${lot}/21/${label.serial}"`)
      .and.not.match(/<script/);
    const token = /name="token" value="([^"]+)"/.exec(form.text)?.[1];
    expect(token).to.be.a('string');
    const sent = await send(report({ words: 'Túi bị mốc, mùi lạ' }));
    expect([sent.status, sent.headers.location]).to.deep.equal([
      303,
      `/report/sent?label=${encodeURIComponent(`/${lot}`)}`,
    ]);
    expect((await world.stranger.get(sent.headers.location ?? '')).text)
      .to.include('Đã gửi tin báo')
      .and.include(`href="/${lot}"`);
    const list = await world.as.minh.get('/api/reports');
    const [newest] = list.body.items as { id: string }[];
    expect(newest).to.include({
      kind: 'quality',
      lot,
      product: 'Miến dong gói',
      contact: '0912 000 111',
      state: 'open',
    });
    const browser = await world.as.minh.browser();
    expect((await browser.get('/reports')).text)
      .to.include('Túi bị mốc, mùi lạ')
      .and.include('Chất lượng, an toàn');
    expect((await browser.get(`/reports/${newest?.id}`)).text).to.include('0912 000 111');
  });

  it('takes a code that names nothing, which a forgery may', async () => {
    const words = 'Tem này quét ra tem giả';
    expect((await send(report({ label: '/01/09521234000013/10/X', kind: 'fake', words }))).status).to.equal(303);
    expect(await Reports.findOne({ words }).lean()).to.include({ lot: null, label: '/01/09521234000013/10/X' });
  });

  it('is one report, however often its form is sent', async () => {
    const words = 'gửi hai lần';
    const form = report({ words });
    expect((await send(form)).status).to.equal(303);
    expect((await send(form)).status).to.equal(303);
    expect(await Reports.countDocuments({ words })).to.equal(1);
  });

  const refused: [string, object, number, RegExp][] = [
    [
      'every fault beside its field',
      { kind: 'x', words: ' ', contact: 'c'.repeat(201) },
      400,
      /error-kind.*error-words.*error-contact/s,
    ],
    ['a form that came back too fast', { token: '' }, 429, /Gửi nhanh quá/],
    ['a token of somebody else', { token: `mh3k2a1b.${'A'.repeat(12)}.${'A'.repeat(43)}` }, 403, /đã mở quá lâu/],
    ['a form without a token', { token: 'x' }, 403, /đã mở quá lâu/],
  ];
  for (const [name, fields, status, pattern] of refused) {
    it(`says ${name}, keeps what was typed, and stores nothing`, async () => {
      const count = await Reports.countDocuments({});
      const token = status === 429 ? { token: shownAgo(500) } : {};
      const res = await send({ ...report({ label: 'mã gõ tay' }), ...fields, ...token });
      expect(res.status, res.text).to.equal(status);
      expect(res.text).to.match(pattern).and.include('value="mã gõ tay"');
      expect(await Reports.countDocuments({})).to.equal(count);
    });
  }

  it('gives a form that was open for more than a day a new token', async () => {
    const old = shownAgo(25 * 3_600_000);
    const res = await send(report({ token: old }));
    expect(res.status).to.equal(403);
    expect(/name="token" value="([^"]+)"/.exec(res.text)?.[1])
      .to.be.a('string')
      .and.not.equal(old);
  });

  it('stores nothing of a program that fills the hidden field, and does not say so', async () => {
    const words = 'mua đi';
    expect((await send(report({ words, website: 'http://spam.example' }))).status).to.equal(303);
    expect(await Reports.countDocuments({ words })).to.equal(0);
  });

  it('takes a form only', async () => {
    expect((await world.stranger.post('/report', report())).status).to.equal(415);
  });

  it('is text, never markup', async () => {
    const words = '<script>alert(1)</script>';
    await send(report({ words, label: '"><b>' }));
    const { _id } = (await Reports.findOne({ words }).lean()) ?? {};
    const browser = await world.as.minh.browser();
    for (const path of ['/reports', `/reports/${_id}`, `/reports/${_id}/closures/new`]) {
      expect((await browser.get(path)).text, path)
        .to.include('&lt;script&gt;')
        .and.not.match(/<script>|<b>/);
    }
    const back = await world.stranger.get(`/report/sent?label=${encodeURIComponent('javascript:alert(1)')}`);
    expect(back.text).not.to.include('javascript:');
  });

  it('is read by inspectors and the office, by nobody else', async () => {
    expect((await world.stranger.get('/api/reports')).status).to.equal(401);
    expect((await world.as.hoa.get('/api/reports')).status).to.equal(403);
    expect((await world.as.an.get('/api/reports')).status).to.equal(200);
    expect((await world.as.minh.get('/api/reports/nothing')).status).to.equal(404);
  });

  it('is closed once, by an inspector with a note; the contact is gone', async () => {
    const words = 'để đóng';
    await send(report({ words }));
    const { _id: id = '' } = (await Reports.findOne({ words }).lean()) ?? {};
    const closures = `/api/reports/${id}/closures`;
    expect((await world.as.an.post(closures, { note: 'x' })).status).to.equal(403);
    const blank = await world.as.minh.post(closures, { note: ' ' });
    expect([blank.status, blank.body.errors[0].field]).to.deep.equal([400, 'note']);
    const browser = await world.as.minh.browser();
    const closed = await browser.post(`/reports/${id}/closures`, { note: 'Đã kiểm tra, hàng thật' });
    expect(closed.headers.location).to.equal(`/reports/${id}`);
    const page = (await browser.get(`/reports/${id}`)).text;
    expect(page).to.include('Đã kiểm tra, hàng thật').and.not.include('0912');
    expect(await Reports.findById(id).lean()).not.to.have.property('contact');
    expect((await world.as.minh.post(closures, { note: 'lại' })).body.code).to.equal('wrong-state');
    const states = async (state: string) =>
      ((await world.as.minh.get(`/api/reports?state=${state}`)).body.items as { id: string }[]).map((item) => item.id);
    expect(await states('open')).not.to.include(id);
    expect(await states('closed')).to.deep.equal([id]);
  });

  it('is limited by address, with what was typed kept', async () => {
    let status = 303;
    for (let sent = 0; sent < 30 && status === 303; sent++) ({ status } = await send(report({ words: `lần ${sent}` })));
    expect(status).to.equal(429);
    const res = await send(report({ words: 'quá nhiều' }));
    expect(res.text).to.include('Thử quá nhiều lần').and.include('>quá nhiều</textarea>');
    expect(await Reports.countDocuments({ words: 'quá nhiều' })).to.equal(0);
  });
});
