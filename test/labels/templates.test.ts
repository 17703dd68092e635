import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { DomainError } from '../../src/errors.js';
import { chooseSeal, drawSheet } from '../../src/labels/sheet.js';
import { fitToDots, getModuleSide, limitOf, refusedTemplates, templates } from '../../src/labels/templates.js';
import { captions, links, shortUrl } from '../support/label-links.js';

describe('the stock', () => {
  it('has the measures of its makers, with equal margins on both sides of the paper', () => {
    const measures = [...Object.values(templates), ...Object.values(refusedTemplates)].map((each) => {
      const { name, page, label, columns, rows, left, top, pitchX, pitchY } = each;
      expect(2 * left + (columns - 1) * pitchX + label.width, name).to.be.closeTo(page.width, 0.001);
      expect(2 * top + (rows - 1) * pitchY + label.height, name).to.be.closeTo(page.height, 0.001);
      expect(each.qr.x + each.qr.side, name).to.be.at.most(each.text.x + 1e-9);
      expect(each.text.x + each.text.width, name).to.be.at.most(label.width - 1);
      return [name, label.width, label.height, columns, rows, left, top, pitchX, pitchY];
    });
    expect(measures).to.deep.equal([
      ['L7160', 63.5, 38.1, 3, 7, 7.21, 15.15, 66.04, 38.1],
      ['L7159', 63.5, 33.9, 3, 8, 7.21, 12.9, 66.04, 33.9],
      ['L7161', 63.5, 46.6, 3, 6, 7.21, 8.7, 66.04, 46.6],
      ['L7163', 99.1, 38.1, 2, 7, 4.65, 15.15, 101.6, 38.1],
      ['L7654', 45.7, 25.4, 4, 10, 9.7, 21.5, 48.3, 25.4],
      ['L7651', 38.1, 21.2, 5, 13, 4.75, 10.7, 40.6, 21.2],
      ['L4732', 35.6, 16.9, 5, 16, 11, 13.3, 38.1, 16.9],
      ['50 × 30 mm (203 dpi)', 50, 30, 1, 1, 0, 0, 50, 30],
      ['50 × 30 mm (300 dpi)', 50, 30, 1, 1, 0, 0, 50, 30],
      ['L4731', 25.4, 10, 7, 27, 8.6, 13.5, 27.9, 10],
    ]);
  });

  it('says what a label cannot hold', () => {
    const limits = [...Object.values(templates), ...Object.values(refusedTemplates)].map((each) => limitOf(each));
    const none = [null, null, null, null, null];
    expect(limits).to.deep.equal([...none, 'compact-only', 'compact-only', 'tight', null, 'no-code']);
  });

  it('prints modules of whole dots on a thermal printer, and none under 0.396 mm', () => {
    const dots = (dotsPerInch: number, side: number, modules: number) => {
      const template = { ...templates['roll-50x30-203'], dotsPerInch, qr: { x: 0, y: 0, side } };
      return (getModuleSide(template, modules) * dotsPerInch) / 25.4;
    };
    expect(dots(203, 20.6, 41)).to.be.closeTo(4, 1e-6);
    expect(dots(203, 25.7, 41)).to.be.closeTo(5, 1e-6);
    expect(dots(300, 17.4, 41)).to.be.closeTo(5, 1e-6);
    expect(() => dots(203, 20.5, 41)).to.throw('label-too-small'); // 3 dots would be 0.375 mm
    expect(() => dots(300, 17.3, 41)).to.throw('label-too-small'); // 4 dots would be 0.339 mm
    const fitted = fitToDots(templates['roll-50x30-203'], 57);
    expect(fitted.qr.side).to.be.closeTo((57 * 4 * 25.4) / 203, 1e-9);
    expect((fitted.qr.x * 203) / 25.4).to.be.closeTo(Math.round((fitted.qr.x * 203) / 25.4), 1e-9);
    expect(fitToDots(templates.L7160, 57)).to.equal(templates.L7160);
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

  it('is refused on L4731 for any link, with the stock that can hold it', () => {
    const link = links('L1', 1, shortUrl);
    expect(() => chooseSeal(refusedTemplates.L4731, link))
      .to.throw(DomainError)
      .that.deep.includes({
        code: 'label-too-small',
        params: {
          template: 'L4731',
          needed: 16.3,
          available: 6.3,
          fits: Object.values(templates)
            .map(({ name }) => name)
            .join(', '),
        },
      });
  });

  it('is refused where even the compact link needs modules under 0.396 mm', async () => {
    const long = links('"'.repeat(20), 1); // 60 characters in a link: version 6, 49 modules
    expect(chooseSeal(L7160, long)).to.equal('full');
    const fits = 'L7160, L7159, L7161, L7163, L7654, 50 × 30 mm (203 dpi), 50 × 30 mm (300 dpi)';
    const expected = { template: 'L7651', needed: 19.5, available: 19, fits };
    expect(() => chooseSeal(L7651, long))
      .to.throw(DomainError)
      .that.deep.includes({ code: 'label-too-small', params: expected });
    const label = { uri: long.compact, productName: 'Miến dong', lot: 'L1', captions };
    const drawing = await buffer(drawSheet({ template: L7651, labels: [label] })).catch((error: unknown) => error);
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
