/** The page of a label as a phone shows it: what stands above the fold, what is asked of the network, what is printed. */
import axe from 'axe-core';
import { expect } from 'chai';
import { type BrowserContextOptions, type Page } from 'playwright-core';
import { openDemo, phone, type Demo } from '../support/demo-browser.js';

describe("a label's page in a browser", () => {
  let demo: Demo;
  let links: string[];

  before(async () => {
    demo = await openDemo();
    links = demo.labels;
  });
  after(() => demo?.stop());

  const visit = async (address: string, options: BrowserContextOptions, act: (page: Page) => Promise<void>) => {
    const context = await demo.browser.newContext({ viewport: phone, baseURL: demo.url, ...options });
    const page = await context.newPage();
    await page.goto(address);
    await act(page);
    await context.close();
  };

  for (const locale of ['vi', 'en', 'zh']) {
    it(`shows verdict, product, producer, dates and recall state without scrolling, in ${locale}`, async () => {
      for (const link of links.slice(0, 4)) {
        await visit(link, { locale, javaScriptEnabled: false }, async (page) => {
          const parts = ['[data-verdict]', '#product h2', '#product h2 ~ p', '#product .facts >> nth=0'];
          for (const part of parts) {
            const box = await page.locator(part).first().boundingBox();
            expect((box?.y ?? 999) + (box?.height ?? 999), `${part} ${link}`).to.be.at.most(phone.height);
          }
          expect(await page.locator('#product .facts >> nth=0').locator('dd').count()).to.be.at.least(3);
        });
      }
    });
  }

  it('asks for three files of the server and of nobody else, and runs nothing', async () => {
    const context = await demo.browser.newContext({ viewport: phone, locale: 'vi' });
    const page = await context.newPage();
    const asked: string[] = [];
    const said: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('console', (message) => said.push(message.text()));
    await page.goto(links[0] ?? '', { waitUntil: 'networkidle' });
    expect(asked.filter((url) => !url.startsWith(demo.url))).to.deep.equal([]);
    expect(asked.length).to.be.within(2, 3);
    expect(said).to.deep.equal([]);
    await context.close();
  });

  it('fits the width of a phone', async () => {
    const signed = links.find((link) => link.includes('?s=')) ?? '';
    for (const address of [signed, links[0] ?? '', '/report']) {
      await visit(address, { locale: 'vi' }, async (page) => {
        expect(await page.evaluate('document.documentElement.scrollWidth')).to.equal(phone.width);
        const tooWide =
          '[...document.querySelectorAll("dd")].filter((each) => each.scrollWidth > each.clientWidth).length';
        expect(await page.evaluate(tooWide), address).to.equal(0);
      });
    }
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is read by everybody, in ${colorScheme}`, async () => {
      for (const address of [links[0] ?? '', '/report?label=/01/09520000000080']) {
        await visit(address, { locale: 'vi', colorScheme }, async (page) => {
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate<{ violations: { id: string }[] }>('axe.run()');
          expect(violations.map(({ id }) => id)).to.deep.equal([]);
        });
      }
    });
  }

  it('is printed with verdict, journey and proof, without what can only be tapped', async () => {
    await visit(links[0] ?? '', { locale: 'vi' }, async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const part of ['[data-verdict]', '#product', '#journey', '#people', '#checked']) {
        expect(await page.locator(part).isVisible(), part).to.equal(true);
      }
      for (const part of ['nav', '#report', 'footer']) {
        expect(await page.locator(part).first().isVisible(), part).to.equal(false);
      }
    });
  });

  it('leads to a report that is sent without a script', async () => {
    await visit(links[0] ?? '', { locale: 'vi', javaScriptEnabled: false }, async (page) => {
      await page.getByRole('link', { name: 'Báo vấn đề' }).click();
      await page.getByLabel('Vấn đề gì?').selectOption('quality');
      await page.getByLabel('Kể lại sự việc').fill('Túi bị rách');
      await page.waitForTimeout(3200); // nobody is as fast as a program
      await page.getByRole('button', { name: 'Gửi tin báo' }).click();
      expect(await page.textContent('h1')).to.equal('Đã gửi tin báo');
      await page.getByRole('link', { name: 'Về trang của tem' }).click();
      expect(await page.locator('[data-verdict=genuine]').count()).to.equal(1);
    });
  });
});
