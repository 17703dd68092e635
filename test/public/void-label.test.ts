import { expect } from 'chai';
import { buildLabel, open, verdictOf } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

describe('the page of a void label', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const annul = async (lot: string, more: object = {}) => {
    const res = await world.as.hoa.post(`/api/lots/${lot}/labels/voids`, { first: 1, reason: 'chuột cắn', ...more });
    expect(res.status, res.text).to.equal(201);
  };

  it('says that it was withdrawn, in the reader’s language and with either seal', async () => {
    const { label, lot } = await buildLabel(world);
    await annul(lot);
    const words = { vi: 'Tem đã hủy', en: 'Label withdrawn', zh: '标签已作废' };
    for (const [language, word] of Object.entries(words)) {
      for (const link of [label.full, label.compact]) {
        const page = await open(world, link, language);
        expect([page.status, verdictOf(page)]).to.deep.equal([200, 'void']);
        expect(page.text).to.include(`<h1>${word}</h1>`).and.include('class="verdict bad"');
        expect(page.text).not.to.include('chuột cắn').and.not.include('Tem thật');
      }
    }
  });

  it('tells the reason only where the producer wrote one for the public', async () => {
    const told = await buildLabel(world);
    await annul(told.lot, { publicReason: '<b>Tem in hỏng</b>' });
    const page = await open(world, told.label.full);
    expect(page.text).to.include('Nhà sản xuất cho biết: &lt;b&gt;Tem in hỏng&lt;/b&gt;').and.not.include('chuột cắn');
    const untold = await buildLabel(world);
    await annul(untold.lot);
    expect((await open(world, untold.label.full)).text).not.to.include('cho biết');
  });

  it('does not speak of other labels of the lot, nor of the lot itself', async () => {
    const { lot, label } = await buildLabel(world);
    const issued = await world.as.hoa.post(`/api/lots/${lot}/labels`, { count: 1 });
    const list = await world.as.hoa.get(`/api/lots/${lot}/labels?from=${issued.body.from}`);
    await annul(lot);
    expect(verdictOf(await open(world, list.body.items[0].full))).to.equal('genuine');
    expect(verdictOf(await open(world, `/${lot}`))).to.equal('unknown');
    expect((await open(world, label.full)).text).not.to.include('Hủy tem');
  });

  it('is outweighed by a recall of the goods, and outweighs an expiry', async () => {
    const expired = await buildLabel(world, {}, { expiresOn: '2026-10-05' });
    await annul(expired.lot);
    expect(verdictOf(await open(world, expired.label.full))).to.equal('void');
    await world.as.minh.post(`/api/lots/${expired.lot}/recalls`, { reason: 'Thử' });
    expect(verdictOf(await open(world, expired.label.full))).to.equal('recalled');
  });
});
