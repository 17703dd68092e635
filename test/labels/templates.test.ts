import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { DomainError } from '../../src/errors.js';
import { chooseSeal, drawSheet } from '../../src/labels/sheet.js';
import { templates } from '../../src/labels/templates.js';
import { captions, links } from '../support/label-links.js';

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
