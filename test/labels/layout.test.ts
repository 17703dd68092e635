import { expect } from 'chai';
import fc from 'fast-check';
import { layOutText, point, type Measure } from '../../src/labels/layout.js';
import { arrangeScratch, holdsScratch } from '../../src/labels/scratch-field.js';
import { templates } from '../../src/labels/templates.js';

const captions = { lot: 'Lô', packedOn: 'NSX', expiresOn: 'HSD' };
const measure: Measure = (text, isBold) => [...text].length * (isBold ? 0.62 : 0.6);

const word = fc.string({ unit: fc.constantFrom(...'aăâbcdđeêghiklmnoôơpqrstuưvxyẤỘẪ'), minLength: 1, maxLength: 7 });
const words = (maxLength: number) => fc.array(word, { minLength: 1, maxLength }).map((all) => all.join(' '));
const chinese = { lot: '批号', packedOn: '生产日期', expiresOn: '保质期至' };
const english = { lot: 'Lot', packedOn: 'Packed', expiresOn: 'Exp' };
const content = fc.record(
  {
    uri: fc.constant('https://nguon.example/01/09521234000013'),
    captions: fc.constant(captions),
    productName: words(14),
    lot: fc.string({ unit: fc.constantFrom(...'ABC019-./'), minLength: 1, maxLength: 20 }),
    serial: fc.constant('0000ABCDEFGHJKMNPQRS'),
    packedOn: fc.constant('2026-10-05'),
    expiresOn: fc.constant('2027-10-05'),
    producer: words(14),
  },
  { requiredKeys: ['uri', 'captions', 'productName', 'lot'] },
);

/** What a scratch field leaves of the stock that has room for one. */
const besideScratch = Object.values(templates)
  .filter(holdsScratch)
  .map((template) => {
    const label = { uri: '', productName: '', lot: '', captions, scratch: '0K3VZQ71' };
    return { ...arrangeScratch(template, label, measure).template, name: `${template.name} beside a scratch field` };
  });

describe('the text of a label', () => {
  for (const template of [...Object.values(templates), ...besideScratch]) {
    it(`stays in its box on ${template.name}, apart and not under 4.5 pt`, () => {
      const { text: box } = template;
      fc.assert(
        fc.property(content, (label) => {
          const lines = layOutText(template, label, measure);
          for (const [index, line] of lines.entries()) {
            expect(line.size).to.be.at.least(4.5);
            expect(line.x + measure(line.text, line.isBold) * line.size * point).to.be.at.most(
              box.x + box.width + 1e-9,
            );
            const above = lines[index - 1];
            if (above) expect(line.baseline - above.baseline).to.be.at.least(1.1 * line.size * point);
          }
          expect(lines[0]?.baseline).to.be.at.least(box.y);
          expect(lines.at(-1)?.baseline).to.be.at.most(box.y + box.height + 1e-9);
        }),
      );
    });

    it(`never cuts lot, dates or serial on ${template.name}`, () => {
      fc.assert(
        fc.property(content, (label) => {
          const all = layOutText(template, label, measure)
            .map((line) => line.text)
            .join('')
            .replace(/ /g, '');
          expect(all).to.include(`Lô:${label.lot}`);
          if (label.packedOn) expect(all).to.include('NSX:05/10/2026');
          if (label.expiresOn) expect(all).to.include('HSD:05/10/2027');
          if (label.serial) expect(all).to.match(/0000ABCDEFGHJKMNPQRS$/);
        }),
      );
    });
  }

  it('keeps a date whole in every language, below its word where it would be too wide', () => {
    const wide: Measure = (text) =>
      [...text].reduce((sum, letter) => sum + (/\p{Script=Han}/u.test(letter) ? 1 : 0.6), 0);
    const label = { uri: '', productName: '雪花', lot: 'L1', packedOn: '2026-10-05', expiresOn: '2027-10-05' };
    for (const template of Object.values(templates)) {
      for (const [language, captions, dates] of [
        ['zh', chinese, ['2026/10/05', '2027/10/05']],
        ['en', english, ['5 Oct 2026', '5 Oct 2027']],
      ] as const) {
        const lines = layOutText(template, { ...label, captions, language }, wide);
        for (const date of dates)
          expect(
            lines.filter(({ text }) => text.endsWith(date)),
            template.name,
          ).to.have.length(1);
        for (const { text, size, x } of lines) {
          const end = x + wide(text, false) * size * point;
          expect(end, `${template.name} ${text}`).to.be.at.most(template.text.x + template.text.width + 1e-9);
        }
      }
    }
  });

  it('breaks a Chinese name between any two characters, never before a closing mark', () => {
    const label = { uri: '', lot: 'L1', captions: chinese };
    const wide: Measure = (text) => [...text].length;
    const names = (productName: string) =>
      layOutText(templates.L7651, { ...label, productName }, wide).filter((line) => line.isBold);
    expect(names('高山红心柚子干蜂蜜茶').map(({ text }) => text)).to.deep.equal(['高山红心柚', '子干蜂蜜茶']);
    expect(names('高山红心（柚子），蜜').map(({ text }) => text)).to.deep.equal(['高山红心（柚', '子），蜜']);
  });

  it('gives a name two lines and then an ellipsis', () => {
    const label = { uri: '', lot: 'L1', captions };
    const names = (productName: string) =>
      layOutText(templates.L7651, { ...label, productName }, measure).filter((line) => line.isBold);
    expect(names('Mật ong').map((line) => line.text)).to.deep.equal(['Mật ong']);
    expect(names('Gạo nếp Hương Bảo Lạc').map((line) => line.text)).to.deep.equal(['Gạo nếp Hương', 'Bảo Lạc']);
    const long = names('Thịt trâu gác bếp sấy khô đặc biệt Trùng Khánh hạng nhất');
    expect(long).to.have.length(2);
    expect(long[1]?.text).to.match(/^bếp sấy khô.*…$/);
  });
});
