import { mkdtemp, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'chai';
import { type Response } from 'supertest';
import { keepPrintsIn } from '../../src/labels/print-files.js';
import { buildPackedLot, issueLabels, type PackedLot } from '../support/labelled.js';
import { drawersOf, waitFor } from '../support/server-process.js';
import { startWorld, type World } from '../support/world.js';

function inFile(res: Response, done: (error: Error | null, file: Buffer) => void): void {
  const chunks: Buffer[] = [];
  res.on('data', (chunk: Buffer) => chunks.push(chunk));
  res.on('end', () => done(null, Buffer.concat(chunks)));
}

describe('a print as a file', function () {
  this.timeout(120_000);
  let world: World;
  let packed: PackedLot;
  let folder: string;
  let name: string; // of the print that was asked for last
  before(async () => {
    world = await startWorld();
    packed = await buildPackedLot(world);
    await issueLabels(world, packed.lot, 4000);
  });
  after(() => world?.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nguon-prints-'));
    keepPrintsIn(folder);
  });

  const small = 'template=L7651&count=100';
  const large = 'template=L7651&count=4000';
  const labels = () => `/lots/${packed.lot}/labels`;
  const get = (query: string, headers: Record<string, string> = {}) =>
    world.as.hoa
      .get(`${labels()}/sheet.pdf?${query}`)
      .set(headers)
      .buffer()
      .parse(inFile as never);
  const progress = async (query = large) => {
    const { print, ...rest } = (await world.as.hoa.get(`/api${labels()}/sheet?${query}`)).body as {
      print: string;
      state: string;
      drawn: number;
    };
    name = print;
    return rest;
  };
  const begin = () => world.as.hoa.get(`${labels()}/sheet.pdf?${large}`).set('Accept', 'text/html');
  const stop = () => world.as.hoa.post(`/api${labels()}/sheet/stop`, { print: name });

  it('is private, and has the same bytes and name when it is drawn again', async () => {
    const first = await get(small);
    const [name] = await readdir(folder);
    expect((await stat(join(folder, name ?? ''))).mode & 0o777).to.equal(0o600);
    keepPrintsIn(await mkdtemp(join(tmpdir(), 'nguon-prints-')));
    await wait(1100); // dates in a PDF are of a second
    const again = await get(small);
    expect(first.body.equals(again.body)).to.equal(true);
    expect(first.headers.etag).to.equal(again.headers.etag);
    expect(first.headers.etag).to.not.equal((await get(`${small}&startAt=2`)).headers.etag);
  });

  it('goes on where the connection was lost', async () => {
    const whole = await get(small);
    const range = { Range: 'bytes=5000-', 'If-Range': String(whole.headers.etag) };
    const rest = await get(small, range);
    expect([rest.status, rest.headers['content-range']]).to.deep.equal([
      206,
      `bytes 5000-${whole.body.length - 1}/${whole.body.length}`,
    ]);
    expect(whole.body.subarray(5000).equals(rest.body)).to.equal(true);
    const other = await get(`${small}&startAt=2`, range);
    expect(other.status).to.equal(200);
  });

  it('shows the progress of a large one without a script, then gives the file', async () => {
    expect(await progress()).to.deep.equal({ state: 'none', drawn: 0, count: 4000 });
    const begun = await begin();
    expect(begun.status).to.equal(303);
    const page = () => world.as.hoa.get(begun.headers.location ?? '').set('Accept', 'text/html');
    const drawing = await page();
    expect(drawing.text)
      .to.include('http-equiv="refresh"')
      .and.include('<progress max="4000"')
      .and.include('/sheet/stop"');
    const overview = await world.as.hoa.get(labels()).set('Accept', 'text/html');
    expect(overview.text).to.match(/href="[^"]*\/labels\/sheet\?template=L7651[^"]*">Đang tạo tệp in/);
    const seen = new Set<number>();
    for (let state = await progress(); state.state === 'drawing'; state = await progress()) {
      seen.add(state.drawn);
      await wait(20);
    }
    expect(seen.size).to.be.above(3);
    expect(await progress()).to.deep.equal({ state: 'ready', drawn: 4000, count: 4000 });
    const ready = await page();
    expect(ready.text).to.not.include('http-equiv="refresh"');
    const link = /href="([^"]*sheet\.pdf[^"]*)"/
      .exec(ready.text)?.[1]
      ?.replaceAll('&amp;', '&')
      .replaceAll('&#38;', '&');
    const file = await get(link?.split('?')[1] ?? '', { Accept: 'text/html' });
    expect([file.status, file.body.subarray(0, 5).toString()]).to.deep.equal([200, '%PDF-']);
  });

  it('stops when it is told, and leaves nothing behind', async () => {
    await begin();
    while ((await progress()).drawn === 0) await wait(5);
    const stopped = await stop();
    expect(stopped.body).to.deep.equal({ isStopped: true });
    expect(await progress()).to.deep.equal({ state: 'none', drawn: 0, count: 4000 });
    expect((await stop()).body).to.deep.equal({ isStopped: false });
    expect(await readdir(folder)).to.deep.equal([]);
    expect((await get(small)).status).to.equal(200);
  });

  it('says so when its drawing broke off, and can be drawn again', async () => {
    const begun = await begin();
    await waitFor('the drawing', () => drawersOf(process.pid).length > 0);
    for (const pid of drawersOf(process.pid)) process.kill(pid, 'SIGKILL');
    while ((await progress()).state === 'drawing') await wait(5);
    expect(await progress()).to.deep.equal({ state: 'failed', drawn: 0, count: 4000 });
    const page = await world.as.hoa.get(begun.headers.location ?? '').set('Accept', 'text/html');
    expect(page.text).to.include('role="alert">Việc tạo tệp in bị gián đoạn').and.include('/sheet.pdf?');
    expect(await readdir(folder)).to.deep.equal([]);
    await begin();
    expect((await progress()).state).to.equal('drawing');
    await stop();
  });

  it('is not there for another producer, and cannot be stopped by one', async () => {
    await begin();
    expect((await progress()).state).to.equal('drawing');
    for (const path of [`/api${labels()}/sheet?${large}`, `${labels()}/sheet?${large}`])
      expect((await world.as.binh.get(path)).status, path).to.equal(404);
    expect((await world.as.binh.post(`/api${labels()}/sheet/stop`, { print: name })).status).to.equal(404);
    const other = await buildPackedLot(world);
    const stopped = await world.as.hoa.post(`/api/lots/${other.lot}/labels/sheet/stop`, { print: name });
    expect(stopped.body).to.deep.equal({ isStopped: false });
    expect((await progress()).state).to.equal('drawing');
    await stop();
  });

  it('sweeps what nobody used for a day and what a dead process left', async () => {
    const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000);
    for (const [name, hours] of Object.entries({ 'a.pdf': 25, 'b.pdf': 23, 'c.pdf.1.part': 2, 'd.pdf.1.part': 0 })) {
      await writeFile(join(folder, name), 'x');
      await utimes(join(folder, name), ago(hours), ago(hours));
    }
    await get(small);
    const left = await readdir(folder);
    expect(left).to.have.length(3).and.include.members(['b.pdf', 'd.pdf.1.part']);
  });
});
