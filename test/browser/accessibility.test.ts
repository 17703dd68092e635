/**
 * Every public page in every language, as its readers use it: with a screen reader (axe-core), a thumb, text of twice
 * the size, a narrow phone, and the keyboard alone.
 */
import { expect } from 'chai';
import { type Browser, type Page } from 'playwright-core';
import {
  cutOff,
  enlargeText,
  openDetails,
  openReaders,
  setWidth,
  smallTargets,
  violations,
  walkByKeyboard,
} from '../support/auditing.js';
import { launchChromium } from '../support/chromium.js';
import { publicPages, servePublicPages } from '../support/public-pages.js';

type Check = (page: Page) => Promise<string[]>;

describe('public pages for everybody', () => {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof servePublicPages>>;
  let readers: Awaited<ReturnType<typeof openReaders>>;
  before(async () => {
    [served, browser] = await Promise.all([servePublicPages(), launchChromium()]);
    readers = await openReaders(browser, served.url);
  });
  after(async () => {
    await browser?.close();
    await served?.stop();
  });

  for (const [name, { path, alike, status = 200 }] of Object.entries(publicPages)) {
    it(`${name}: no violation, no small target, nothing cut off, all within reach of the Tab key`, async () => {
      const found = await Promise.all(
        readers.map(async ({ writing, page }) => {
          const answer = await page.goto(path(served.made));
          expect([answer?.status(), await page.getAttribute('html', 'lang')]).to.deep.equal([status, writing]);
          await openDetails(page, alike);
          const faults: string[] = [];
          const look = async (where: string, ...checks: Check[]) => {
            for (const check of checks)
              faults.push(...(await check(page)).map((fault) => `${writing}, ${where}: ${fault}`));
          };
          await setWidth(page, 320);
          await look('320 px', cutOff);
          await setWidth(page, 1280);
          await look('1280 px', violations, smallTargets, cutOff);
          await setWidth(page, 360);
          await look('360 px', violations, smallTargets, cutOff);
          if (writing === 'vi') await look('keyboard', walkByKeyboard);
          await enlargeText(page);
          await look('text of 200 %', cutOff);
          return faults;
        }),
      );
      expect(found.flat()).to.deep.equal([]);
    });
  }

  it('lets the keyboard skip the head of a page', async () => {
    const { page } = readers[0] as (typeof readers)[0];
    for (const name of ['home', 'genuine label', 'sign-in', 'API description']) {
      await page.goto(publicPages[name]?.path(served.made) ?? '');
      await page.keyboard.press('Tab');
      expect(await page.locator('.skip:focus').boundingBox(), name).to.include({ x: 0 });
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      const first = "document.querySelector('main :is(a[href], input:not([type=hidden]), button, select)')";
      expect(await page.evaluate(`document.activeElement === ${first}`), name).to.equal(true);
    }
  });

  it('is as legible in the dark', async () => {
    const { page } = readers[0] as (typeof readers)[0];
    await page.emulateMedia({ colorScheme: 'dark' });
    for (const [name, { path, alike }] of Object.entries(publicPages)) {
      await page.goto(path(served.made));
      await openDetails(page, alike);
      expect(await violations(page), name).to.deep.equal([]);
    }
  });
});
