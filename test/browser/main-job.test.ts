/** The main job as its three people do it: a producer and an inspector sign in, a consumer scans a package. */
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { type Page } from 'playwright-core';
import { openDemo, phone, type Demo } from '../support/demo-browser.js';
import { rasterise, readQr } from '../support/raster.js';

describe('the main job in a browser', () => {
  let demo: Demo;
  let producer: Page;
  let label: string;

  before(async () => {
    demo = await openDemo();
  });
  after(() => demo?.stop());

  const lotCode = (page: Page) => page.getByLabel('Số lô mới').inputValue();

  it('records a harvest in three taps', async () => {
    producer = await demo.signIn('tan-viet-a@nguon.example');
    await producer.getByRole('link', { name: 'Thu hoạch' }).first().click();
    await choose(producer, 'Sản phẩm', 'Củ dong riềng');
    await producer.getByLabel('Số lượng').fill('1000,5');
    const lot = await lotCode(producer);
    await producer.getByRole('button', { name: 'Lưu thu hoạch' }).click();
    expect(await producer.textContent('h1')).to.contain(lot);
    expect(await producer.textContent('main')).to.contain('1.000,5\u00a0kg');
  });

  it('processes and packs what was harvested', async () => {
    await producer.getByRole('link', { name: 'Chế biến' }).first().click();
    await producer.locator('[name="inputs.0.quantity"]').fill('1000');
    await chooseIn(producer, 'outputs.0.product', 'Miến dong chưa đóng gói');
    await producer.locator('[name="outputs.0.quantity"]').fill('150');
    await producer.getByRole('button', { name: 'Lưu chế biến' }).click();
    await producer.getByRole('link', { name: 'Đóng gói' }).first().click();
    await producer.getByLabel('Số lượng lấy ra').fill('150');
    await chooseIn(producer, 'product', 'Miến dong Tân Việt Á');
    await producer.getByLabel('Số gói').fill('300');
    const lot = await lotCode(producer);
    await producer.getByRole('button', { name: 'Lưu đóng gói' }).click();
    expect(await producer.textContent('h1')).to.contain(lot);
  });

  it('issues labels and prints a sheet whose codes can be read', async () => {
    await producer.getByRole('link', { name: 'In tem' }).first().click();
    await producer.getByLabel('Số tem').fill('21');
    await producer.getByRole('button', { name: 'Tạo tem' }).click();
    await producer.getByRole('button', { name: 'In tờ tem' }).click();
    const download = producer.waitForEvent('download');
    await producer.getByRole('link', { name: 'Tải tờ tem (PDF)' }).click();
    const sheet = await readFile(await (await download).path());
    const [page] = await rasterise(sheet, 300);
    const links = page ? await readQr(page) : [];
    expect(links).to.have.length(21);
    label = links[0] ?? '';
    expect(label).to.match(new RegExp(`^${demo.url}/01/0952\\d{10}/10/[^/]+/21/[0-9A-Z]{20}\\?s=[\\w-]{87}$`));
  });

  for (const [locale, word] of Object.entries({ vi: 'Tem thật', en: 'Genuine label', zh: '正品标签' })) {
    it(`tells a consumer in ${locale} that the label is genuine, without scrolling and without a script`, async () => {
      const context = await demo.browser.newContext({ viewport: phone, locale, javaScriptEnabled: false });
      const page = await context.newPage();
      const answer = await page.goto(label);
      expect(answer?.status()).to.equal(200);
      expect(await page.getAttribute('html', 'lang')).to.equal(locale);
      const verdict = page.locator('[data-verdict=genuine]');
      expect(await verdict.textContent()).to.contain(word);
      const box = await verdict.boundingBox();
      expect((box?.y ?? 999) + (box?.height ?? 999)).to.be.below(phone.height);
      await context.close();
    });
  }

  it('shows a recall on the label at once', async () => {
    const inspector = await demo.signIn('thanh-tra@nguon.example');
    await inspector.goto(`/lots?q=${encodeURIComponent(label)}`);
    if (!/\/10\//.test(inspector.url())) await inspector.locator('table.list a').first().click();
    await inspector.locator('main').getByRole('link', { name: 'Thu hồi' }).first().click();
    await inspector.getByLabel('Lý do').fill('Thử nghiệm: phát hiện chất không được phép.');
    await inspector.getByRole('button', { name: /Thu hồi/ }).click();
    const consumer = await demo.open();
    await consumer.goto(label);
    expect(await consumer.locator('[data-verdict]').getAttribute('data-verdict')).to.equal('recalled');
  });
});

/** Chooses the option whose words begin so. */
async function choose(page: Page, field: string, words: string): Promise<void> {
  const select = page.getByLabel(field, { exact: false }).first();
  await select.selectOption(await select.locator('option', { hasText: words }).first().getAttribute('value'));
}

async function chooseIn(page: Page, name: string, words: string): Promise<void> {
  const select = page.locator(`[name="${name}"]`);
  await select.selectOption(await select.locator('option', { hasText: words }).first().getAttribute('value'));
}
