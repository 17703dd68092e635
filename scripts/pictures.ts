/** Makes the pictures of README: the main pages on demonstration data, on a phone and on a desk, in Vietnamese. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import sharp from 'sharp';
import { projectRoot } from '../src/config.js';
import { launchChromium } from '../test/support/chromium.js';
import { startServer } from '../test/support/server-process.js';

const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };

interface Account {
  role: string;
  email: string;
  password: string;
}

const dataDir = await mkdtemp(join(tmpdir(), 'nguon-pictures-'));
const server = await startServer({ DATA_DIR: dataDir, DEMO: 'on' });
const browser = await launchChromium();
try {
  await server.ready();
  const read = async <T>(name: string) => JSON.parse(await readFile(join(dataDir, name), 'utf8')) as T;
  const accounts = await read<Account[]>('demo-accounts.json');
  const [label] = await read<{ uri: string }[]>('demo-labels.json');
  const uri = label?.uri ?? '';
  const lot = new URL(uri).pathname.replace(/\/21\/.*/, '');
  for (const size of Object.keys(sizes) as (keyof typeof sizes)[]) {
    const consumer = await open(browser, size);
    await take(consumer, uri, `label-${size}`);
    const producer = await signIn(await open(browser, size), accounts, 'kolia@');
    await take(producer, '/work', `work-${size}`);
    await take(producer, '/harvests/new', `harvest-${size}`);
    await take(producer, `/lots${lot}/labels`, `print-${size}`);
    const inspector = await signIn(await open(browser, size), accounts, 'thanh-tra@');
    await take(inspector, `/lots${lot}`, `lot-${size}`);
    await take(inspector, `/lots${lot}/trace`, `chain-${size}`);
    await take(inspector, `/lots${lot}/recalls/new`, `recall-${size}`);
  }
} finally {
  await browser.close();
  server.child.kill('SIGTERM');
  await server.exit();
  await rm(dataDir, { recursive: true, force: true });
}

async function open(on: Browser, size: keyof typeof sizes): Promise<Page> {
  const context = await on.newContext({ viewport: sizes[size], locale: 'vi', baseURL: server.url });
  return context.newPage();
}

async function signIn(page: Page, accounts: Account[], email: string): Promise<Page> {
  const account = accounts.find((one) => one.email.startsWith(email));
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(account?.email ?? '');
  await page.getByLabel('Mật khẩu').fill(account?.password ?? '');
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  return page;
}

/** What fits the screen, in few colours, so that the repository stays small. */
async function take(page: Page, address: string, name: string): Promise<void> {
  const answer = await page.goto(address);
  if (answer?.status() !== 200) throw new Error(`${address}: ${answer?.status()}`);
  const file = join(projectRoot, 'docs', 'images', `${name}.png`);
  await sharp(await page.screenshot())
    .png({ palette: true, colours: 64, compressionLevel: 9 })
    .toFile(file);
  console.log(name);
}
