/** Every label of every template, with each seal that it holds, in the three scripts: printed, and read as scanners do. */
import { buffer, text } from 'node:stream/consumers';
import { expect } from 'chai';
import { familyOf } from '../../src/labels/fonts.js';
import { wordsOf, type LabelContent } from '../../src/labels/layout.js';
import { qrModules } from '../../src/labels/qr.js';
import { drawSheet } from '../../src/labels/sheet.js';
import { labelSvg } from '../../src/labels/single.js';
import {
  fitToDots,
  labelOrigin,
  labelsPerPage,
  moduleSide,
  smallestModule,
  templates,
  type LabelTemplate,
  type TemplateName,
} from '../../src/labels/templates.js';
import { drawZpl } from '../../src/labels/zpl.js';
import { buildLabels, shortUrl, type Script } from '../support/label-links.js';
import { crop, rasterise, readQr, skipWithoutPoppler, type Raster } from '../support/raster.js';
import { printZpl } from '../support/zpl.js';

const scripts: Script[] = ['vi', 'en', 'zh'];
const seals: Record<TemplateName, ('full' | 'compact')[]> = {
  ...{ L7160: ['full', 'compact'], L7159: ['full', 'compact'], L7161: ['full', 'compact'] },
  ...{ L7163: ['full', 'compact'], L7654: ['full', 'compact'], L7651: ['compact'], L4732: ['compact'] },
  ...{ 'roll-50x30-203': ['full', 'compact'], 'roll-50x30-300': ['full', 'compact'] },
};

interface Case {
  template: LabelTemplate;
  labels: LabelContent[];
}

/** A full page, with one label on the next where a page has but one. */
function buildCase(name: TemplateName, seal: 'full' | 'compact', language: Script): Case {
  const count = Math.max(labelsPerPage(templates[name]), 2);
  const labels = buildLabels(templates[name], 'L2610-01', count, { publicUrl: shortUrl, seal, language });
  return { template: fitToDots(templates[name], qrModules(labels[0]?.uri ?? '')), labels };
}

async function expectEveryLink(pages: Raster[], { template, labels }: Case): Promise<void> {
  const perPage = labelsPerPage(template);
  expect(pages).to.have.length(Math.ceil(labels.length / perPage));
  for (const [index, label] of labels.entries()) {
    const page = pages[Math.floor(index / perPage)] as Raster;
    const box = { ...labelOrigin(template, index % perPage), ...template.label };
    expect(await readQr(crop(page, box)), `label ${index}`).to.deep.equal([label.uri]);
  }
}

/** Share of dark pixels in the text's box of the first label. */
function inkOfText(page: Raster, template: LabelTemplate): number {
  const { x, y } = labelOrigin(template, 0);
  const { text: box } = template;
  const { pixels } = crop(page, { ...box, x: x + box.x, y: y + box.y });
  return pixels.filter((grey) => grey < 128).length / pixels.length;
}

for (const name of Object.keys(templates) as TemplateName[]) {
  describe(`every label of ${name}`, function () {
    this.timeout(120_000);
    before(skipWithoutPoppler);

    for (const seal of seals[name]) {
      for (const script of scripts) {
        it(`reads as its ${seal} link, with its words in “${script}”`, async () => {
          const { template, labels } = buildCase(name, seal, script);
          const module = moduleSide(template, qrModules(labels[0]?.uri ?? ''));
          expect(module).to.be.at.least(smallestModule);
          const family = familyOf(wordsOf(labels[0] as LabelContent));
          const pdf = await buffer(drawSheet({ template, labels, family }));
          const pages = await rasterise(pdf, template.dotsPerInch ?? 300);
          await expectEveryLink(pages, { template, labels });
          expect(inkOfText(pages[0] as Raster, template)).to.be.within(0.03, 0.4);
        });
      }
    }

    it('holds these seals only', () => {
      const held = (['full', 'compact'] as const).filter((seal) => {
        const { template, labels } = buildCase(name, seal, 'vi');
        return moduleSide(template, qrModules(labels[0]?.uri ?? '')) >= smallestModule;
      });
      expect(held).to.deep.equal(seals[name]);
    });

    it('is drawn as an SVG with the words of the three scripts', () => {
      const drawn = scripts.map((script) => {
        const { template, labels } = buildCase(name, 'compact', script);
        return labelSvg(template, labels[0] as LabelContent);
      });
      expect(new Set(drawn.map((svg) => svg.replace(/<title>.*/, ''))).size).to.equal(3);
    });
  });
}

for (const name of ['roll-50x30-203', 'roll-50x30-300'] as const) {
  describe(`the ZPL of ${name}`, () => {
    for (const seal of seals[name]) {
      for (const script of scripts) {
        it(`reads as its ${seal} link, with its words in “${script}”`, async () => {
          const { template, labels } = buildCase(name, seal, script);
          const dotsPerInch = template.dotsPerInch ?? 0;
          const pages = printZpl(await text(drawZpl(template, labels)), dotsPerInch);
          await expectEveryLink(pages, { template, labels });
          const [page] = pages as [Raster];
          expect([page.width, page.height]).to.deep.equal(dotsPerInch === 203 ? [400, 240] : [591, 354]);
          expect(inkOfText(page, template)).to.be.within(0.03, 0.4);
        });
      }
    }

    it('prints every module as the same whole number of dots', async () => {
      const { template, labels } = buildCase(name, 'full', 'vi');
      const [page] = printZpl(await text(drawZpl(template, labels)), template.dotsPerInch ?? 0) as [Raster];
      const wanted = name === 'roll-50x30-203' ? 4 : 6;
      const { x, side, y } = template.qr;
      const code = crop(page, { x, y, width: side, height: side });
      const runs = Array.from({ length: code.height }, (_, row) =>
        Buffer.from(code.pixels.subarray(row * code.width, (row + 1) * code.width).map((grey) => (grey ? 32 : 42)))
          .toString()
          .match(/\*+/g),
      ).flatMap((found) => found ?? []);
      expect(runs.length).to.be.above(500);
      expect(new Set(runs.map((run) => run.length % wanted))).to.deep.equal(new Set([0]));
      expect(Math.min(...runs.map((run) => run.length))).to.equal(wanted);
    });
  });
}

describe('a page of a roll', () => {
  it('has the size of a label, lying', async () => {
    const { template, labels } = buildCase('roll-50x30-203', 'full', 'vi');
    const pdf = (await buffer(drawSheet({ template, labels }))).toString('latin1');
    const [, width = 0, height = 0] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)?.map(Number) ?? [];
    expect((width * 25.4) / 72).to.be.closeTo(50, 0.1);
    expect((height * 25.4) / 72).to.be.closeTo(30, 0.1);
  });
});
