import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import type { LabelContent } from '../../src/labels/layout.js';
import { qrModules } from '../../src/labels/qr.js';
import { drawSheet } from '../../src/labels/sheet.js';
import { labelOrigin, labelsPerPage, templates } from '../../src/labels/templates.js';
import { buildLabels, shortUrl } from '../support/label-links.js';
import { crop, rasterise, readQr, skipWithoutPoppler, type Raster } from '../support/raster.js';

const draw = (sheet: Parameters<typeof drawSheet>[0]) => buffer(drawSheet(sheet));

/** Distance in millimetres from where a vertical (or horizontal) line should be to where its ink is. */
function lineOffset(page: Raster, at: number, span: { from: number; to: number }, isVertical: boolean): number {
  const reach = 0.8;
  const [across, along] = [
    { start: at - reach, size: 2 * reach },
    { start: span.from, size: span.to - span.from },
  ];
  const strip = isVertical
    ? crop(page, { x: across.start, y: along.start, width: across.size, height: along.size })
    : crop(page, { x: along.start, y: across.start, width: along.size, height: across.size });
  let [ink, moment] = [0, 0];
  strip.pixels.forEach((grey, index) => {
    const place = (isVertical ? index % strip.width : Math.floor(index / strip.width)) + 0.5;
    ink += 255 - grey;
    moment += (255 - grey) * place;
  });
  const start = Math.round(across.start * page.pixelsPerMillimetre) / page.pixelsPerMillimetre;
  return Math.abs(start + moment / ink / page.pixelsPerMillimetre - at);
}

/** Pixels of white on the left, right, top and bottom of a picture, as far as its finder patterns tell. */
function darkEdges({ width, height, pixels }: Raster): number[] {
  const dark = [...pixels.keys()].filter((index) => (pixels[index] ?? 255) < 128);
  const [columns, rows] = [dark.map((index) => index % width), dark.map((index) => Math.floor(index / width))];
  const far = (places: number[], size: number) => [Math.min(...places), size - 1 - Math.max(...places)];
  return [...far(columns, width), ...far(rows, height)];
}

