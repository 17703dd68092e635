import { expect } from 'chai';
import { warningOf } from '../../src/desk/expiries.js';
import { Handlings } from '../../src/desk/handling.model.js';
import { fileReport } from '../../src/reports/report.service.js';
import { createCertificate, certificateInput } from '../../src/registry/certificate.service.js';
import { buildProduct, buildZone } from '../support/builders.js';
import { openWorkshop } from '../support/workshop.js';
import { startWorld, type World } from '../support/world.js';

interface Item {
  id: string;
  kind: string;
  title: string;
  isGrave: boolean;
  assignee: string | null;
  notes: { text: string; by: string }[];
}

describe('the warning before an end', () => {
  const cases: [lastDay: string, warning: number | null][] = [
    ['2026-11-23', 0],
    ['2026-11-24', 7], // the last day counts
    ['2026-12-01', 7],
    ['2026-12-02', 30],
    ['2026-12-24', 30],
    ['2026-12-25', 90],
    ['2027-02-22', 90],
    ['2027-02-23', null],
  ];
  for (const [lastDay, warning] of cases) {
    it(`is ${warning ?? 'none'} on 24 November 2026 for what ends on ${lastDay}`, () => {
      expect(warningOf(lastDay, '2026-11-24')).to.equal(warning);
    });
  }
});

describe('the desk of an inspector', () => {
  let world: World;
  const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  before(async () => {
    world = await startWorld();
    const by = world.by('hoa');
    const paper = { type: 'food-safety', number: '12/2025', issuer: 'Sở Y tế', issuedOn: '2025-01-01' };
    await createCertificate(certificateInput.parse({ ...paper, expiresOn: inDays(20) }), by);
    await createCertificate(
      certificateInput.parse({ ...paper, number: '13/2025', expiresOn: inDays(200) }),
      world.by('hoa'),
    );
    const ocop = { stars: 3, decisionNumber: '148', issuedOn: '2024-01-01', expiresOn: inDays(5) };
    await buildProduct(world.by('an'), { names: { vi: 'Miến dong sắp hết sao' }, ocop, organization: 'org-hoa' });
    await buildZone(world.by('binh'), { validUntil: inDays(-10), growingAreaCode: 'VN-CB-7777' });
    await fileReport({ kind: 'quality', words: 'Túi miến bị mốc.' }, 'form-1', new Date());
    const workshop = await openWorkshop(world, 'hoa');
    await workshop.harvest();
  });
  after(() => world.stop());

  const list = async (query = '', who: 'minh' | 'an' = 'minh') =>
    ((await world.as[who].get(`/api/desk${query}`)).body as { items: Item[] }).items;
  const find = async (title: string) => (await list()).find((item) => item.title.includes(title)) as Item;

  it('has what ends soon, what ended, what was reported; the grave first', async () => {
    const items = await list();
    expect(items.map(({ kind }) => kind).sort()).to.deep.equal(['expiry', 'expiry', 'expiry', 'report']);
    expect(items.map(({ isGrave }) => isGrave)).to.deep.equal([true, true, true, false]);
    expect(await find('12/2025')).to.include({ isGrave: false });
    expect(await find('Miến dong sắp hết sao')).to.include({ isGrave: true });
    expect(await find('VN-CB-7777')).to.include({ isGrave: true });
    expect(await list('?kind=report')).to.have.length(1);
  });

  it('gives a matter to an inspector, who alone then has it among his own', async () => {
    const { id } = await find('12/2025');
    expect((await world.as.minh.post(`/api/desk/${id}/assignments`, { assignee: 'minh' })).status).to.equal(200);
    expect((await list('?whose=mine')).map((item) => item.id)).to.deep.equal([id]);
    expect((await list('?whose=nobody')).map((item) => item.id)).not.to.include(id);
    const wrong = await world.as.minh.post(`/api/desk/${id}/assignments`, { assignee: 'hoa' });
    expect(wrong.status).to.equal(400);
    expect((await find('12/2025')).assignee).to.equal('minh');
  });

  it('keeps notes in their order, and refuses an empty one with nothing stored', async () => {
    const { id } = await find('12/2025');
    for (const text of ['Đã gọi điện', 'Sẽ nộp hồ sơ']) await world.as.minh.post(`/api/desk/${id}/notes`, { text });
    expect((await world.as.minh.post(`/api/desk/${id}/notes`, { text: ' ' })).status).to.equal(400);
    const { notes } = await find('12/2025');
    expect(notes.map(({ by, text }) => `${by}: ${text}`)).to.deep.equal(['minh: Đã gọi điện', 'minh: Sẽ nộp hồ sơ']);
  });

  it('closes a matter for one of two who close it at once', async () => {
    const { id } = await find('VN-CB-7777');
    const close = (note: string) => world.as.minh.post(`/api/desk/${id}/closures`, { note });
    const answers = await Promise.all([close('Đã gia hạn'), close('Không còn dùng')]);
    expect(answers.map(({ status }) => status).sort()).to.satisfy(
      ([first, second]: number[]) => first === 200 && (second === 409 || second === 404),
    );
    expect(await find('VN-CB-7777')).to.equal(undefined);
    expect((await Handlings.findById(id).lean())?.closure?.by).to.equal('minh');
    expect((await close('Lại')).status).to.equal(404);
  });

  it('is a page, with the page of a matter and the summary of the day', async () => {
    const minh = await world.as.minh.browser();
    const queue = await minh.get('/desk?lang=vi');
    expect(queue.text).to.include('Việc cần xử lý').and.include('Miến dong sắp hết sao');
    const { id } = await find('12/2025');
    expect((await minh.get(`/desk/${id}`)).text).to.include('Đã gọi điện');
    const faulty = await minh.post(`/desk/${id}/notes`, { text: '' });
    expect(faulty.status).to.equal(400);
    expect(faulty.text).to.include('error-text');
    const summary = await minh.get('/desk/summary');
    expect(summary.status).to.equal(200);
    expect(summary.text).to.include('Thu hoạch');
  });

  it('tells a producer on the first page which of its own papers end soon, and of nobody else’s', async () => {
    const { text } = await (await world.as.hoa.browser()).get('/work?lang=vi');
    expect(text).to.include('12/2025').and.include('Miến dong sắp hết sao');
    expect(text).not.to.include('VN-CB-7777');
  });

  it('is closed to producers and strangers, and read only for an admin', async () => {
    const { id } = await find('12/2025');
    expect((await world.as.hoa.get('/api/desk')).status).to.equal(403);
    expect((await world.stranger.get('/api/desk')).status).to.equal(401);
    expect(await list('', 'an')).to.have.length(3);
    expect((await world.as.an.post(`/api/desk/${id}/notes`, { text: 'x' })).status).to.equal(403);
    expect((await world.as.minh.get('/desk/nothing')).status).to.equal(404);
  });
});
