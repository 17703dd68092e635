/** The inspector's search and the chain as a browser shows them: the camera, the drawing, nothing wider than a phone. */
import { expect } from 'chai';
import { type Page } from 'playwright-core';
import sharp from 'sharp';
import { openDemo, type Demo } from '../support/demo-browser.js';

describe('the search in a browser', () => {
  let demo: Demo;
  let page: Page;

  before(async () => {
    demo = await openDemo();
    page = await demo.signIn('inspector');
  });
  after(() => demo?.stop());

  it('offers no camera where the browser reads no codes', async () => {
    await page.addInitScript({ content: 'delete window.BarcodeDetector' });
    await page.goto('/find');
    expect(await page.getByRole('button', { name: 'Quét mã' }).count()).to.equal(0);
  });

  it('takes a label from a picture, and leads to its chain in one click', async () => {
    const detector = `class {
      static getSupportedFormats = () => Promise.resolve(['qr_code']);
      detect = () => Promise.resolve([{ rawValue: ${JSON.stringify(demo.labels[0])} }]);
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
