import { expect } from 'chai';
import fc from 'fast-check';
import { foldText } from '../../src/registry/fold-text.js';

describe('folded text', () => {
  it('has neither marks nor capitals, and one blank between words', () => {
    expect(foldText('Miến dong  Phia Đén')).to.equal('mien dong phia den');
    expect(foldText('HẠT DẺ\tTRÙNG KHÁNH ')).to.equal('hat de trung khanh');
    expect(foldText('Lợn đen Táp Ná, ươ ƯƠ')).to.equal('lon den tap na, uo uo');
    expect(foldText('蕉芋粉丝')).to.equal('蕉芋粉丝');
  });

  it('is the same for both forms of a letter, and folding it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const folded = foldText(text);
        expect(foldText(text.normalize('NFC'))).to.equal(foldText(text.normalize('NFD')));
        expect(foldText(folded)).to.equal(folded);
      }),
    );
  });
});
