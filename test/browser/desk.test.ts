/** The inspector's pages on the data of the demo, as axe-core, a thumb and a narrow phone find them, in Vietnamese. */
import { expect } from 'chai';
import { type Page } from 'playwright-core';
import { openDetails, openReaders, setWidth, violations, widths } from '../support/auditing.js';
import { openDemo, type Demo } from '../support/demo-browser.js';

const tea = '/lots/01/09520000000080/10/HT-01';
const addresses = [
  ...['/find', '/find?q=mien+dong', '/lots', '/desk', '/desk/summary', '/alerts', '/reports', '/access'],
  ...[tea, `${tea}/trace`, `${tea}/mass-balance`, `${tea}/dossiers`, `${tea}/recalls/new`],
  ...['vn', 'us', 'eu', 'cn'].map((market) => `${tea}/compliance?market=${market}`),
  ...['/mass-balance?organization=', '/recalls', '/inspections', '/inspections/new', '/checklists'],
  ...['/account', '/inspections?list=concluded', '/corrective-actions', '/corrective-actions?state=open'],
];
/** Lists with the first page that each leads to. */
const lists = [
  '/desk',
  '/recalls',
  '/inspections',
  '/inspections?list=concluded',
  '/corrective-actions',
  '/checklists',
];

describe('the desk for everybody', () => {
  let demo: Demo;
  let page: Page;

  before(async () => {
    demo = await openDemo();
    const readers = await openReaders(demo.browser, demo.url);
    ({ page } = readers[0] as (typeof readers)[0]);
    await demo.signIn('inspector', page);
  });
  after(() => demo?.stop());

  it('shows every page without a violation, none wider than the screen', async () => {
    const faults: string[] = [];
    for (const address of [...addresses, ...(await firstOfEach(page))]) {
      expect((await page.goto(address))?.status(), address).to.equal(200);
      await openDetails(page);
      for (const width of widths) {
        await setWidth(page, width);
        const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
        const table = await page.evaluate<boolean>(beyondMain);
        if (table) faults.push(`${address}, ${width} px: a table is wider than the text`);
        if (wide > width) faults.push(`${address}, ${width} px: ${wide} px wide`);
        faults.push(...(await violations(page)).map((fault) => `${address}, ${width} px: ${fault}`));
      }
    }
    expect(faults).to.deep.equal([]);
  });

  it('says in the menu where one is, on a phone too', async () => {
    await setWidth(page, 360);
    for (const address of [tea, '/access', '/checklists', '/certificates', '/communes']) {
      await page.goto(address);
      const box = await page.locator('.menu [aria-current]').boundingBox();
      expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 360, address).to.equal(true);
    }
  });
});

const beyondMain = `[...document.querySelectorAll('main table')].some(
  (table) => table.offsetWidth > table.parentElement.clientWidth,
)`;

async function firstOfEach(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const list of lists) {
    await page.goto(list);
    found.push((await page.locator('main table a').first().getAttribute('href')) ?? '');
  }
  return found;
}
