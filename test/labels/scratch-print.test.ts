/** The codes below scratch fields as they are printed: readable, framed, outside of the code's quiet zone. */
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { expect } from 'chai';
import { arrange } from '../../src/labels/arrange.js';
import { familyOf } from '../../src/labels/fonts.js';
import { wordsOf, type LabelContent } from '../../src/labels/layout.js';
import { keepPrintsIn } from '../../src/labels/print-files.js';
import { qrModules } from '../../src/labels/qr.js';
import { arrangeScratch, holdsScratch } from '../../src/labels/scratch-field.js';
import { drawSheet } from '../../src/labels/sheet.js';
import { labelSvg } from '../../src/labels/single.js';
import { fitToDots, labelOrigin, labelsPerPage, templates, type LabelTemplate } from '../../src/labels/templates.js';
import { drawZpl } from '../../src/labels/zpl.js';
import { buildLabels, shortUrl, type Script } from '../support/label-links.js';
import { buildPackedLot, download, printLabels, type IssuedLabel, type PackedLot } from '../support/labelled.js';
import { crop, rasterise, readQr, skipWithoutPoppler, wordsIn, type Raster } from '../support/raster.js';
import { startWorld, type World } from '../support/world.js';
import { printZpl } from '../support/zpl.js';

const spelled = (code: string) => `${code.slice(0, 4)} ${code.slice(4)}`;
const codes = ['WMWMWMWM', '0K3VZQ71', '11111111', 'GHJKQR4W']; // broad letters and narrow ones

function withCodes(template: LabelTemplate, count: number, language: Script = 'vi'): LabelContent[] {
  const labels = buildLabels(template, 'L2610-01', count, { publicUrl: shortUrl, language });
  return labels.map((label, index) => ({ ...label, scratch: codes[index % codes.length] }));
}

const lying = templates['roll-50x30-203'];
const onEnd = { width: 30, height: 50 };
const turned = arrange({ ...lying, name: 'a turned roll', page: onEnd, label: onEnd, isTurned: true });
const roomy = Object.values(templates).filter(holdsScratch);

/** Share of dark pixels along the frame of the label at a place. */
function inkOfFrame(page: Raster, template: LabelTemplate, position: number, label: LabelContent): number[] {
  const { field } = arrangeScratch(template, label, (part) => part.length * 0.6);
  const { x, y } = labelOrigin(template, position);
  const { box } = field ?? { box: { x: 0, y: 0, width: 0, height: 0 } };
  const reach = 0.3;
  const edges = [
    { x: x + box.x, y: y + box.y - reach, width: box.width, height: 2 * reach },
    { x: x + box.x, y: y + box.y + box.height - reach, width: box.width, height: 2 * reach },
    { x: x + box.x - reach, y: y + box.y, width: 2 * reach, height: box.height },
    { x: x + box.x + box.width - reach, y: y + box.y, width: 2 * reach, height: box.height },
  ];
  return edges.map((edge) => {
    const { pixels } = crop(page, edge);
    return pixels.filter((grey) => grey < 160).length / pixels.length;
  });
}

describe('a scratch code in print', function () {
  this.timeout(120_000);
  before(skipWithoutPoppler);

  it('has room on all stock but the two smallest', () => {
    const without = Object.entries(templates).flatMap(([name, template]) => (holdsScratch(template) ? [] : [name]));
    expect(without).to.deep.equal(['L7651', 'L4732']);
  });

  for (const template of [...roomy, turned]) {
    it(`stands in a frame on ${template.name}, and the QR code reads as before`, async () => {
      for (const script of ['vi', 'zh'] as const) {
        const labels = withCodes(template, Math.max(labelsPerPage(template), 2), script);
        const fitted = fitToDots(template, qrModules(labels[0]?.uri ?? ''));
        const family = familyOf(wordsOf(labels[0] as LabelContent));
        const pdf = await buffer(drawSheet({ template: fitted, labels, family }));
        const pages = await rasterise(pdf, template.dotsPerInch ?? 300);
        for (const [index, label] of labels.entries()) {
          const position = index % labelsPerPage(template);
          const page = pages[Math.floor(index / labelsPerPage(template))] as Raster;
          const box = { ...labelOrigin(template, position), ...template.label };
          expect(await readQr(crop(page, box)), `label ${index}`).to.deep.equal([label.uri]);
          for (const ink of inkOfFrame(page, fitted, position, label)) expect(ink).to.be.above(0.15);
        }
        if (!template.isTurned) {
          const words = wordsIn(pdf);
          const found = codes.map((code) => words.split(spelled(code)).length - 1);
          expect(found).to.deep.equal(codes.map((code) => labels.filter(({ scratch }) => scratch === code).length));
        }
      }
    });
  }

  it('keeps within its frame, which leaves the label’s other words theirs', () => {
    for (const template of [...roomy, turned]) {
      for (const label of withCodes(template, 4)) {
        const { template: rest, field } = arrangeScratch(template, label, (part) => part.length);
        const { box, line } = field as NonNullable<typeof field>;
        const width = (line.text.length * line.size * 25.4) / 72;
        const [from, length] = line.isTurned ? [line.baseline - box.y, box.height] : [line.x - box.x, box.width];
        expect(from, template.name).to.be.at.least(0.79);
        expect(from + width).to.be.at.most(length - 0.79);
        const { text: words } = rest;
        if (template.isTurned) expect(words.x).to.be.above(box.x + box.width);
        else expect(words.y + words.height).to.be.below(box.y);
      }
    }
  });

  it('is left out where there is no room', async () => {
    const [label] = withCodes(templates.L7651, 1);
    const { scratch, ...plain } = label as LabelContent;
    const draw = (labels: LabelContent[]) => buffer(drawSheet({ template: templates.L7651, labels }));
    expect((await draw([label as LabelContent])).equals(await draw([plain]))).to.equal(true);
    expect(wordsIn(await draw([label as LabelContent]))).not.to.include(spelled(scratch ?? ''));
  });

  it('is on the SVG of one label, as outlines only', () => {
    const [label] = withCodes(templates.L7160, 1) as [LabelContent];
    const { scratch, ...plain } = label;
    const [svg, other] = [labelSvg(templates.L7160, label), labelSvg(templates.L7160, plain)];
    expect(svg)
      .to.include('stroke-width="0.2"')
      .and.not.include(scratch)
      .and.not.include(spelled(scratch ?? ''));
    expect(other).not.to.include('stroke-width');
  });

  for (const name of ['roll-50x30-203', 'roll-50x30-300'] as const) {
    it(`is among the dots of the ZPL of ${name}`, async () => {
      const labels = withCodes(templates[name], 2);
      const template = fitToDots(templates[name], qrModules(labels[0]?.uri ?? ''));
      const pages = printZpl(await text(drawZpl(template, labels)), template.dotsPerInch ?? 0);
      for (const [index, label] of labels.entries()) {
        const page = pages[index] as Raster;
        expect(await readQr(page)).to.deep.equal([label.uri]);
        for (const ink of inkOfFrame(page, template, 0, label)) expect(ink).to.be.above(0.15);
        const { box } = arrangeScratch(template, label, (part) => part.length * 0.6).field ?? {};
        const inner = { x: (box?.x ?? 0) + 0.5, y: (box?.y ?? 0) + 0.5, width: (box?.width ?? 0) - 1, height: 3.4 };
        const { pixels } = crop(page, inner);
        expect(pixels.filter((grey) => grey < 128).length / pixels.length).to.be.within(0.05, 0.4);
      }
    });
  }
});

