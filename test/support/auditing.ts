/** Public pages as a browser shows them, measured: accessibility, room at every width and size of text, the keyboard. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { type Browser, type Page } from 'playwright-core';
import { projectRoot } from '../../src/config.js';
import { writings, type Writing } from '../../src/http/i18n.js';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const instruments = [axe, join(projectRoot, 'test/support/page-audit.js')].map((path) => readFileSync(path, 'utf8'));

const wishes: Record<Writing, string> = { vi: 'vi-VN', en: 'en-GB', zh: 'zh-CN', 'zh-Hant': 'zh-TW' };
export const widths = [360, 1280];

export interface Reader {
  writing: Writing;
  page: Page;
}

/** A browser window for each language. */
export function openReaders(browser: Browser, baseURL: string): Promise<Reader[]> {
  return Promise.all(
    writings.map(async (writing) => {
      const context = await browser.newContext({
        locale: wishes[writing],
        baseURL,
        viewport: { width: 360, height: 640 },
      });
      await context.addInitScript(instruments.join('\n'));
      return { writing, page: await context.newPage() };
    }),
  );
}

export async function setWidth(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 640 });
}

/** Violations of all rules of axe-core, each with the places. */
export async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate<{ id: string; nodes: { target: string[] }[] }[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** Opens whatever is closed, so that it is looked at too. @param alike selects what is taken out before */
export const openDetails = (page: Page, alike = '') => page.evaluate(`audit.openDetails(${JSON.stringify(alike)})`);
export const smallTargets = (page: Page) => page.evaluate<string[]>('audit.smallTargets()');
export const cutOff = (page: Page) => page.evaluate<string[]>('audit.cutOff()');
/** As a reader who wants text of twice the size sets it in the browser. */
export const enlargeText = (page: Page) => page.evaluate('audit.enlargeText()');

/** Presses Tab from the top to the end; what went wrong at the stops. */
export async function walkByKeyboard(page: Page): Promise<string[]> {
  const stops = await page.evaluate<number>('audit.countStops()');
  const faults: string[] = [];
  for (let stop = 0; stop < stops; stop++) {
    await page.keyboard.press('Tab');
    faults.push(await page.evaluate<string>(`audit.focusFault(${stop})`));
  }
  return faults.filter((fault) => fault !== '');
}
