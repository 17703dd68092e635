/**
 * An inspection from the plan to the signed record and the re-inspection, as an inspector does it on a phone; each page
 * on the way is measured, narrow and wide.
 */
import { expect } from 'chai';
import jwt from 'jsonwebtoken';
import { type Browser, type Page } from 'playwright-core';
import { fileOf, findAll, measured, passwordOf, photoOf, press, signInAs } from '../support/clicking.js';
import { launchChromium } from '../support/chromium.js';
import { makeDataDir, removeDataDir, startServer, waitFor, type ServerProcess } from '../support/server-process.js';

describe('an inspection in a browser', () => {
  let dataDir: string;
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let producer: Page;
  /** Addresses of the inspection, of its corrective action, of an own checklist. */
  let inspection: string;
  let action: string;
  let checklist: string;

  before(async () => {
    dataDir = await makeDataDir();
    [server, browser] = await Promise.all([startServer({ DATA_DIR: dataDir, DEMO: 'on' }), launchChromium()]);
    await server.ready();
    page = await signIn('thanh-tra@nguon.example');
    producer = await signIn('kolia@nguon.example');
  });
  after(async () => {
    await browser?.close();
    server?.child.kill('SIGTERM');
    await server?.exit();
    await removeDataDir(dataDir);
  });

  const signIn = async (email: string, password?: string) =>
    signInAs(browser, server.url, email, password ?? (await passwordOf(dataDir, email)));

  it('begins at the desk and is planned; a day that has passed is told beside its field', async () => {
    expect(new URL(page.url()).pathname).to.equal('/desk');
    await page.goto('/inspections');
    await page.getByRole('link', { name: 'Lập kế hoạch kiểm tra' }).click();
    await page.getByLabel('Đơn vị').selectOption({ label: 'Công ty TNHH Kolia' });
    await press(page, 'Tiếp tục');
    await page.getByLabel('Lô hàng').selectOption({ index: 1 });
    await page.getByLabel('Hạn làm').fill('2020-01-01');
    await press(page, 'Lưu');
    expect(await page.locator('#error-dueOn').textContent()).to.include('đã qua');
    await measured(page);
    await page.getByLabel('Hạn làm').fill('2099-12-01');
    await press(page, 'Lưu');
    await press(page, 'Bắt đầu kiểm tra');
    inspection = new URL(page.url()).pathname.replace(/\/findings.*/, '');
  });

  it('is filled in with photos; a file that is none is named, and nothing typed is lost', async () => {
    const note = page.getByRole('group', { name: '1.1', exact: true }).getByLabel('Ghi chú');
    await note.fill('Sổ ghi đủ.');
    const pictures = [await photoOf('kho lạnh.jpg', '#a52'), await photoOf('nhãn.jpg', '#2a5')];
    const files = page.getByLabel('Thêm ảnh hoặc bản quét');
    await files.setInputFiles([...pictures, fileOf('ghi chú.txt', 'text/plain', Buffer.from('xin chào'))]);
    await press(page, 'Lưu bản nháp');
    expect(await page.locator('#error-file').textContent())
      .to.include('“ghi chú.txt”')
      .and.not.include('kho lạnh');
    expect(await note.inputValue()).to.equal('Sổ ghi đủ.');
    await findAll(page);
    await page.getByRole('group', { name: '2.4', exact: true }).getByLabel('Đánh giá').selectOption('major');
    await page.getByLabel('Ảnh của tiêu chí').selectOption('2.4');
    await files.setInputFiles(pictures);
    await press(page, 'Lưu bản nháp');
    const images = page.getByRole('img', { name: /^Ảnh \d, tiêu chí 2\.4 / });
    expect(await images.count()).to.equal(2);
    await images.last().scrollIntoViewIfNeeded();
    const areThere = '[...document.images].every(({ naturalWidth }) => naturalWidth === 320)';
    await waitFor('small photos', () => page.evaluate<boolean>(areThere));
    const wide = page.locator('.photos a').first();
    expect((await page.request.get((await wide.getAttribute('href')) ?? '')).headers()['content-type']).to.equal(
      'image/jpeg',
    );
    await measured(page);
  });

  it('has a button at hand, wherever in the checklist one is', async () => {
    await page.evaluate('scrollTo(0, 900)');
    const box = await page.getByRole('button', { name: 'Lưu bản nháp' }).boundingBox();
    expect(box?.y).to.be.within(500, 640);
  });

  it('takes a sample and the results of a laboratory, of which bad values are told', async () => {
    await page.goto(inspection);
    await page.getByRole('link', { name: 'Lấy mẫu' }).click();
    await page.getByLabel('Mã mẫu').fill('NP-01');
    await page.getByLabel('Lượng mẫu').fill('1.000');
    await press(page, 'Lưu');
    expect(await page.locator('#error-quantity').isVisible()).to.equal(true);
    await page.getByLabel('Lượng mẫu').fill('1,5');
    await press(page, 'Lưu');
    await page.getByRole('link', { name: 'Nhập kết quả thử nghiệm' }).click();
    await page.getByLabel('Phòng thử nghiệm').fill('Quatest 1');
    const row = page.locator('details').first();
    await row.getByLabel('Chỉ tiêu').fill('Chì (Pb)');
    await row.getByLabel('Giá trị đo được').fill('nhiều');
    await press(page, 'Lưu');
    const faults = await page.getByRole('alert').getByRole('listitem').allTextContents();
    expect(faults).to.have.length(3);
    await measured(page);
    await row.getByLabel('Yêu cầu').selectOption('at-most');
    await row.getByLabel('Mức giới hạn').fill('0,1');
    await row.getByLabel('Giá trị đo được').fill('0,4');
    await press(page, 'Lưu');
    expect(await page.locator('#samples').textContent()).to.match(/0,4[^]*≤ 0,1[^]*Không đạt/);
  });

  it('is decided and signed, with the results, and not as conformant after a major fault', async () => {
    await page.getByRole('link', { name: 'Kết luận' }).click();
    await page.getByLabel('Kết quả').selectOption('conformant');
    await page.getByLabel('Nhận xét chung').fill('Tem trên thùng thiếu.');
    await press(page, 'Ký và kết luận');
    expect(await page.locator('#error-result').textContent()).to.include('lỗi nặng');
    await measured(page);
    await page.getByLabel('Kết quả').selectOption('non_conformant');
    await press(page, 'Ký và kết luận');
    await measured(page);
    const said = jwt.decode(await (await page.request.get(`${inspection}/record.jwt`)).text()) as jwt.JwtPayload;
    expect(said.result).to.equal('non_conformant');
    expect(said.samples[0].reports[0].results[0]).to.include({ parameter: 'Chì (Pb)', value: '0.4', limit: '0.1' });
  });

  it('leads to a corrective action, which the producer answers and the inspector gives back', async () => {
    await page.getByRole('link', { name: 'Lập yêu cầu khắc phục' }).click();
    await page.getByLabel('Việc phải làm').fill('Dán tem cho mọi thùng.');
    await page.getByLabel('Hạn').fill('2099-12-20');
    await press(page, 'Lưu');
    action = (await page.locator('#actions a').getAttribute('href')) ?? '';
    await producer.goto('/inspections');
    await producer.getByRole('link', { name: 'Dán tem cho mọi thùng.' }).click();
    await producer.getByRole('link', { name: 'Trả lời yêu cầu' }).click();
    await producer.getByLabel('Đã làm những gì').fill('Đã dán.');
    await measured(producer);
    await press(producer, 'Gửi trả lời');
    await page.goto(action);
    await page.getByRole('link', { name: 'Xét trả lời' }).click();
    await page.getByLabel('Quyết định').selectOption('reopened');
    await page.getByLabel('Lý do').fill('Ảnh chưa rõ.');
    await press(page, 'Lưu');
    expect(await page.locator('#error-dueOn').isVisible(), 'until when').to.equal(true);
    await page.getByLabel('Hạn mới').fill('2099-12-30');
    await press(page, 'Lưu');
    expect(await page.textContent('main')).to.include('Chờ khắc phục');
    await measured(page);
  });

  it('is looked at again by an own checklist, which changes meanwhile', async () => {
    await page.goto('/checklists');
    await page.getByRole('link', { name: 'Sao bảng kiểm' }).click();
    await page.getByLabel('Bảng gốc').selectOption({ index: 1 });
    await page.getByLabel('Tên tiếng Việt').fill('Bảng kiểm chè');
    await press(page, 'Lưu');
    checklist = new URL(page.url()).pathname.replace(/\/edit$/, '');
    await page.goto(action);
    await page.getByRole('link', { name: 'Lên lịch kiểm tra lại' }).click();
    await page.getByLabel('Bảng kiểm').selectOption({ label: 'Bảng kiểm chè' });
    await press(page, 'Lưu');
    await press(page, 'Bắt đầu kiểm tra');
    inspection = new URL(page.url()).pathname.replace(/\/findings.*/, '');
    await page.goto(`${checklist}/edit`);
    await page.locator('summary').first().click();
    await page.getByLabel('Nội dung', { exact: true }).first().fill('Có mục tiêu bằng văn bản, đã sửa.');
    await measured(page);
    await press(page, 'Lưu');
    await page.goto(inspection);
    expect(await page.locator('.notice').textContent()).to.include('Nay đã có phiên bản 2');
    await page.getByRole('link', { name: 'Ghi tiếp' }).click();
    expect(await page.textContent('main')).not.to.include('đã sửa');
    await findAll(page);
    await press(page, 'Lưu bản nháp');
    await page.goto(`${inspection}/conclusions/new`);
    await page.getByLabel('Kết quả').selectOption('conformant');
    await page.getByLabel('Nhận xét chung').fill('Đã dán tem.');
    await press(page, 'Ký và kết luận');
    await page.goto(action);
    expect(await page.locator('main .badge').first().textContent()).to.include('Đã xong');
  });

  it('ends with a new password of the inspector, behind the own name', async () => {
    await page.locator('a.who').click();
    const old = await passwordOf(dataDir, 'thanh-tra@nguon.example');
    const change = async (given: string, again: string) => {
      await page.getByLabel('Mật khẩu hiện tại').fill(given);
      await page.getByLabel('Mật khẩu mới', { exact: false }).first().fill('một mật khẩu mới');
      await page.getByLabel('Nhập lại mật khẩu mới').fill(again);
      await press(page, 'Đổi mật khẩu');
    };
    await change(old, 'một mật khẩu khác');
    expect(await page.locator('#error-newPasswordAgain').isVisible()).to.equal(true);
    await change('không phải', 'một mật khẩu mới');
    expect(await page.locator('#error-oldPassword').isVisible()).to.equal(true);
    await measured(page);
    await change(old, 'một mật khẩu mới');
    expect(await page.getByRole('status').textContent()).to.include('Đã đổi mật khẩu');
    const elsewhere = await signIn('thanh-tra@nguon.example', 'một mật khẩu mới');
    expect(new URL(elsewhere.url()).pathname).to.equal('/desk');
  });
});