describe('a print of a run with scratch codes', function () {
  this.timeout(120_000);
  let world: World;
  let packed: PackedLot;
  let folder: string;
  before(skipWithoutPoppler);
  before(async () => {
    world = await startWorld();
    packed = await buildPackedLot(world);
    folder = await mkdtemp(join(tmpdir(), 'nguon-prints-'));
    keepPrintsIn(join(folder, 'prints'));
    await world.as.hoa.post(`/api/lots/${packed.lot}/labels`, { count: 3 }).expect(201);
    await world.as.hoa.post(`/api/lots/${packed.lot}/labels`, { count: 4, scratch: true }).expect(201);
    await printLabels(world, packed.lot, { last: 7 });
  });
  after(async () => {
    await world?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const address = () => `/lots/${packed.lot}/labels`;
  const listed = async () =>
    (await world.as.hoa.get(`/api${address()}`)).body.items as (IssuedLabel & { scratch?: string })[];

  it('has the code of each label that has one, in a file for its owner alone', async () => {
    const pdf = await download(world, `${address()}/sheet.pdf?template=L7160&from=0&count=7`);
    const labels = await listed();
    const words = wordsIn(pdf);
    for (const { scratch } of labels.slice(3)) expect(words).to.include(spelled(scratch ?? 'none'));
    const [page] = (await rasterise(pdf, 300)) as [Raster];
    for (const [position, { full }] of labels.entries()) {
      const box = { ...labelOrigin(templates.L7160, position), ...templates.L7160.label };
      expect(await readQr(crop(page, box))).to.deep.equal([full]);
    }
    const prints = join(folder, 'prints');
    expect((await stat(prints)).mode & 0o777).to.equal(0o700);
    for (const name of await readdir(prints)) expect((await stat(join(prints, name))).mode & 0o777).to.equal(0o600);
    const small = await download(world, `${address()}/sheet.pdf?template=L7651&from=3&count=4`);
    expect(wordsIn(small)).not.to.include(spelled(labels[3]?.scratch ?? ''));
  });

  it('is shown to its maker alone, and kept in no cache', async () => {
    const plain = await world.as.hoa.get(`${address()}/0.svg`);
    const secret = await world.as.hoa.get(`${address()}/3.svg`);
    expect(plain.get('Cache-Control')).not.to.equal('no-store');
    expect([secret.status, secret.get('Cache-Control')]).to.deep.equal([200, 'no-store']);
    expect((await world.as.binh.get(`${address()}/3.svg`)).status).to.equal(404);
    expect((await world.as.minh.get(`${address()}/3.svg`)).status).to.equal(403);
  });

  it('is offered with the stock that leaves the codes to the CSV', async () => {
    const page = await (await world.as.hoa.browser()).get(address());
    expect(page.text).to.match(/L7651[^<]*mã cào chỉ có trong tệp CSV/);
    expect(page.text).not.to.match(/L7160[^<]*mã cào chỉ có/);
    const reprint = await (await world.as.hoa.browser()).get(`${address()}/prints/new`);
    expect(reprint.text).to.match(/L7651[^<]*mã cào chỉ có trong tệp CSV/);
  });
});
