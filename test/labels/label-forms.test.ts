import { expect } from 'chai';
import { buildLabelledLot, stepsOn, type LabelledLot } from '../support/label-life.js';
import { startWorld, type World } from '../support/world.js';

describe('the forms of a lot’s labels', () => {
  let world: World;
  let lot: LabelledLot;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    lot = await buildLabelledLot(world);
  });
  after(() => world.stop());
  const { path, print, apply, annul, runs } = stepsOn(
    () => world,
    () => lot,
  );

  it('records the first print by the print button, and a lost download is no second print', async () => {
    const browser = await world.as.hoa.browser();
    const fields = { template: 'L7651', first: '1', startAt: '3', _key: 'press' };
    const pressed = await browser.post(path('prints'), fields);
    const next = `/lots/${lot.packed.lot}/labels/sheet?template=L7651&from=0&count=20&startAt=3&language=vi`;
    expect([pressed.status, pressed.get('Location')]).to.deep.equal([303, next]);
    expect((await browser.post(path('prints'), fields)).get('Location')).to.equal(next);
    const page = await browser.get(next);
    expect(page.text).to.include('Tờ tem đã sẵn sàng').and.include('Tem 1–20');
    expect((await browser.get(`/lots/${lot.packed.lot}/labels`)).text).to.include('Tem 1–20 · in lại');
    expect((await runs()).total).to.include({ printed: 20, reprints: 0 });
  });

  it('asks for the reason of a reprint beside its field, and keeps what was chosen', async () => {
    await print(1, 20);
    const browser = await world.as.hoa.browser();
    const again = await browser.post(path('prints'), { template: 'L7651', first: '1', last: '', startAt: '4' });
    expect(again.status).to.equal(409);
    expect(again.text)
      .to.include('id="error-reason"')
      .and.match(/<option value="L7651" selected/);
    expect(again.text).to.match(/name="startAt"[^>]*value="4"/);
    const reason = 'Máy in lỗi';
    const done = await browser.post(path('prints'), { template: 'L7651', first: '1', startAt: '4', reason });
    expect(done.status).to.equal(303);
    expect((await runs()).total).to.include({ printed: 20, reprints: 20 });
  });

  it('offers what was never printed first, and never what is void or sold', async () => {
    await print(1, 5);
    await annul(6, 7);
    const { text } = await (await world.as.hoa.browser()).get(`/lots/${lot.packed.lot}/labels`);
    const offered = [...text.matchAll(/<option value="(\d+)"(?: selected)?>([^<]+)/g)].map(([, value, label]) => [
      value,
      label,
    ]);
    expect(offered).to.deep.equal([
      ['8', 'Tem 8–20'],
      ['1', 'Tem 1–5 · in lại'],
    ]);
  });

  it('lists the runs, whose counts add up before the reader’s eyes', async () => {
    await print(1, 12);
    await apply(1, 4);
    await annul(12, 12);
    const { text } = await (await world.as.hoa.browser()).get(`/lots/${lot.packed.lot}/labels`);
    expect(text).to.include('Cộng lại: 8 + 7 + 4 + 0 + 1 = 20');
  });

  it('voids with a reason, and shows a fault beside its field', async () => {
    const browser = await world.as.hoa.browser();
    expect((await browser.get(path('voids/new'))).text).to.include('name="publicReason"');
    const wrong = await browser.post(path('voids'), { first: '30', reason: 'Rách', publicReason: 'Tem rách' });
    expect(wrong.status).to.equal(409);
    expect(wrong.text)
      .to.include('id="error-first"')
      .and.match(/name="publicReason"[^>]*value="Tem rách"/);
    const done = await browser.post(path('voids'), { first: '1', last: '3', reason: 'Rách' });
    expect(done.get('Location')).to.equal(`/lots/${lot.packed.lot}/labels#runs`);
    const applied = await browser.post(path('applications'), { first: '1' });
    expect(applied.status).to.equal(409);
    expect(applied.text).to.include('id="error-first"');
  });

  it('takes the labels of a sale', async () => {
    await print(1, 20);
    const browser = await world.as.hoa.browser();
    const at = lot.packed.chain.facility._id;
    const form = { lot: lot.packed.lot, quantity: '3', at, eventTime: '2026-11-20T08:00', 'labels.first': '2' };
    const sold = await browser.post('/sales', form);
    expect(sold.status, sold.text).to.equal(303);
    expect((await runs()).total).to.include({ sold: 3, printed: 17 });
    const again = await browser.post('/sales', form);
    expect(again.text).to.include('id="error-labels.first"').and.include('<details open>');
  });
});
