import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { cutPage, fillPage, fillZipped, gaps, marks, type Gap } from '../../src/public/cut-page.js';

describe('a page that is ready but for some texts', () => {
  const pieceOfPage = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.constant('<p>Miến dong</p>'.repeat(50)),
    fc.constantFrom(...gaps.map((gap) => marks[gap])),
  );
  const page = fc.array(pieceOfPage, { maxLength: 12 }).map((pieces) => pieces.join(''));
  const texts = fc.record(
    Object.fromEntries(gaps.map((gap) => [gap, fc.string({ unit: 'binary' })])) as Record<Gap, fc.Arbitrary<string>>,
  );

  it('is sent whole or as a gzip file, to the same bytes', () => {
    fc.assert(
      fc.property(page, texts, (html, told) => {
        const cut = cutPage(html);
        if (!cut) throw new Error('a mark came out otherwise');
        const whole = fillPage(cut, told);
        expect(gunzipSync(fillZipped(cut, told)).equals(whole)).to.equal(true);
      }),
    );
  });

  it('escapes what is filled in, and nothing else', () => {
    const cut = cutPage(`<a href="${marks.address}">${marks.serial}</a> &amp; ${marks.serial}`);
    const told = {
      ...(Object.fromEntries(gaps.map((gap) => [gap, ''])) as Record<Gap, string>),
      address: '/a?b&"',
      serial: '<1>',
    };
    expect(cut && fillPage(cut, told).toString()).to.equal('<a href="/a?b&amp;&#34;">&lt;1&gt;</a> &amp; &lt;1&gt;');
  });

  it('is none where a mark came out otherwise than it went in', () => {
    expect(cutPage(`<p>${marks.serial.slice(0, -1)}</p>`)).to.equal(null);
  });
});
