/** The server with the data of the demo, and a browser in which its people sign in. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { launchChromium } from './chromium.js';
import { makeDataDir, removeDataDir, startServer } from './server-process.js';

export const phone = { width: 360, height: 640 };

export interface Demo {
  url: string;
  browser: Browser;
  /** Links of its labels. */
  labels: string[];
  /** A phone that nobody has signed in with. */
  open(locale?: string): Promise<Page>;
  /** @param who a role, whose first account it is, or an address; @param page a phone of its own unless given */
  signIn(who: string, page?: Page): Promise<Page>;
  stop(): Promise<void>;
}

export async function openDemo(): Promise<Demo> {
  const dataDir = await makeDataDir();
  const [server, browser] = await Promise.all([startServer({ DATA_DIR: dataDir, DEMO: 'on' }), launchChromium()]);
  await server.ready();
  const read = async <T>(name: string) => JSON.parse(await readFile(join(dataDir, name), 'utf8')) as T[];
  const accounts = await read<{ role: string; email: string; password: string }>('demo-accounts.json');
  const labels = (await read<{ uri: string }>('demo-labels.json')).map(({ uri }) => uri);
  const open = async (locale = 'vi') => {
    const context = await browser.newContext({ viewport: phone, locale, baseURL: server.url });
    return context.newPage();
  };
  return {
    url: server.url,
    browser,
    labels,
    open,
    signIn: async (who, page) => {
      const account = accounts.find(({ role, email }) => who === role || who === email);
      const opened = page ?? (await open());
      await opened.goto('/sign-in');
      await opened.getByLabel('Email').fill(account?.email ?? '');
      await opened.getByLabel('Mật khẩu').fill(account?.password ?? '');
      await opened.getByRole('button', { name: 'Đăng nhập' }).click();
      await opened.waitForURL((url) => url.pathname !== '/sign-in');
      return opened;
    },
    stop: async () => {
      await browser.close();
      server.child.kill('SIGTERM');
      await server.exit();
      await removeDataDir(dataDir);
    },
  };
}
