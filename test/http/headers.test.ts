import { expect } from 'chai';
import { startWorld, type World } from '../support/world.js';

describe('the headers of an answer', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  const directivesOf = (policy: string | undefined) =>
    Object.fromEntries((policy ?? '').split(';').map((directive) => directive.trim().split(/ (.*)/).slice(0, 2)));

  it('let a page load from us alone and no other site frame it', async () => {
    for (const path of ['/', '/sign-in', '/nothing', '/api/nothing', '/style.css', '/livez']) {
      const { headers } = await world.stranger.get(path);
      const policy = directivesOf(headers['content-security-policy']);
      expect(policy, path).to.include({
        'default-src': "'none'",
        'script-src': "'self'",
        'style-src': "'self'",
        'frame-ancestors': "'none'",
        'base-uri': "'none'",
        'form-action': "'self'",
      });
      expect(headers['content-security-policy'], path).not.to.match(/unsafe|https?:|\*/);
      expect(headers['x-content-type-options'], path).to.equal('nosniff');
      expect(headers['referrer-policy'], path).to.equal('no-referrer');
      expect(headers['cross-origin-opener-policy'], path).to.equal('same-origin');
      expect(headers, path).not.to.have.property('x-powered-by');
    }
  });

  it('fit the pages: nothing in them is inline', async () => {
    const browser = await world.as.hoa.browser();
    const pages = [
      await world.stranger.get('/'),
      await world.stranger.get('/sign-in'),
      await browser.get('/harvests/new'),
    ];
    for (const { text } of pages)
      expect(text).not.to.match(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:/i);
  });

  it('set no cookie for who only looks', async () => {
    for (const path of ['/', '/nothing', '/api/nothing', '/livez']) {
      expect((await world.stranger.get(path)).headers, path).not.to.have.property('set-cookie');
    }
  });

  it('keep tokens out of every cache', async () => {
    const res = await world.stranger.post('/api/token', { email: 'hoa@nguon.test', password: 'x' });
    expect(res.headers.vary ?? '').to.match(/Accept-Language/i);
    expect(res.status).to.equal(401);
  });
});
