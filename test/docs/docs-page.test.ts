import { expect } from 'chai';
import { config } from '../../src/config.js';
import { describedRoutes } from '../../src/http/describe.js';
import { startWorld, type World } from '../support/world.js';

const titles = { vi: 'Tài liệu cho lập trình viên', en: 'For developers', zh: '开发者文档' };

describe('the page of the API', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  for (const [lang, title] of Object.entries(titles)) {
    it(`is read by anybody, in ${lang}`, async () => {
      const res = await world.stranger.get('/docs').set('Accept-Language', lang);
      expect(res.status).to.equal(200);
      expect(res.text).to.contain(`<html lang="${lang}">`);
      expect(res.text).to.contain(`<h1>${title}</h1>`);
      expect(res.text, 'a word without a translation').to.not.match(/>\s*docs\.[a-z-]+/);
    });
  }

  it('shows every operation once, with an example to paste', async () => {
    const { text } = await world.stranger.get('/docs');
    expect(text.match(/<details id="/g)).to.have.length(describedRoutes().length);
    expect(text.match(/>curl /g)).to.have.length(describedRoutes().length);
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(ids).to.have.length(new Set(ids).size);
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).to.include(target);
  });

  it('says of a step what it takes, what it answers and what it refuses', async () => {
    const { text } = await world.stranger.get('/docs');
    const step = /<details id="postApiProcesses">[\s\S]*?<\/details>/.exec(text)?.[0] ?? '';
    for (const word of [
      'inputs[].quantity',
      'For producers.',
      'lot-in-itself',
      '201',
      'Authorization: Bearer $TOKEN',
    ]) {
      expect(step).to.contain(word);
    }
  });

  it('needs no script and no style of its own', async () => {
    const { text } = await world.stranger.get('/docs');
    expect(text).to.not.match(/<script|<style|style="/);
    const addresses = [...text.matchAll(/(?:src|href)="(https?:[^"]+)"/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => !address.startsWith(config.publicUrl))).to.deep.equal([]);
  });
});
