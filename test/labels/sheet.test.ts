import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { DomainError } from '../../src/errors.js';
import type { LabelContent } from '../../src/labels/layout.js';
import { qrModules } from '../../src/labels/qr.js';
import { buildLabelUri, labelPath, makeFullSeal, makeSerial } from '../../src/labels/seal.js';
import { chooseSeal, drawSheet } from '../../src/labels/sheet.js';
import { labelOrigin, labelsPerPage, templates, type LabelTemplate } from '../../src/labels/templates.js';
import { crop, rasterise, readQr, type Raster } from '../support/raster.js';

const publicUrl = 'https://nguon.caobang.gov.vn'; // a host of 20 characters
const productKey = '01/09521234000012';
const serialKey = { kid: 'k1', secret: createSecretKey(Buffer.alloc(32, 7)) };
const labelKey = { mark: '0', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
const captions = { lot: 'Lô', packedOn: 'NSX', expiresOn: 'HSD' };
const names = ['Gạo nếp Hương Bảo Lạc', 'Chiếu trúc hoạt hóa', 'Thịt trâu gác bếp sấy khô đặc biệt Trùng Khánh'];

function links(lot: string, index: number, host = publicUrl) {
  const serial = makeSerial({ key: serialKey, productKey, lot, index });
  const lotPath = `${productKey}/10/${encodeURIComponent(lot)}`;
  const s = makeFullSeal(labelPath(lotPath, serial), labelKey);
  const label = { publicUrl: host, lotPath, serial };
  return { serial, compact: buildLabelUri(label), full: buildLabelUri({ ...label, s }) };
}

function buildLabels(template: LabelTemplate, lot: string, count: number): LabelContent[] {
  const seal = chooseSeal(template, links(lot, 0));
  return Array.from({ length: count }, (_, index) => {
    const link = links(lot, index);
    const productName = names[index % names.length] as string;
    const dates = { packedOn: '2026-10-15', expiresOn: '2027-10-15' };
    const producer = 'Hợp tác xã Sản xuất và Chế biến Nông sản Trùng Khánh';
    return { uri: link[seal], serial: link.serial, productName, lot, producer, captions, ...dates };
  });
}

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

for (const template of Object.values(templates)) {
  describe(`a sheet of ${template.name}`, () => {
    const perPage = labelsPerPage(template);
    const lot = 'CB20261015-GAONEP-01'; // the longest: 20 characters
    const labels = buildLabels(template, lot, perPage + 40);
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
        for (const edge of edges) expect(edge, `label ${position}`).to.be.within(quiet - 0.1, quiet + 0.1);
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

describe('the stock', () => {
  it('has the measures of its makers, with equal margins on both sides of the paper', () => {
    const measures = Object.values(templates).map((each) => {
      const { name, label, columns, rows, left, top, pitchX, pitchY } = each;
      expect(2 * left + (columns - 1) * pitchX + label.width, name).to.be.closeTo(210, 0.001);
      expect(2 * top + (rows - 1) * pitchY + label.height, name).to.be.closeTo(297, 0.001);
      expect(each.qr.x + each.qr.side, name).to.be.at.most(each.text.x + 1e-9);
      expect(each.text.x + each.text.width, name).to.be.at.most(label.width - 1);
      return [name, label.width, label.height, columns, rows, left, top, pitchX, pitchY];
    });
    expect(measures).to.deep.equal([
      ['L7160', 63.5, 38.1, 3, 7, 7.21, 15.15, 66.04, 38.1],
      ['L7651', 38.1, 21.2, 5, 13, 4.75, 10.7, 40.6, 21.2],
    ]);
  });
});

describe('the seal of a sheet', () => {
  const { L7160, L7651 } = templates;

  it('is full on the large label and compact on the small one', () => {
    for (const lot of ['L1', 'CB20261015-GAONEP-01']) {
      expect(chooseSeal(L7160, links(lot, 1))).to.equal('full');
      expect(chooseSeal(L7651, links(lot, 1))).to.equal('compact');
    }
  });

  it('is refused where even the compact link needs modules under 0.396 mm', async () => {
    const long = links('"'.repeat(20), 1); // 60 characters in a link: version 6, 49 modules
    expect(chooseSeal(L7160, long)).to.equal('full');
    const expected = { template: 'L7651', needed: 19.5, available: 19 };
    expect(() => chooseSeal(L7651, long))
      .to.throw(DomainError)
      .that.deep.includes({ code: 'label-too-small', params: expected });
    const label = { uri: long.compact, productName: 'Miến dong', lot: 'L1', captions };
    const drawing = await draw({ template: L7651, labels: [label] }).catch((error: unknown) => error);
    expect(drawing).to.be.instanceOf(DomainError);
  });

  it('takes a smaller module for a refusal, not a smaller code', () => {
    const { compact, full } = links('L1', 1);
    const tight = { ...L7651, qr: { ...L7651.qr, side: 17.9 } };
    const tighter = { ...L7651, qr: { ...L7651.qr, side: 17.8 } };
    expect(chooseSeal(tight, { compact, full })).to.equal('compact');
    expect(() => chooseSeal(tighter, { compact, full })).to.throw(DomainError);
  });
});

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
      .and.lessThan(3 * labelsPerPage(template));
  });
});
