import { spawn } from 'node:child_process';
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { drawElsewhere } from '../../src/labels/draw-elsewhere.js';
import { drawInto, pack, type Drawing } from '../../src/labels/drawing.js';
import { templates } from '../../src/labels/templates.js';
import { captions } from '../support/label-links.js';
import { aliveAmong, drawersOf, waitFor } from '../support/server-process.js';

const secret = Buffer.alloc(32, 7);
const productKey = '01/09521234000013';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function drawingOf(count: number, signer: Drawing['making']['signer'] = { mark: '0', privateKey }): Drawing {
  const name = { path: `${productKey}/10/L2410A`, productKey, lot: 'L2410A' };
  const units = [{ ...name, from: 5, count, first: 5, key: { kid: 'k1', secret: createSecretKey(secret) } }];
  const facts = { productName: 'Gạo nếp Hương Bảo Lạc', lot: 'L2410A', packedOn: '2026-10-15', captions };
  const making = { publicUrl: 'https://nguon.example', facts, units, signer };
  return { making, template: templates.L7160, startAt: 2, title: 'Tem L2410A', madeAt: '2026-10-15T01:00:00.000Z' };
}

const endless = drawingOf(1_000_000, null);
const nothing = () => undefined;

describe('drawing in a process of its own', function () {
  this.timeout(60_000);
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nguon-draw-'));
    path = join(folder, 'a.part');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const begin = async (signal?: AbortSignal) => {
    let drawn = 0;
    const end = drawElsewhere(path, endless, { signal, onDrawn: (count) => (drawn = count) }).then(
      () => null,
      (error: Error) => error,
    );
    await waitFor('the first labels', () => drawn > 0);
    const [pid = NaN] = drawersOf(process.pid);
    return { end, pid };
  };

  it('writes the same bytes as this process, private, and tells how far it is', async () => {
    const told: number[] = [];
    await drawElsewhere(path, drawingOf(120), { onDrawn: (count) => told.push(count) });
    await drawInto(`${path}.here`, drawingOf(120), { onDrawn: nothing });
    expect((await readFile(path)).equals(await readFile(`${path}.here`))).to.equal(true);
    expect((await stat(path)).mode & 0o777).to.equal(0o600);
    expect(told).to.deep.equal([50, 100]);
    expect(drawersOf(process.pid)).to.deep.equal([]);
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const { end, pid } = await begin(stop.signal);
    stop.abort();
    expect((await end)?.name).to.equal('AbortError');
    expect(aliveAmong([pid])).to.deep.equal([]);
  });

  it('says so when it was ended by something else, or cannot write', async () => {
    const { end, pid } = await begin();
    process.kill(pid, 'SIGKILL');
    expect((await end)?.message).to.include('SIGKILL');
    const drawn = drawElsewhere(join(folder, 'none', 'a'), drawingOf(1), { onDrawn: nothing });
    expect(await drawn.catch((error: Error) => error.message)).to.include('ENOENT');
  });

  it('shows its keys neither in its arguments nor in its surroundings', async () => {
    const { end, pid } = await begin();
    const [args, surroundings] = await Promise.all(
      ['cmdline', 'environ'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8')),
    );
    process.kill(pid);
    await end;
    expect(args).to.include('draw-process').and.not.include(secret.toString('base64url'));
    expect(
      surroundings?.split('\0').filter((entry) => /^[A-Z_]+=/.test(entry) && !/^NODE_CHANNEL/.test(entry)),
    ).to.deep.equal([]);
  });

  it('dies with its parent, and takes the part of a file along', async () => {
    const order = join(folder, 'order');
    await writeFile(order, JSON.stringify(pack(endless)));
    const module = (name: string) => fileURLToPath(new URL(`../../src/labels/${name}.ts`, import.meta.url));
    const program = `
      import { readFileSync } from 'node:fs';
      import { drawElsewhere } from '${module('draw-elsewhere')}';
      import { unpack } from '${module('drawing')}';
      const drawing = unpack(JSON.parse(readFileSync('${order}', 'utf8')));
      await drawElsewhere('${path}', drawing, { onDrawn: () => console.log('drawn') });`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const drawers = drawersOf(parent.pid ?? NaN);
    expect(drawers).to.have.length(1);
    await access(path);
    parent.kill('SIGKILL');
    await waitFor('the end of the drawing', () => aliveAmong(drawers).length === 0);
    expect(await readdir(folder)).to.deep.equal(['order']);
  });
});
