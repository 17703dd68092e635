/** A recall as its three people live through it: an inspector, the producer who has the goods, whoever scans a package. */
import { expect } from 'chai';
import { type Page } from 'playwright-core';
import { openDemo, type Demo } from '../support/demo-browser.js';

const tea = '/lots/01/09520000000080/10/HT-01';

describe('a recall in a browser', () => {
  let demo: Demo;
  let inspector: Page;
  let producer: Page;
  let recall: string;

  before(async () => {
    demo = await openDemo();
    inspector = await demo.signIn('inspector');
    producer = await demo.signIn('kolia@nguon.example');
  });
  after(() => demo?.stop());

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const textOf = (page: Page) => page.locator('main').innerText();
  const verdictOf = async (path: string) => {
    const reader = await demo.open();
    await reader.goto(path);
    return reader.locator('[data-verdict]').getAttribute('data-verdict');
  };

  it('shows what it would concern before anything happens', async () => {
    await inspector.goto(tea);
    await inspector.getByRole('link', { name: 'Thu hồi…' }).click();
    const words = await textOf(inspector);
    for (const said of ['Công ty TNHH Kolia', 'kolia@nguon.example', 'Giỏ quà Cao Bằng', '283\u00a0sản phẩm'])
      expect(words).to.include(said);
    expect(await verdictOf(tea.replace('/lots', ''))).not.to.equal('recalled');
  });

  it('is on every page of the lot once it is begun, with its contacts to take along', async () => {
    await inspector.getByLabel('Lý do').fill('Mẫu thử có nấm mốc');
    await press(inspector, 'Thu hồi 1 lô');
    await inspector.waitForURL(/\/recalls\/[^/?]+$/);
    recall = new URL(inspector.url()).pathname;
    expect(await verdictOf(tea.replace('/lots', ''))).to.equal('recalled');
    const download = inspector.waitForEvent('download');
    await inspector.getByRole('link', { name: 'Danh sách liên hệ (XLSX)' }).click();
    expect((await download).suggestedFilename()).to.match(/\.xlsx$/);
  });

  it('is found by the holder on the first page, acknowledged and answered', async () => {
    await producer.goto('/work');
    await producer.getByRole('link', { name: 'Lệnh thu hồi' }).click();
    expect(await textOf(producer)).to.include('Bấm xác nhận');
    await press(producer, 'Xác nhận đã nhận lệnh');
    expect(await textOf(producer)).not.to.include('Bấm xác nhận');
    await producer.getByLabel('Thu lại, đang giữ riêng').fill('500');
    await press(producer, 'Gửi kết quả');
    expect(await textOf(producer)).to.include('Nhiều hơn số đã có');
    await producer.getByLabel('Thu lại, đang giữ riêng').fill('160');
    await producer.getByLabel('Đã gửi trả').fill('12');
    await producer.getByLabel('Ghi chú').fill('Đã gom ở hai cửa hàng');
    await press(producer, 'Gửi kết quả');
    const words = await textOf(producer);
    for (const said of ['Đơn vị đã trả lời', '160\u00a0sản phẩm', 'Đã gom ở hai cửa hàng'])
      expect(words).to.include(said);
  });

  it('tells the inspector how much has come back, and is closed with words', async () => {
    await inspector.goto(recall);
    const before = await textOf(inspector);
    for (const said of ['1 / 2', '28 %', 'Đã gom ở hai cửa hàng', 'Chưa xác nhận']) expect(before).to.include(said);
    await inspector.getByRole('link', { name: 'Kết thúc thu hồi' }).click();
    await inspector.getByLabel('Kết luận').fill('Số còn lại đã tiêu dùng');
    await press(inspector, 'Kết thúc thu hồi');
    const words = await textOf(inspector);
    for (const said of ['Đã kết thúc', 'Số còn lại đã tiêu dùng']) expect(words).to.include(said);
    await producer.goto(recall);
    expect(await producer.getByRole('button', { name: 'Gửi kết quả' }).count()).to.equal(0);
    expect(await textOf(producer)).to.include('160\u00a0sản phẩm');
  });

  it('leaves a trace of who took the contacts, one click from the recall', async () => {
    await inspector.goto('/access');
    await inspector.getByRole('link', { name: 'Danh sách liên hệ thu hồi' }).first().click();
    expect(new URL(inspector.url()).pathname).to.equal(recall);
  });

  it('is no wider than a phone wherever it is read', async () => {
    for (const [page, path] of [
      [inspector, recall],
      [inspector, '/recalls'],
      [inspector, `/recalls/new?lots=${encodeURIComponent(tea.replace('/lots/', ''))}`],
      [producer, recall],
    ] as const) {
      await page.goto(path);
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.equal(360);
    }
  });
});
