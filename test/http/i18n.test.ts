import { expect } from 'chai';
import { chooseWriting, type MessageKey, translate } from '../../src/http/i18n.js';

describe('translating', () => {
  it('fills in names, with numbers written the way of the language', () => {
    const params = { lot: 'TK-01', onHand: 1234.5, missing: 0.25, unit: 'kg' };
    expect(translate('vi', 'problems.insufficient-quantity.detail', params)).to.equal(
      'Lô TK-01 chỉ còn 1.234,5 kg, thiếu 0,25 kg.',
    );
    expect(translate('en', 'problems.insufficient-quantity.detail', params)).to.include('only 1,234.5 kg left');
  });

  it('says one of a thing and several of it', () => {
    const found = (total: number | string) => translate('en', 'registry.found', { total, query: 'Miến' });
    expect([0, 1, 2, '1', '1,234'].map(found)).to.deep.equal(
      ['0 results', '1 result', '2 results', '1 result', '1,234 results'].map((words) => `${words} for “Miến”`),
    );
    const facts = { from: 'VN', to: 'DE', km: 8000 };
    const copied = (minutes: number) => translate('en', 'clones.rules.too-far.sentence', { ...facts, minutes });
    expect(copied(1)).to.include('only 1 minute later');
    expect(copied(90)).to.include('only 90 minutes later');
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
  const cases: [Parameters<typeof chooseWriting>[0], string][] = [
    [{}, 'vi'],
    [{ query: 'en', cookie: 'zh', acceptLanguage: 'vi' }, 'en'],
    [{ cookie: 'zh', acceptLanguage: 'en' }, 'zh'],
    [{ query: 'fr', cookie: ['en'], acceptLanguage: 'zh-TW,zh;q=0.9,en;q=0.8' }, 'zh-Hant'],
    [{ query: 'zh-CN' }, 'zh'],
    [{ acceptLanguage: 'zh-Hant-TW' }, 'zh-Hant'],
    [{ query: 'zh-Hant' }, 'zh-Hant'],
    [{ acceptLanguage: 'zh-Hans-HK' }, 'zh'],
    [{ acceptLanguage: 'en;q=0.5, vi;q=0.9' }, 'vi'],
    [{ acceptLanguage: 'fr-FR, en-US;q=0.8, vi;q=0.1' }, 'en'],
    [{ acceptLanguage: 'en;q=0' }, 'vi'],
    [{ acceptLanguage: '*' }, 'vi'],
    [{ acceptLanguage: ',;q=x' }, 'vi'],
  ];
  for (const [wishes, expected] of cases) {
    it(`${JSON.stringify(wishes)} → ${expected}`, () => expect(chooseWriting(wishes)).to.equal(expected));
  }
});

describe('Chinese as it is written in Taiwan', () => {
  it('is made from the simplified texts, with the words of its readers', () => {
    expect(translate('zh-Hant', 'verdicts.genuine.word')).to.equal('正品標籤');
    expect(translate('zh-Hant', 'public.scan-a-label')).to.include('QR碼');
    expect(translate('zh-Hant', 'find.unknown')).to.include('請輸入QR碼');
    expect(translate('zh-Hant', 'public.expires-on')).to.equal('有效日期');
    expect(translate('zh-Hant', 'verify.label-ok-word')).to.equal('標籤簽章正確');
    expect(translate('zh-Hant', 'public.map-text', { eastWest: 20, northSouth: 30 })).to.include('20 公尺');
    expect(translate('zh-Hant', 'units.KGM')).to.equal('公斤');
    expect(translate('zh-Hant', 'problems.too-many-decimals.detail', { unit: '公斤', decimals: 3 })).to.include('公斤');
  });
});
