import { expect } from 'chai';
import { correctTemplate } from '../../src/labels/correction.js';
import { getCorrectedTemplate } from '../../src/labels/template.service.js';
import { labelOrigin, moduleSide, smallestModule, templates } from '../../src/labels/templates.js';
import {
  buildPackedLot,
  download,
  fieldsOf,
  issueLabels,
  printLabels,
  type IssuedLabel,
  type PackedLot,
} from '../support/labelled.js';
import { crop, rasterise, readQr, skipWithoutPoppler, type Raster } from '../support/raster.js';
import { startWorld, type World } from '../support/world.js';

describe('correcting a printer', () => {
  before(skipWithoutPoppler);
  let world: World;
  let packed: PackedLot;
  let labels: IssuedLabel[];
  before(async () => {
    world = await startWorld();
    packed = await buildPackedLot(world, { names: { vi: 'Miến dong Nguyên Bình', zh: '原平葛根粉丝' } });
    labels = await issueLabels(world, packed.lot, 5);
    await printLabels(world, packed.lot, { last: 5 });
  });
  after(() => world?.stop());

  const fileOf = (path: string) => download(world, path);
  const sheet = (query: string) => `/lots/${packed.lot}/labels/sheet.${query}`;
  const correct = (id: string, input: object) => world.as.hoa.put(`/api/label-templates/${id}/correction`, input);

  it('is drawn so that the printer puts every label in its place', async () => {
    const saved = await correct('L7159', { offsetX: 1.2, offsetY: '-0,8', rulerX: 99, rulerY: 98.5 });
    expect(saved.body).to.deep.equal({ offsetX: 1.2, offsetY: -0.8, rulerX: 99, rulerY: 98.5 });
    const [page] = (await rasterise(await fileOf(sheet('pdf?template=L7159')), 300)) as [Raster];
    for (const [position, label] of labels.entries()) {
      const { x, y } = labelOrigin(templates.L7159, position);
      const box = { x: x / 0.99 + 1.2, y: y / 0.985 - 0.8, width: 63.5 / 0.99, height: 33.9 / 0.985 };
      expect(await readQr(crop(page, box))).to.deep.equal([label.full]);
    }
    const drawn = await getCorrectedTemplate('L7159', world.by('hoa').actor);
    expect([drawn.left, drawn.top]).to.deep.equal([7.21 * (100 / 99) + 1.2, 12.9 * (100 / 98.5) - 0.8]);
    const elsewhere = await getCorrectedTemplate('L7159', world.by('binh').actor);
    expect(elsewhere).to.deep.include({ left: 7.21, top: 12.9 });
    expect((await world.as.hoa.get('/label-templates/L7159')).text).to.include('value="-0.8"');
    expect((await correct('L7159', {})).body).to.deep.equal({ offsetX: 0, offsetY: 0 });
  });

  it('never prints a module under 0.396 mm, whichever way the printer scales', () => {
    const least = { ...templates.L4732, qr: { x: 0.2, y: 0.3, side: 41 * smallestModule } };
    for (const [rulerX, rulerY] of [
      [95, 95],
      [105, 105],
      [100, 100],
    ] as const) {
      const corrected = correctTemplate(least, { offsetX: 0, offsetY: 0, rulerX, rulerY });
      expect(moduleSide(corrected, 41)).to.be.closeTo(smallestModule, 1e-9);
    }
    const skewed = correctTemplate(least, { offsetX: 0, offsetY: 0, rulerX: 100, rulerY: 99 });
    expect(moduleSide(skewed, 41)).to.be.lessThan(smallestModule);
  });

  for (const [id, input, faults] of [
    ['L7160', { offsetX: 11, offsetY: 'x' }, { offsetX: 'offset-range', offsetY: 'not-a-number' }],
    ['L7651', { offsetX: -8, offsetY: -10 }, { offsetX: 'offset-outside' }],
    ['L7160', { rulerX: 90, rulerY: 106 }, { rulerX: 'ruler-range', rulerY: 'ruler-range' }],
    ['roll-50x30-203', { rulerX: 39 }, { rulerX: 'thermal-scale' }],
    ['roll-50x30-300', { offsetX: -3, offsetY: 0.5 }, { offsetX: 'offset-outside' }],
  ] as const) {
    it(`refuses ${JSON.stringify(input)} for ${id}`, async () => {
      const res = await correct(id, input);
      expect([res.status, fieldsOf(res)]).to.deep.equal([400, faults]);
      expect((await world.as.hoa.get(`/label-templates/${id}`)).text).not.to.match(/value="-?(8|90|39|3)"/);
    });
  }

  it('gives a check page with rulers of 100 mm and the corrected edges', async () => {
    await correct('L7160', { offsetX: 1, offsetY: 2 });
    const [page] = (await rasterise(await fileOf('/label-templates/L7160/check.pdf'), 300)) as [Raster];
    const isDark = (x: number, y: number) =>
      Math.min(...crop(page, { x: x - 0.1, y: y - 0.1, width: 0.2, height: 0.2 }).pixels) < 128;
    expect(isDark(7.21 + 1, 20)).to.equal(true); // left edge of the first label
    expect(isDark(7.21, 20)).to.equal(false);
    const ruler = (x: number) => isDark(x, (297 - 100) / 2 + 3.8);
    const [start, end] = [(210 - 100) / 2, (210 + 100) / 2];
    expect([ruler(start), ruler(start + 10), ruler(start + 50), ruler(end)]).to.deep.equal([true, true, true, true]);
    expect([ruler(start + 9.5), ruler(end + 10)]).to.deep.equal([false, false]);
  });
});
