/**
 * Issues, seals and draws serialised labels over HTTP, as a producer does, beside the usual way: a picture of each code
 * (`QRCode.toBuffer`) placed in a document (`doc.image`) with the same words. The server is the built one with the demonstration data.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import QRCode from 'qrcode';
import { fontFilesOf } from '../../src/labels/fonts.js';
import { drawersOf, makeDataDir, removeDataDir, startServer } from '../../test/support/server-process.js';

const server = [process.execPath, 'dist/src/server.js'];
const usualLabels = 100;
const fewest = 2_200; // fewer are drawn by the server itself

interface Client {
  /** The answer's body. @throws Error unless it is answered with 2xx */
  send: (path: string, body?: object) => Promise<Buffer>;
}

/** @param isSmall a tenth of the labels, to see that it runs */
export async function benchLabels(isSmall = false): Promise<void> {
  const [count, many] = isSmall ? [1_000, 10_000] : [10_000, 100_000];
  const dataDir = await makeDataDir();
  try {
    const started = await startServer({ DATA_DIR: dataDir, DEMO: 'on' }, server);
    const { child, url } = started;
    await started.ready();
    const [client, lot, from] = await enter(url, dataDir);
    const links = JSON.parse(String(await client.send(`/api/lots/${lot}/labels?from=${from}`))) as Links;
    for (const [template, seal, side] of [
      ['L7160', 'full', 22.6],
      ['L7651', 'compact', 16.3],
    ] as const) {
      await print(client, lot, template, 210); // once warm, as a server is
      const before = await usualRate(links.items[0]?.[seal] ?? '', side);
      const { rate, bytes } = await print(client, lot, template, count);
      const usual = (before + (await usualRate(links.items[0]?.[seal] ?? '', side))) / 2;
      const times = Math.round(rate / usual);
      console.log(`${template}, ${seal} seal: ${count} labels issued, sealed and drawn, ${Math.round(rate)} a second`);
      console.log(
        `  the usual way: ${usual.toFixed(1)} a second, so ${times} times; ${Math.round(bytes / count)} bytes a label`,
      );
    }
    for (const template of ['L7651', 'L7160']) {
      for (const number of [fewest, count, many]) await tellMemory(client, child.pid ?? NaN, { lot, template, number });
    }
    child.kill('SIGTERM');
    await started.exit();
  } finally {
    await removeDataDir(dataDir);
  }
}

/** What a print takes: in the process that draws it, and in the server beside it. */
async function tellMemory(client: Client, pid: number, of: { lot: string; template: string; number: number }) {
  const idle = await resident(pid, 'VmRSS');
  await writeFile(`/proc/${pid}/clear_refs`, '5'); // the peak begins anew
  const drawing = watchDrawing(pid);
  const { rate } = await print(client, of.lot, of.template, of.number);
  const [drawer, server] = [await drawing.most(), await resident(pid, 'VmHWM')];
  console.log(
    `${of.template}, ${of.number} labels, ${Math.round(rate)} a second: at most ${drawer} MB resident in the process` +
      ` that draws; the server had ${idle} MB before and at most ${server} MB meanwhile`,
  );
}

/** The peak of the process that a server draws with, as it is until that ends. */
function watchDrawing(server: number): { most: () => Promise<number> } {
  let [most, isOver] = [0, false];
  const watched = (async () => {
    for (let pid: number | undefined; !isOver; await wait(20)) {
      pid ??= drawersOf(server)[0];
      if (pid) most = Math.max(most, (await resident(pid, 'VmHWM')) || 0);
    }
  })();
  return {
    most: async () => {
      isOver = true;
      await watched;
      return most;
    },
  };
}

interface Links {
  items: { full: string; compact: string }[];
}

/** The producer of the demonstration who has a packed lot, that lot, and the index of its first label. */
async function enter(url: string, dataDir: string): Promise<[Client, string, number]> {
  const read = async <T>(file: string) => JSON.parse(await readFile(join(dataDir, file), 'utf8')) as T;
  const [label] = await read<{ uri: string }[]>('demo-labels.json');
  const lot = /\/((?:01|p)\/[^/]+\/10\/[^/]+)\/21\//.exec(label?.uri ?? '')?.[1] ?? '';
  for (const { email, password, role } of await read<Record<string, string>[]>('demo-accounts.json')) {
    if (role !== 'producer') continue;
    const { accessToken } = (await post(`${url}/api/token`, { email, password }).then((res) => res.json())) as {
      accessToken: string;
    };
    const headers = { authorization: `Bearer ${accessToken}` };
    const send = async (path: string, body?: object) => {
      const res = body ? await post(url + path, body, headers) : await fetch(url + path, { headers });
      if (!res.ok) throw new Error(`${path} answers ${res.status}: ${await res.text()}`);
      return Buffer.from(await res.arrayBuffer());
    };
    const issued = await send(`/api/lots/${lot}/labels`, { count: 1 }).catch(() => null);
    if (issued) return [{ send }, lot, (JSON.parse(String(issued)) as { from: number }).from];
  }
  throw new Error('no producer of the demonstration packed the lot of its first label');
}

function post(address: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const json = { 'content-type': 'application/json', ...headers };
  return fetch(address, { method: 'POST', headers: json, body: JSON.stringify(body) });
}

/** From the wish for labels to the last byte of their sheet. */
async function print({ send }: Client, lot: string, template: string, count: number) {
  const started = performance.now();
  const run = JSON.parse(String(await send(`/api/lots/${lot}/labels`, { count }))) as { from: number };
  const sheet = await send(`/lots/${lot}/labels/sheet.pdf?template=${template}&from=${run.from}&count=${count}`);
  return { rate: (1000 * count) / (performance.now() - started), bytes: sheet.length };
}

/**
 * Labels a second by the usual way: a picture of the code in the dots of a 600 dpi printer, placed in a document with
 * the same words. No seal is made, nothing is sent.
 * @param side of the code in millimetres
 */
async function usualRate(link: string, side: number): Promise<number> {
  const document = new PDFDocument({ size: 'A4', margin: 0 });
  document.resume();
  const { regular, bold } = fontFilesOf();
  document.registerFont('regular', regular).registerFont('bold', bold);
  const started = performance.now();
  for (let index = 0; index < usualLabels; index++) {
    const width = Math.round((side / 25.4) * 600);
    const picture = await QRCode.toBuffer(`${link}${index}`, { errorCorrectionLevel: 'M', width });
    if (index % 21 === 0 && index > 0) document.addPage();
    document.image(picture, 20, 20, { width: (side / 25.4) * 72 });
    document.font('bold', 10).text('Miến dong Tân Việt Á', 100, 20, { width: 100 });
    const words = `Lô: L2410A\nNSX: 03/10/2026\nHSD: 03/10/2027\n0000 8F3K 01ZQ 7XW4 ${1000 + index}`;
    document.font('regular', 7.5).text(words, 100, 50, { width: 100 });
    await wait(0);
  }
  document.end();
  return (1000 * usualLabels) / (performance.now() - started);
}

/** Resident memory of a process in MB, now or at most, where Linux tells it. */
async function resident(pid: number, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1000);
}
