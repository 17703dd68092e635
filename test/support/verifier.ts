/** The page that checks without us, in a browser that has lost its network: as it is served, and as a file on a disk. */
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { type BrowserContext, type Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { buildLabel } from './labelled.js';
import { sequenceAll } from './passports.js';
import { startWorld, type World } from './world.js';

const ocop = { stars: 4, decisionNumber: '123/QĐ-UBND', issuedOn: '2020-01-01', expiresOn: '2099-12-31' };

/** What the page asked for after it was open, and what went wrong in it. */
export interface Watched {
  page: Page;
  context: BrowserContext;
  faults: string[];
}

export interface Verifier {
  world: World;
  /** A label of a lot whose events are in the log, of a product with four stars. */
  one: Awaited<ReturnType<typeof buildLabel>>;
  /** Saves the page of now; address of the file. */
  saveFile(): Promise<string>;
  /** @param script what the browser runs before those of the page */
  openPage(url: string, script?: string): Promise<Watched>;
  /** Opens the page in both ways; each must do the same, ask for nothing and complain of nothing. */
  onBoth: (work: (page: Page) => Promise<void>) => Promise<void>;
  stop(): Promise<void>;
}

export async function openVerifier(): Promise<Verifier> {
  const folder = await mkdtemp(join(tmpdir(), 'nguon-verify-'));
  const [world, browser] = await Promise.all([startWorld(), launchChromium()]);
  const one = await buildLabel(world, { ocop, names: { vi: 'Miến dong gói', en: 'Noodles' } });
  await sequenceAll();
  const server = createServer(world.app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Saves the page of now as one file. */
  async function saveFile(): Promise<string> {
    const { text, headers } = await world.stranger.get('/verify.html').set('Accept-Language', 'en');
    expect(headers['content-disposition']).to.include('nguon-verify.html');
    const path = join(folder, `${Math.random()}.html`);
    await writeFile(path, text);
    return pathToFileURL(path).href;
  }

  async function openPage(url: string, script?: string): Promise<Watched> {
    const context = await browser.newContext({ locale: 'en', viewport: { width: 360, height: 640 } });
    const page = await context.newPage();
    if (script) await page.addInitScript(script);
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(url, { waitUntil: 'networkidle' });
    await context.setOffline(true);
    page.on('request', (request) => faults.push(request.url()));
    return { page, context, faults };
  }

  /** Opens the page as it is served and as a file; each must do the same, ask for nothing and complain of nothing. */
  async function onBoth(work: (page: Page) => Promise<void>): Promise<void> {
    for (const url of [`${address}/verify`, await saveFile()]) {
      const { page, context, faults } = await openPage(url);
      await work(page);
      expect(faults, url).to.deep.equal([]);
      await context.close();
    }
  }

  const stop = async () => {
    await browser.close();
    server.close();
    await world.stop();
    await rm(folder, { recursive: true });
  };
  return { world, one, saveFile, openPage, onBoth, stop };
}

export /** Name of the verdict, and all that the answer says. */
async function check(page: Page, text: string): Promise<[verdict: string | null, words: string]> {
  await page.evaluate("document.getElementById('answer').replaceChildren()");
  await page.locator('#input').fill(text);
  await page.locator('#check').click();
  const band = page.locator('#answer [data-verdict]');
  await band.waitFor();
  const words = (await page.locator('#answer').textContent()) ?? '';
  return [await band.getAttribute('data-verdict'), words.replace(/\s+/g, ' ').trim()];
}

export const verdicts = async (page: Page, texts: string[]) => {
  const found = [];
  for (const text of texts) found.push((await check(page, text))[0]);
  return found;
};