for (const template of Object.values(templates).filter((each) => labelsPerPage(each) > 1)) {
  describe(`a sheet of ${template.name}`, () => {
    before(skipWithoutPoppler);
    const perPage = labelsPerPage(template);
    const isSmallest = template.name === 'L4732'; // holds a code of version 4 only
    const lot = isSmallest ? 'L2610-01' : 'CB20261015-GAONEP-01'; // the longest: 20 characters
    const labels = buildLabels(template, lot, perPage + 10, isSmallest ? { publicUrl: shortUrl } : {});
    let pages: Raster[];
    before(async () => {
      pages = await rasterise(await draw({ template, labels, outlines: true }), 300);
    });

    it('carries a code that reads as its exact link on every label', async () => {
      expect(pages).to.have.length(Math.ceil(labels.length / perPage));
      for (const [index, label] of labels.entries()) {
        const page = pages[Math.floor(index / perPage)] as Raster;
        const box = { ...labelOrigin(template, index % perPage), ...template.label };
        expect(await readQr(crop(page, box)), `label ${index}`).to.deep.equal([label.uri]);
      }
    });

    it('has its labels where the stock has them, within 0.1 mm', () => {
      const { width, height } = template.label;
      for (let position = 0; position < perPage; position++) {
        const { x, y } = labelOrigin(template, position);
        const page = pages[0] as Raster;
        const [rows, columns] = [
          { from: y + 0.5, to: y + height - 0.5 },
          { from: x + 0.5, to: x + width - 0.5 },
        ];
        const offsets = [
          lineOffset(page, x, rows, true),
          lineOffset(page, x + width, rows, true),
          lineOffset(page, y, columns, false),
          lineOffset(page, y + height, columns, false),
        ];
        for (const offset of offsets) expect(offset, `label ${position}`).to.be.lessThan(0.1);
      }
    });

    it('prints the code where the template says, with nothing in its quiet zone', () => {
      const page = pages[0] as Raster;
      const { side } = template.qr;
      const quiet = (4 * side) / qrModules(labels[0]?.uri ?? '');
      for (let position = 0; position < perPage; position++) {
        const { x, y } = labelOrigin(template, position);
        const box = crop(page, { x: x + template.qr.x, y: y + template.qr.y, width: side, height: side });
        const edges = darkEdges(box).map((pixels) => pixels / page.pixelsPerMillimetre);
        const tolerance = 1.5 / page.pixelsPerMillimetre; // the box is cut out to whole pixels
        for (const edge of edges) expect(edge, `label ${position}`).to.be.closeTo(quiet, tolerance);
      }
    });

    it('leaves a white margin of 0.8 mm around the longest texts', () => {
      const { width, height } = template.label;
      for (let position = 0; position < perPage; position++) {
        const { x, y } = labelOrigin(template, position);
        const [inner, margin] = [0.2, 0.6]; // the outline itself lies within the first 0.2 mm
        const strips = [
          { x: x + inner, y: y + inner, width: margin, height: height - 2 * inner },
          { x: x + width - inner - margin, y: y + inner, width: margin, height: height - 2 * inner },
          { x: x + inner, y: y + inner, width: width - 2 * inner, height: margin },
          { x: x + inner, y: y + height - inner - margin, width: width - 2 * inner, height: margin },
        ];
        for (const strip of strips) {
          const darkest = Math.min(...crop(pages[0] as Raster, strip).pixels);
          expect(darkest, `label ${position}`).to.equal(255);
        }
      }
    });

    it('is A4, in Vietnamese, with its fonts inside', async () => {
      const pdf = (await draw({ template, labels: labels.slice(0, 1), title: 'Tem' })).toString('latin1');
      expect(pdf).to.match(/\/MediaBox \[0 0 595\.2\d+ 841\.8\d+\]/);
      expect(pdf).to.include('/Lang (vi)');
      expect(pdf)
        .to.match(/\/Title \d+ 0 R/)
        .and.to.include('(Tem)');
      expect(pdf.match(/\/FontFile2 /g)).to.have.length(2);
    });

    it('starts at the label that is told, and goes on to the next sheet', async () => {
      const three = labels.slice(0, 3);
      const [first, second, third] = await rasterise(
        await draw({ template, labels: three, startAt: perPage - 1 }),
        300,
      );
      expect(third).to.equal(undefined);
      const at = (position: number) => ({ ...labelOrigin(template, position), ...template.label });
      expect(await readQr(crop(first as Raster, at(perPage - 3)))).to.deep.equal([]);
      expect(await readQr(crop(first as Raster, at(perPage - 2)))).to.deep.equal([three[0]?.uri]);
      expect(await readQr(crop(first as Raster, at(perPage - 1)))).to.deep.equal([three[1]?.uri]);
      expect(await readQr(crop(second as Raster, at(0)))).to.deep.equal([three[2]?.uri]);
      for (const startAt of [0, perPage + 1, 1.5]) {
        expect(() => drawSheet({ template, labels: three, startAt }), String(startAt)).to.throw(RangeError);
      }
    });
  });
}

describe('drawing a sheet', () => {
  it('takes labels as they come and asks for none before it is read', async () => {
    const { L7651: template } = templates;
    let asked = 0;
    async function* endless(): AsyncGenerator<LabelContent> {
      const [label] = buildLabels(template, 'L1', 1) as [LabelContent];
      for (;;) {
        asked += 1;
        yield await Promise.resolve(label);
      }
    }
    const stream = drawSheet({ template, labels: endless() });
    expect(asked).to.equal(0);
    for await (const chunk of stream) {
      expect((chunk as Buffer).toString('latin1', 0, 5)).to.equal('%PDF-');
      break;
    }
    expect(asked)
      .to.be.greaterThan(0)
      .and.lessThan(5 * labelsPerPage(template));
  });
});
