/** The inspector's search and the chain as a browser shows them: the camera, the drawing, nothing wider than a phone. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../support/chromium.js';
import { makeDataDir, removeDataDir, startServer, type ServerProcess } from '../support/server-process.js';

describe('the search in a browser', () => {
  let dataDir: string;
  let server: ServerProcess;
  let browser: Browser;
  let page: Page;
  let label: string;

  before(async () => {
    dataDir = await makeDataDir();
    [server, browser] = await Promise.all([startServer({ DATA_DIR: dataDir, DEMO: 'on' }), launchChromium()]);
    await server.ready();
    const read = async (name: string) => JSON.parse(await readFile(join(dataDir, name), 'utf8')) as Account[];
    const inspector = (await read('demo-accounts.json')).find(({ role }) => role === 'inspector');
    label = (await read('demo-labels.json'))[0]?.uri ?? '';
    const context = await browser.newContext({
      viewport: { width: 360, height: 640 },
      locale: 'vi',
      baseURL: server.url,
    });
    page = await context.newPage();
    await page.goto('/sign-in');
    await page.getByLabel('Email').fill(inspector?.email ?? '');
    await page.getByLabel('Mật khẩu').fill(inspector?.password ?? '');
    await page.getByRole('button', { name: 'Đăng nhập' }).click();
    await page.waitForURL((url) => url.pathname !== '/sign-in');
  });
  after(async () => {
    await browser?.close();
    server?.child.kill('SIGTERM');
    await server?.exit();
    await removeDataDir(dataDir);
  });

  it('offers no camera where the browser reads no codes', async () => {
    await page.addInitScript({ content: 'delete window.BarcodeDetector' });
    await page.goto('/find');
    expect(await page.getByRole('button', { name: 'Quét mã' }).count()).to.equal(0);
  });

  it('takes a label from a picture, and leads to its chain in one click', async () => {
    const detector = `class {
      static getSupportedFormats = () => Promise.resolve(['qr_code']);
      detect = () => Promise.resolve([{ rawValue: ${JSON.stringify(label)} }]);
    }`;
    await page.addInitScript({ content: `window.BarcodeDetector = ${detector}` });
    await page.goto('/find');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Quét mã' }).click();
    const buffer = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
    await (await chooser).setFiles({ name: 'tem.png', mimeType: 'image/png', buffer });
    await page.waitForURL(/\/find\?q=/);
    expect(await page.textContent('main')).to.include('Tem thật');
    await page.getByRole('link', { name: 'Xem chuỗi' }).click();
    await page.waitForURL(/\/trace$/);
  });

  it('draws the chain in a frame of its own, the lot in sight', async () => {
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(360);
    const [frame, root] = await Promise.all(['.graph', '#root'].map((name) => page.locator(name).boundingBox()));
    expect((root?.x ?? -1) + 1).to.be.at.least(frame?.x ?? 0);
    expect((root?.x ?? 999) + (root?.width ?? 999)).to.be.at.most((frame?.x ?? 0) + (frame?.width ?? 0) + 1);
    const [box] = await page.locator('.graph text.name').all();
    expect((await box?.boundingBox())?.height).to.be.above(10);
  });
});

interface Account {
  role: string;
  email: string;
  password: string;
  uri: string;
}
