import { expect } from 'chai';
import { type Response } from 'supertest';
import { labelOrigin, labelsPerPage, smallestModule, templates } from '../../src/labels/templates.js';
import { restOfPrint } from '../../src/labels/print.js';
import { printChoices } from '../../src/labels/runs.js';
import { qrModules } from '../../src/labels/qr.js';
import {
  buildPackedLot,
  issueLabels,
  open,
  verdictOf,
  type IssuedLabel,
  type PackedLot,
  printLabels,
} from '../support/labelled.js';
import { crop, rasterise, readQr, readQrOfPng, skipWithoutPoppler } from '../support/raster.js';
import { startWorld, type World } from '../support/world.js';

function inFile(res: Response, done: (error: Error | null, file: Buffer) => void): void {
  const chunks: Buffer[] = [];
  res.on('data', (chunk: Buffer) => chunks.push(chunk));
  res.on('end', () => done(null, Buffer.concat(chunks)));
}

describe('printing labels', () => {
  before(skipWithoutPoppler);
  let world: World;
  let packed: PackedLot;
  let labels: IssuedLabel[];
  before(async () => {
    world = await startWorld();
    packed = await buildPackedLot(world, { names: { vi: 'Miến dong sợi nhỏ Nguyên Bình' } });
    labels = await issueLabels(world, packed.lot, 70);
    await printLabels(world, packed.lot, { last: 70 });
  });
  after(() => world?.stop());

  const fileOf = async (end: string) => {
    const res = await world.as.hoa
      .get(`/lots/${packed.lot}/labels/${end}`)
      .buffer()
      .parse(inFile as never);
    expect(res.status).to.equal(200);
    return res.body as Buffer;
  };

  for (const [template, seal] of [
    [templates.L7160, 'full'],
    [templates.L7651, 'compact'],
  ] as const) {
    it(`prints ${template.name} so that every code reads as its ${seal} link and opens a genuine page`, async function () {
      this.timeout(120_000);
      const perPage = labelsPerPage(template);
      const pages = await rasterise(await fileOf(`sheet.pdf?template=${template.name}&startAt=3`), 300);
      expect(pages).to.have.length(Math.ceil((labels.length + 2) / perPage));
      for (const [index, label] of labels.entries()) {
        const place = index + 2;
        const box = { ...labelOrigin(template, place % perPage), ...template.label };
        const page = pages[Math.floor(place / perPage)];
        const [link, ...others] = page ? await readQr(crop(page, box)) : [];
        expect(link, `label ${index}`).to.equal(label[seal]);
        expect(others).to.deep.equal([]);
        expect(template.qr.side / qrModules(link ?? '')).to.be.at.least(smallestModule);
        const scanned = await open(world, link ?? '');
        expect([scanned.status, verdictOf(scanned)], link).to.deep.equal([200, 'genuine']);
        expect(scanned.text).to.include('Tem thật').and.include(packed.code);
      }
    });
  }

  it('prints the labels that are asked for, by default the rest of their run', async () => {
    const second = await issueLabels(world, packed.lot, 2);
    await printLabels(world, packed.lot, { first: 71 });
    const pages = await rasterise(await fileOf('sheet.pdf?template=L7160&from=70'), 200);
    expect(pages).to.have.length(1);
    const read = await Promise.all(
      [0, 1, 2].map((place) =>
        readQr(crop(pages[0] as never, { ...labelOrigin(templates.L7160, place), ...templates.L7160.label })),
      ),
    );
    expect(read).to.deep.equal([[second[0]?.full], [second[1]?.full], []]);
    const two = await rasterise(await fileOf('sheet.pdf?template=L7160&from=5&count=22'), 50);
    expect(two).to.have.length(2);
  });

  it('says name, lot, dates and serial in groups of four, in Vietnamese', async () => {
    const svg = (await fileOf('0.svg')).toString();
    const groups = labels[0]?.serial.match(/.{4}/g)?.join(' ');
    expect(svg).to.include(`<title>Miến dong sợi nhỏ Nguyên Bình · Lô ${packed.code} · ${groups}</title>`);
  });

  it('gives a single label as SVG and PNG of its exact size', async () => {
    const svg = (await fileOf('1.svg')).toString();
    expect(svg).to.include('width="63.5mm" height="38.1mm"');
    const png = await fileOf('1.png');
    expect(await readQrOfPng(png)).to.deep.equal([labels[1]?.full]);
    const at = png.indexOf('pHYs') + 4;
    const dotsPerMillimetre = png.readUInt32BE(at) / 1000;
    expect(png.readUInt32BE(16) / dotsPerMillimetre).to.be.closeTo(63.5, 0.1);
    expect(png.readUInt32BE(20) / dotsPerMillimetre).to.be.closeTo(38.1, 0.1);
  });

  it('refuses a label that was not issued, and any other name', async () => {
    for (const end of ['72.svg', '100.png', '0.gif', '-1.svg', '1e1.svg', 'x']) {
      expect((await world.as.hoa.get(`/lots/${packed.lot}/labels/${end}`)).status, end).to.equal(404);
    }
  });

  for (const [query, field] of [
    ['template=A4', 'template'],
    ['', 'template'],
    ['template=L7160&startAt=0', 'startAt'],
    ['template=L7160&startAt=22', 'startAt'],
    ['template=L7651&startAt=66', 'startAt'],
    ['template=L7160&startAt=1.5', 'startAt'],
    ['template=L7160&startAt=x', 'startAt'],
    ['template=L7160&from=-1', 'from'],
    ['template=L7160&count=0', 'count'],
    ['template=toString', 'template'],
  ] as const) {
    it(`refuses a sheet of “${query}”`, async () => {
      const path = `/lots/${packed.lot}/labels/sheet.pdf?${query}`;
      const res = await world.as.hoa.get(path).set('Accept', 'application/json');
      expect(res.status).to.equal(400);
      expect(res.body.errors.map((fault: { field: string }) => fault.field)).to.deep.equal([field]);
    });
  }

  it('refuses a sheet of labels that were not issued', async () => {
    for (const query of ['from=72', 'from=70&count=3', 'from=1000000']) {
      const res = await world.as.hoa.get(`/lots/${packed.lot}/labels/sheet.pdf?template=L7160&${query}`);
      expect(res.status, query).to.equal(404);
    }
  });

  it('draws no sheet of labels of which no print was recorded', async () => {
    const other = await buildPackedLot(world);
    await issueLabels(world, other.lot, 5);
    await printLabels(world, other.lot, { first: 1, last: 2 });
    const sheets = `/lots/${other.lot}/labels/sheet`;
    const status = async (path: string) => {
      const { status, body } = await world.as.hoa.get(path).set('Accept', 'application/json');
      return [status, (body as { code?: string }).code];
    };
    expect((await status(`${sheets}.pdf?template=L7160&count=2`))[0]).to.equal(200);
    for (const path of [
      `${sheets}.pdf?template=L7160`,
      `${sheets}.pdf?template=L7160&from=1&count=2`,
      `${sheets}.zpl?template=roll-50x30-203&from=2&count=1`,
      `/api${sheets}?template=L7160&from=4`,
    ])
      expect(await status(path), path).to.deep.equal([409, 'label-not-printed']);
  });

  it('refuses a label that the code of a long link would not fit on', async () => {
    const long = await buildPackedLot(world, {}, { lot: '"'.repeat(20) });
    await issueLabels(world, long.lot);
    await printLabels(world, long.lot);
    const path = (name: string) => `/lots/${long.lot}/labels/sheet.pdf?template=${name}`;
    const res = await world.as.hoa.get(path('L7651')).set('Accept', 'application/json');
    expect([res.status, res.body.code]).to.deep.equal([422, 'label-too-small']);
    expect((await world.as.hoa.get(path('L7160'))).status).to.equal(200);
  });
});

describe('the prints of a lot', () => {
  const run = (from: number, count: number) => ({ from, count, key: 'k', eventID: 'e' });

  it('cut a long run into parts of five hundred large sheets, the newest run first', () => {
    const lot = { labels: [run(0, 21_100), run(21_100, 10)] };
    expect(printChoices(lot).map(({ from, count }) => ({ from, count }))).to.deep.equal([
      { from: 21_100, count: 10 },
      { from: 0, count: 10_500 },
      { from: 10_500, count: 10_500 },
      { from: 21_000, count: 100 },
    ]);
    for (const { from, count } of printChoices(lot)) expect(restOfPrint(lot, from)).to.equal(count);
    expect(restOfPrint(lot, 21_110)).to.equal(0);
  });
});
