import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { projectRoot } from '../../src/config.js';
import { scripts } from '../../src/passport/verifier.js';
import { startWorld, type World } from '../support/world.js';

const folder = join(projectRoot, 'public', 'verifier');
const code = scripts.map((path) => readFileSync(join(projectRoot, 'public', path), 'utf8'));

describe('the page that checks without us', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('is small, and its scripts can ask for nothing', () => {
    expect(readdirSync(folder).map((name) => `/verifier/${name}`)).to.have.members([...scripts]);
    expect(code.reduce((sum, text) => sum + gzipSync(text).length, 0)).to.be.below(15_000);
    for (const text of code) {
      expect(text).not.to.match(/fetch|XMLHttp|WebSocket|sendBeacon|EventSource|import\(|<\/script|innerHTML|\beval\b/);
    }
  });

  it('obeys the policy of the site: nothing is inline, and the keys stand in an attribute', async () => {
    for (const [language, word] of Object.entries({ vi: 'Tự kiểm tra', en: 'Check labels', zh: '自行查验' })) {
      const page = await world.stranger.get('/verify').set('Accept-Language', language);
      expect([page.status, page.type]).to.deep.equal([200, 'text/html']);
      expect(page.text).to.include(`<html lang="${language}">`).and.include(word);
      expect(page.text).not.to.match(/<script(?![^>]* src=)|<style|style=|onclick=/);
      expect(page.text.match(/<script src="[^"]+" defer>/g)).to.have.length(scripts.length);
    }
  });

  it('is one file to save: no link leads out of it, and its policy forbids every request', async () => {
    const { text, headers } = await world.stranger.get('/verify.html');
    expect(headers['content-disposition']).to.equal('attachment; filename=nguon-verify.html');
    expect(text).not.to.match(/ src="|<link|href="\//);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1];
    expect(policy).to.match(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; img-src blob: data:;/,
    );
    const { body: set } = await world.stranger.get('/.well-known/jwks.json');
    for (const { kid } of set.keys) expect(text).to.include(kid);
    expect(text).not.to.include('&#34;d&#34;');
  });
});
