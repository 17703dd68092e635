import { expect } from 'chai';
import { chooseLocale, type MessageKey, translate } from '../../src/http/i18n.js';

describe('translating', () => {
  it('fills in names, with numbers written the way of the language', () => {
    const params = { lot: 'TK-01', onHand: 1234.5, missing: 0.25, unit: 'kg' };
    expect(translate('vi', 'problems.insufficient-quantity.detail', params)).to.equal(
      'Lô TK-01 chỉ còn 1.234,5 kg, thiếu 0,25 kg.',
    );
    expect(translate('en', 'problems.insufficient-quantity.detail', params)).to.include('only 1,234.5 kg left');
  });

  it('puts a text in as it is, whatever it looks like', () => {
    expect(translate('en', 'problems.lot-recalled.detail', { lot: '{lot}$&' })).to.include('Lot {lot}$& is recalled');
  });

  it('shows the key or the name of what is not there', () => {
    expect(translate('vi', 'no.such-key' as MessageKey)).to.equal('no.such-key');
    expect(translate('en', 'problems.lot-held.detail')).to.include('Lot {lot} is held');
  });
});

describe('choosing the language', () => {
  const cases: [Parameters<typeof chooseLocale>[0], string][] = [
    [{}, 'vi'],
    [{ query: 'en', cookie: 'zh', acceptLanguage: 'vi' }, 'en'],
    [{ cookie: 'zh', acceptLanguage: 'en' }, 'zh'],
    [{ query: 'fr', cookie: ['en'], acceptLanguage: 'zh-TW,zh;q=0.9,en;q=0.8' }, 'zh'],
    [{ query: 'zh-CN' }, 'zh'],
    [{ acceptLanguage: 'zh-Hant-TW' }, 'zh'],
    [{ acceptLanguage: 'en;q=0.5, vi;q=0.9' }, 'vi'],
    [{ acceptLanguage: 'fr-FR, en-US;q=0.8, vi;q=0.1' }, 'en'],
    [{ acceptLanguage: 'en;q=0' }, 'vi'],
    [{ acceptLanguage: '*' }, 'vi'],
    [{ acceptLanguage: ',;q=x' }, 'vi'],
  ];
  for (const [wishes, expected] of cases) {
    it(`${JSON.stringify(wishes)} → ${expected}`, () => expect(chooseLocale(wishes)).to.equal(expected));
  }
});
