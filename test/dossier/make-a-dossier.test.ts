import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { startSequencer } from '../../src/ledger/sequencer.js';
import { recordInspection } from '../../src/inspections/inspection.service.js';
import { keepAttachment } from '../../src/registry/attachment.service.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { checkBundle } from '../../scripts/verify/bundle.js';
import { buildLabel } from '../support/labelled.js';
import { skipWithoutPoppler } from '../support/raster.js';
import { runVerifier } from '../support/verifying.js';
import { startWorld, type World } from '../support/world.js';

const run = promisify(execFile);

describe('a dossier', function () {
  this.timeout(120_000);
  let world: World;
  let lot: string;
  let folder: string;
  let stop: () => Promise<void>;
  before(async () => {
    world = await startWorld();
    folder = await mkdtemp(join(tmpdir(), 'nguon-dossier-'));
    ({ lot } = await buildLabel(world));
    const file = await keepAttachment(Buffer.from('%PDF-1.4 kết quả'), 'org-hoa', world.by('minh'));
    const eventTime = new Date().toISOString();
    await recordInspection({ lot, result: 'conformant', findings: 'Đạt', eventTime, file }, world.by('minh'));
    const sequencer = await startSequencer(keys().log());
    stop = () => sequencer.stop();
  });
  after(async () => {
    await stop();
    await world.stop();
    await rm(folder, { recursive: true });
  });

  const make = async () => {
    const { status, body } = await world.as.minh.post(`/api/lots/${lot}/dossiers`);
    expect(status, JSON.stringify(body)).to.equal(201);
    return body as { size: number; pdf: string; bundle: string; kid: string };
  };
  const fetch = async (path: string, who: 'minh' | 'an' = 'minh') => {
    const res = await world.as[who]
      .get(path)
      .buffer(true)
      .parse((stream, done) => {
        const parts: Buffer[] = [];
        stream.on('data', (part: Buffer) => parts.push(part)).on('end', () => done(null, Buffer.concat(parts)));
      });
    expect(res.status).to.equal(200);
    return res.body as Buffer;
  };
  const linesOf = (bundle: Buffer) =>
    bundle
      .toString()
      .split(/(?<=\n)/)
      .map((line) => Buffer.from(line));
  const check = (lines: Buffer[]) => checkBundle(lines, { now: new Date(), toleranceMs: 900_000 }).report;

  it('is the same, byte for byte, for the same lot and checkpoint, whatever the registry says later', async () => {
    const first = await make();
    const pdf = await fetch(first.pdf);
    const bundle = await fetch(first.bundle);
    expect(await make()).to.deep.equal(first);
    await Organizations.updateOne({ _id: 'org-hoa' }, { $set: { name: 'HTX tên khác' } });
    expect((await fetch(first.pdf, 'an')).equals(pdf)).to.equal(true);
    expect((await fetch(first.bundle)).equals(bundle)).to.equal(true);
  });

  it('is evidence that verify-ledger checks: events in the log, lots that they make, files that they name', async () => {
    const { bundle } = await make();
    const bytes = await fetch(bundle);
    const report = check(linesOf(bytes));
    expect(report.first()).to.equal(null);
    expect(report.counted('tree')).to.be.above(3);
    expect(report.counted('balances')).to.be.above(1);
    expect(bytes.toString()).to.include('"file":"');
    const path = join(folder, 'lot.jsonl');
    await writeFile(path, bytes);
    const { code, words } = await runVerifier(path);
    expect([code, words]).to.satisfy(([exit, said]: [number, string]) => exit === 0 && said.includes(lot));
  });

  it('opens each event as the log does when it is asked for that one alone', async () => {
    const made = await make();
    const lines = linesOf(await fetch(made.bundle)).map(
      (line) => JSON.parse(line.toString()) as Record<string, unknown>,
    );
    const [{ checkpoint } = {}] = lines;
    const entries = lines.filter(({ position }) => position !== undefined);
    expect(entries.length).to.be.above(3);
    for (const entry of entries) {
      const { body } = await world.as.minh.get(`/log/proof/${String(entry.position)}.json`);
      const { commitment, nonce, hashes, checkpoint: latest } = body as Record<string, unknown>;
      expect(entry).to.deep.include({ commitment, nonce });
      if (latest === checkpoint) expect(entry.hashes).to.deep.equal(hashes);
    }
  });

  const tampers: Record<string, (line: string) => string> = {
    'a quantity': (line) =>
      line.replace(/"quantity":(\d+)/, (_all, digits: string) => `"quantity":${Number(digits) + 1}`),
    'a position': (line) =>
      line.replace(/"position":(\d+)/, (_all, digits: string) => `"position":${Number(digits) + 1}`),
    'a nonce': (line) =>
      line.replace(/"nonce":"./, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`),
    'what a lot has': (line) => line.replace(/"produced":(\d+)/, '"produced":1'),
    'the checkpoint': (line) =>
      line.replace(
        /("checkpoint":"[^\\]+\\n)(\d+)/,
        (_all, start: string, size: string) => `${start}${Number(size) + 1}`,
      ),
    'a file': (line) =>
      line.replace(/^\{"file":"./, (start) => `${start.slice(0, -1)}${start.endsWith('0') ? '1' : '0'}`),
  };
  for (const [what, tamper] of Object.entries(tampers)) {
    it(`is found out when somebody changes ${what}`, async () => {
      const lines = linesOf(await fetch((await make()).bundle));
      const place = lines.findIndex((line) => tamper(line.toString()) !== line.toString());
      expect(place, 'the line to change').to.be.at.least(0);
      lines[place] = Buffer.from(tamper((lines[place] as Buffer).toString()));
      expect(check(lines).first()).not.to.equal(null);
    });
  }

  it('lacks nothing: a line that is taken out is missed', async () => {
    const lines = linesOf(await fetch((await make()).bundle));
    expect(check(lines.toSpliced(-3, 1)).first()).not.to.equal(null);
  });

  it('is read by authorities alone, and made by an inspector', async () => {
    const { pdf } = await make();
    expect((await world.as.hoa.get(pdf)).status).to.equal(403);
    expect((await world.stranger.get(pdf)).status).to.equal(401);
    expect((await world.as.an.post(`/api/lots/${lot}/dossiers`)).status).to.equal(403);
    expect((await world.as.minh.post('/api/lots/p/KHONG/10/CO/dossiers')).status).to.equal(404);
    expect((await world.as.minh.get(`/lots/${lot}/dossiers/999999.vi.pdf`)).status).to.equal(404);
  });

  it('puts every reading on record, where its producer sees it', async () => {
    const { pdf } = await make();
    await fetch(pdf, 'an');
    const { body } = await world.as.hoa.get('/api/access');
    const [latest] = (body as { items: { name: string; kind: string; subject: string }[] }).items;
    expect(latest).to.include({ name: 'an', kind: 'dossier', subject: lot });
  });

  it('has a page that lists it', async () => {
    const { size } = await make();
    const minh = await world.as.minh.browser();
    const { text } = await minh.get(`/lots/${lot}/dossiers?lang=vi`);
    expect(text).to.include(`${size}.vi.pdf`).and.include('Lập hồ sơ');
    expect((await minh.get(`/lots/${lot}`)).text).to.include(`/lots/${lot}/dossiers`);
    expect((await minh.post(`/lots/${lot}/dossiers`)).status).to.equal(303);
  });

  describe('as a PDF', () => {
    before(skipWithoutPoppler);
    const tell = async (command: string, pdf: Buffer, ...options: string[]) => {
      const path = join(folder, 'lot.pdf');
      await writeFile(path, pdf);
      return (await run(command, [...options, path, ...(command === 'pdftotext' ? ['-'] : [])])).stdout;
    };

    it('is signed, tagged, and tells lot, chain, events and how to check it in each language', async () => {
      const made = await make();
      const code = lot.slice(lot.lastIndexOf('/') + 1);
      const words = {
        vi: 'Cách kiểm tra hồ sơ này',
        en: 'How to check this dossier',
        zh: '如何核验本档案',
        'zh-Hant': '驗本檔案',
      };
      for (const [writing, sentence] of Object.entries(words)) {
        const pdf = await fetch(made.pdf.replace('.vi.', `.${writing}.`));
        const text = await tell('pdftotext', pdf);
        for (const word of [sentence, code, made.kid]) expect(text, writing).to.include(word);
        expect(await tell('pdfsig', pdf))
          .to.include('Signature is Valid')
          .and.include('Total document signed');
        expect(await tell('pdfinfo', pdf)).to.match(/Tagged:\s+yes/);
      }
    });
  });
});
