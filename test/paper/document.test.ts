import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { promisify } from 'node:util';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openPaper, type Paper } from '../../src/paper/document.js';
import { rasterise, readQr, skipWithoutPoppler } from '../support/raster.js';

const link = 'https://nguon.example/01/09521234000013/10/L2410';

async function write(about: { title?: string } = {}): Promise<Paper> {
  const paper = openPaper({
    title: about.title ?? 'Hồ sơ lô L2410',
    lang: 'vi',
    madeAt: new Date('2026-10-02T01:30:00Z'),
    footer: (page, pages) => `Nguồn · trang ${page}/${pages}`,
  });
  paper.heading('Miến dong Nguyên Bình', 1);
  paper.facts([
    { label: 'Lô', value: 'L2410' },
    { label: 'Cơ sở', value: 'Hợp tác xã 长江' },
  ]);
  paper.code(link, 'Trang của lô');
  await paper.table({
    caption: 'Các sự kiện',
    columns: [{ label: 'Việc', share: 2 }, { label: 'Nơi' }, { label: 'Lượng', numeric: true }],
    rows: Array.from({ length: 90 }, (_, row) => [`Việc thứ ${row + 1}`, 'Phja Đén', `${row} kg`]),
  });
  paper.paragraph('Hết.');
  return paper;
}

/** What poppler says of the file. */
async function tell(command: string, pdf: Buffer, ...options: string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nguon-paper-'));
  try {
    const path = join(folder, 'paper.pdf');
    await writeFile(path, pdf);
    const output = command === 'pdftotext' ? ['-'] : [];
    return (await promisify(execFile)(command, [...options, path, ...output])).stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('a document on paper', () => {
  before(skipWithoutPoppler);
  let pdf: Buffer;
  before(async () => {
    pdf = await (await write()).finish();
  });

  it('has the same bytes for the same content', async () => {
    expect((await (await write()).finish()).equals(pdf)).to.equal(true);
    expect((await (await write({ title: 'Khác' })).finish()).equals(pdf)).to.equal(false);
  });

  it('reads as it was written, in Vietnamese and Chinese, each page with its number and the head of the table', async () => {
    const pages = (await tell('pdftotext', pdf, '-layout')).split('\f').slice(0, -1);
    expect(pages.length).to.be.above(2);
    expect(pages[0]).to.include('Miến dong Nguyên Bình').and.include('Hợp tác xã 长江');
    pages.forEach((page, index) => expect(page).to.include(`Nguồn · trang ${index + 1}/${pages.length}`));
    for (const page of pages) expect(page).to.match(/Việc\s+Nơi\s+Lượng/);
    expect(pages.join('').match(/Việc thứ \d+/g)).to.have.length(90);
  });

  it('is tagged: headings, cells with their kind, a code with its words', async () => {
    expect(await tell('pdfinfo', pdf)).to.match(/Tagged:\s+yes/);
    const structure = await tell('pdfinfo', pdf, '-struct');
    for (const tag of ['H1', 'H3', 'Table', 'TR', 'TH', 'TD', 'Figure'])
      expect(structure).to.match(new RegExp(`^\\s+${tag}\\b`, 'm'));
  });

  it('carries a code that reads as its link', async () => {
    const [first] = await rasterise(pdf, 200);
    expect(first && (await readQr(first))).to.deep.equal([link]);
  });
});

describe('a signed document', () => {
  before(skipWithoutPoppler);
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = { ...pair, since: new Date('2026-01-01'), name: 'Nguồn · nguon.example' };

  it('is valid for a reader of PDF, wholly signed, and has the same bytes each time', async () => {
    const pdf = await (await write()).finish(signer);
    const said = await tell('pdfsig', pdf);
    expect(said).to.include('Signature is Valid').and.include('Total document signed').and.include(signer.name);
    expect((await (await write()).finish(signer)).equals(pdf)).to.equal(true);
  });

  it('is invalid after one changed byte', async () => {
    const pdf = await (await write()).finish(signer);
    pdf[pdf.length - 60] = (pdf[pdf.length - 60] ?? 0) ^ 1;
    expect(await tell('pdfsig', pdf)).not.to.include('Signature is Valid');
  });
});
