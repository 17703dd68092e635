/** What a person does in a browser, in one line each. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import { openReaders, setWidth, violations, widths } from './auditing.js';

/** Every form leads to another page, or to itself with what is wrong. */
export async function press(page: Page, name: string): Promise<void> {
  const loaded = page.waitForEvent('load');
  await page.getByRole('button', { name, exact: true }).click();
  await loaded;
}

export async function findAll(page: Page): Promise<void> {
  for (const finding of await page.getByLabel('Đánh giá').all()) await finding.selectOption('conforms');
}

/** Nothing that axe-core finds, and nothing wider than the screen. */
export async function measured(page: Page): Promise<void> {
  for (const width of widths) {
    await setWidth(page, width);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth'), page.url()).to.be.at.most(width);
    expect(await violations(page), `${page.url()}, ${width} px`).to.deep.equal([]);
  }
  await setWidth(page, 360);
}

export const fileOf = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer });
export const photoOf = async (name: string, background: string) => {
  const picture = sharp({ create: { width: 900, height: 700, channels: 3, background } });
  return fileOf(name, 'image/jpeg', await picture.jpeg().toBuffer());
};

/** Of an account of the demo. */
export async function passwordOf(dataDir: string, email: string): Promise<string> {
  const accounts = JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8')) as Account[];
  return accounts.find((account) => account.email === email)?.password ?? '';
}

/** A window of its own, Vietnamese, of a phone's size, with the instruments of `measured`. */
export async function signInAs(browser: Browser, baseURL: string, email: string, password: string): Promise<Page> {
  const [reader] = await openReaders(browser, baseURL);
  if (!reader) throw new Error('no window was opened');
  const { page } = reader;
  page.setDefaultTimeout(15_000);
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Mật khẩu').fill(password);
  await press(page, 'Đăng nhập');
  await page.waitForURL((url) => url.pathname !== '/sign-in');
  return page;
}

interface Account {
  email: string;
  password: string;
}
