import { expect } from 'chai';
import { formatFor } from '../../src/http/format.js';

describe('writing for people', () => {
  const vi = formatFor('vi', '+07:00');
  const en = formatFor('en', '+07:00');
  const zh = formatFor('zh', '+07:00');

  it('writes a calendar date as it stands, whatever the offset', () => {
    expect(vi.date('2026-10-02')).to.equal('02/10/2026');
    expect(formatFor('vi', '-11:00').date('2026-10-02')).to.equal('02/10/2026');
    expect(en.date('2026-10-02')).to.equal('2 Oct 2026');
    expect(zh.date('2026-10-02')).to.equal('2026/10/02');
  });

  it('writes an instant by the clock of its offset', () => {
    const evening = new Date('2026-10-02T18:30:00Z');
    expect(vi.dateTime(evening)).to.equal('03/10/2026, 01:30');
    expect(vi.date(evening)).to.equal('03/10/2026');
    expect(vi.dateTime(evening, '-03:30')).to.equal('02/10/2026, 15:00');
    expect(zh.dateTime('2026-10-02T17:00:00Z')).to.equal('2026/10/03, 00:00');
  });

  it('writes numbers and quantities', () => {
    expect(vi.quantity(120.5, 'KGM')).to.equal('120,5\u00a0kg');
    expect(vi.quantity(1250, 'H87')).to.equal('1.250\u00a0sản phẩm');
    expect(en.quantity(1250.125, 'LTR')).to.equal('1,250.125\u00a0L');
    expect(en.number(0.000001)).to.equal('0.000001');
    expect(zh.unit('MTR')).to.equal('米');
    expect(en.unit('XYZ')).to.equal('XYZ');
  });

  it('parts a serial in groups of four', () => {
    expect(vi.serial('8F3K01ZQ7M2PRT5VWX9A')).to.equal('8F3K 01ZQ 7M2P RT5V WX9A');
    expect(vi.serial('ABCDE')).to.equal('ABCD E');
    expect(vi.serial('')).to.equal('');
  });

  it('draws stars', () => expect(vi.stars(4)).to.equal('★★★★☆'));
});
