/** What a public page says of languages: to search engines, and to whoever reads a text that nobody translated. */
import { expect } from 'chai';
import { config } from '../../src/config.js';
import { linksOf } from '../../src/sets/code.js';
import { buildLabel, open } from '../support/labelled.js';
import { buildShelf } from '../support/sets.js';
import { startWorld, type World } from '../support/world.js';

const writings = ['vi', 'en', 'zh', 'zh-Hant'];

describe('the languages of a public page', () => {
  let world: World;
  let untold: Awaited<ReturnType<typeof buildLabel>>;
  before(async () => {
    world = await startWorld();
    const texts = {
      ingredients: 'Bột dong riềng',
      storage: 'Nơi khô ráo',
      warnings: 'Không ăn sống',
      standards: 'TCCS',
    };
    untold = await buildLabel(world, texts);
  });
  after(() => world.stop());

  const linksTo = (text: string, rel: string) =>
    [...text.matchAll(new RegExp(`<link rel="${rel}"(?: hreflang="([\\w-]+)")? href="([^"]+)">`, 'g'))].map(
      ([, language, href]) => [language, href],
    );

  it('are named with the address of each, and where it stands for good', async () => {
    const lot = `/${untold.lot}`;
    const set = `/${await (await buildShelf(world)).pack()}`;
    const lasting: Record<string, string> = {
      '/': '/',
      '/find?q=khong-co': '/',
      '/verify': '/verify',
      '/sign-in': '/sign-in',
      [`/${untold.product.key}?utm=x`]: `/${untold.product.key}`,
      [lot.toLowerCase()]: lot,
      [untold.label.full]: lot,
      [linksOf({ _id: set.slice(1) }).full]: set,
      [`/recall-status${lot}`]: `/recall-status${lot}`,
    };
    for (const [asked, path] of Object.entries(lasting)) {
      const { text } = await open(world, asked);
      const address = config.publicUrl + path;
      expect(linksTo(text, 'canonical'), asked).to.deep.equal([[undefined, address]]);
      expect(linksTo(text, 'alternate'), asked).to.deep.equal([
        ...writings.map((writing) => [writing, `${address}?lang=${writing}`]),
        ['x-default', address],
      ]);
    }
  });

  it('are each a page for good of their own', async () => {
    for (const writing of writings) {
      const { text } = await open(world, `/${untold.lot}?lang=${writing}`);
      expect(text).to.include(`<html lang="${writing}">`);
      const address = `${config.publicUrl}/${untold.lot}?lang=${writing}`;
      expect(linksTo(text, 'canonical')).to.deep.equal([[undefined, address]]);
      expect(text).to.include(`<meta property="og:url" content="${address}">`);
    }
    const other = await open(world, `/${untold.lot}?lang=fr`);
    expect(linksTo(other.text, 'canonical')).to.deep.equal([[undefined, `${config.publicUrl}/${untold.lot}`]]);
  });

  it('are named on the page of a label that is not ours, without its lot', async () => {
    const forged = untold.label.compact.replace(/.$/, (end) => (end === '0' ? '2' : '0'));
    const { text } = await open(world, forged);
    expect(linksTo(text, 'alternate')).to.deep.equal(writings.map((writing) => [writing, `?lang=${writing}`]));
    expect(linksTo(text, 'canonical')).to.deep.equal([]);
  });

  it('are not told of a page of whoever is signed in, nor of one that is not there', async () => {
    const binh = await world.as.binh.browser();
    for (const { text } of [await binh.get(`/${untold.lot}`), await open(world, '/khong-co')]) {
      expect(text).to.include('<title>').and.not.include('rel="alternate"');
    }
  });

  it('are Vietnamese, and marked so, where a text has no other', async () => {
    const notes = { en: 'Only in Vietnamese', zh: '仅有越南语', 'zh-TW': '僅有越南語' };
    for (const [language, note] of Object.entries(notes)) {
      const { text } = await open(world, untold.label.full, language);
      for (const words of ['Bột dong riềng', 'Nơi khô ráo', 'Không ăn sống', 'TCCS', 'Dong riềng', 'Củ dong riềng']) {
        expect(text, words).to.include(`<span lang="vi">${words}</span> <small>${note}</small>`);
      }
      expect(text).to.match(new RegExp(`<h2 lang="vi">Miến dong gói</h2>\\s*<p class="quiet">${note}</p>`));
    }
    const { text } = await open(world, untold.label.full, 'vi');
    expect(text)
      .to.include('<dd>Bột dong riềng</dd>')
      .and.not.include('lang="vi">M')
      .and.not.include('<span lang="vi">');
  });

  it('are those of each part of a gift set, too', async () => {
    const { full } = linksOf({ _id: await (await buildShelf(world)).pack() });
    const { text } = await open(world, full, 'en');
    expect(text).to.include('>Phia Den tea</a>').and.include('<h2>New Year box</h2>');
    expect(text).to.include('<span lang="vi">Miến dong gói</span> <small>Only in Vietnamese</small></a>');
    const hant = await open(world, full, 'zh-TW');
    expect(hant.text).to.include('<h2><span lang="vi">Giỏ quà Tết</span> <small>僅有越南語</small></h2>');
  });
});
