import { expect } from 'chai';
import { verifierScript } from '../../src/passport/bundle.js';
import { startWorld, type World } from '../support/world.js';

describe('the page that checks without us', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('has one script of at most 15,000 bytes, and it can ask for nothing', () => {
    const code = verifierScript();
    expect(Buffer.byteLength(code)).to.be.within(5_000, 15_000);
    expect(code).not.to.match(/fetch|XMLHttp|WebSocket|sendBeacon|EventSource|import\(|<\/script|innerHTML|\beval\b/);
  });

  it('links that script by its content, to be kept for ever', async () => {
    const page = await world.stranger.get('/verify');
    expect(page.headers['cache-control']).to.equal('no-cache');
    const [, address = ''] = /<script src="([^"]+)" defer>/.exec(page.text) ?? [];
    const script = await world.stranger.get(address).buffer(true);
    expect([script.status, script.type, script.text]).to.deep.equal([200, 'text/javascript', verifierScript()]);
    expect(script.headers['cache-control']).to.equal('public, max-age=31536000, immutable');
    expect(address).to.match(/^\/verify\.js\?v=\w/);
  });

  it('obeys the policy of the site: nothing is inline, and the keys stand in an attribute', async () => {
    for (const [language, word] of Object.entries({ vi: 'Tự kiểm tra', en: 'Check labels', zh: '自行查验' })) {
      const page = await world.stranger.get('/verify').set('Accept-Language', language);
      expect([page.status, page.type]).to.deep.equal([200, 'text/html']);
      expect(page.text).to.include(`<html lang="${language}">`).and.include(word);
      expect(page.text).not.to.match(/<script(?![^>]* src=)|<style|style=|onclick=/);
      expect(page.text.match(/<script/g)).to.have.length(1);
    }
  });

  it('is one file to save: no link leads out of it, and its policy forbids every request', async () => {
    const { text, headers } = await world.stranger.get('/verify.html');
    expect(headers['content-disposition']).to.equal('attachment; filename=nguon-verify.html');
    expect(text).not.to.match(/ src="|<link|href="\//);
    expect(text).to.include(`<script>${verifierScript()}</script>`);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text)?.[1];
    expect(policy).to.match(
      /^default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src 'sha256-[\w+/=]+'; img-src blob: data:;/,
    );
    const { body: set } = await world.stranger.get('/.well-known/jwks.json');
    for (const { kid } of set.keys) expect(text).to.include(kid);
    expect(text).not.to.include('&#34;d&#34;');
  });
});
