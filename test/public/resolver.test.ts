/** Conditions of GS1’s resolver test suite and of the conformance list beside it (standard 1.2), each over HTTP. */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { expect } from 'chai';
import request from 'supertest';
import { config } from '../../src/config.js';
import { someGtin } from '../support/builders.js';
import { verdictOf } from '../support/labelled.js';
import {
  ask,
  buildLinks,
  linksIn,
  linksetOf,
  linksetType,
  location,
  vocabulary,
  withType,
} from '../support/resolving.js';
import { startWorld, type World } from '../support/world.js';

describe('a resolver that conforms to GS1', () => {
  let world: World;
  let [product, lot, unit, code, serial] = ['', '', '', '', ''];
  before(async () => {
    world = await startWorld();
    ({ product, lot, unit, code, serial } = await buildLinks(world));
  });
  after(() => world.stop());

  it('supports GET, HEAD and OPTIONS over HTTP 1.1', async () => {
    for (const target of [product, lot, unit]) {
      const page = await ask(world, target);
      const head = await request(world.app).head(target);
      const options = await request(world.app).options(target);
      expect([page.status, head.status, options.status], target).to.deep.equal([200, 200, 204]);
      expect(options.get('Allow')).to.equal('GET, HEAD, OPTIONS');
      expect(head.text ?? '').to.equal('');
      expect(head.type).to.equal(page.type);
      expect(page.get('Access-Control-Allow-Methods')).to.equal('GET, HEAD, OPTIONS');
    }
    for (const type of ['linkset', 'gs1:pip', 'gs1:nosuchlt']) {
      const [full, head] = [await ask(world, withType(lot, type)), await request(world.app).head(withType(lot, type))];
      expect([head.status, head.type, location(head)], type).to.deep.equal([full.status, full.type, location(full)]);
      expect(head.text ?? '').to.equal('');
    }
    const server = world.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const [answer] = (await once(get({ port: (server.address() as AddressInfo).port, path: product }), 'response')) as [
      IncomingMessage,
    ];
    expect([answer.statusCode, answer.httpVersion]).to.deep.equal([200, '1.1']);
    answer.resume();
    await once(answer, 'end');
    server.close();
  });

  it('gives only addresses at its public one, so that HTTPS in front of it stays HTTPS', async () => {
    for (const { href } of await linksIn(world, unit))
      expect(href.startsWith(`${config.publicUrl}/`), href).to.equal(true);
    const res = await ask(world, withType(lot, 'gs1:pip'), { Host: 'evil.test', 'X-Forwarded-Host': 'evil.test' });
    expect(location(res)?.startsWith(`${config.publicUrl}/`)).to.equal(true);
  });

  it('lets pages of any other site ask (CORS), whatever it answers', async () => {
    const targets = [
      product,
      unit,
      withType(lot, 'linkset'),
      withType(lot, 'gs1:pip'),
      withType(lot, 'gs1:jws'),
      withType(lot, 'gs1:nosuchlt'),
      '/01/1',
    ];
    for (const target of targets) {
      const res = await ask(world, target, { Origin: 'https://elsewhere.test' });
      expect(res.get('Access-Control-Allow-Origin'), target).to.equal('*');
      expect(res.headers, target).not.to.have.property('access-control-allow-credentials');
    }
    const preflight = await request(world.app)
      .options(lot)
      .set({ Origin: 'https://elsewhere.test', 'Access-Control-Request-Method': 'GET' });
    expect(preflight.get('Access-Control-Allow-Origin')).to.equal('*');
    expect(preflight.get('Access-Control-Expose-Headers')).to.equal('Link');
  });

  it('reports a malformed URI with 400 and the reason, in the language of the reader', async () => {
    const reasons: [string, Record<string, string>][] = [
      [`${lot}/foo`, { en: '(foo) cannot follow a GTIN', vi: 'mã (foo) không đứng được sau GTIN', zh: '(foo)' }],
      ['/01/09521234000014', { en: 'check digit', vi: 'chữ số kiểm tra', zh: '校验码' }],
      [`${product}/21/A/10/L`, { en: 'the order is 22, 10, 21', vi: 'thứ tự phải là 22, 10, 21', zh: '22、10、21' }],
      [`${product}?12345=1`, { en: '12345=1', vi: '12345=1', zh: '12345=1' }],
      [`${product}/10/%zz`, { en: 'a % is not followed', vi: 'dấu % viết sai', zh: '百分号' }],
    ];
    for (const [target, words] of reasons) {
      for (const [language, reason] of Object.entries(words)) {
        const page = await ask(world, target, { 'Accept-Language': language });
        expect([page.status, page.type], target).to.deep.equal([400, 'text/html']);
        expect(page.text, target).to.include(reason);
        const problem = await ask(world, target, { 'Accept-Language': language, Accept: linksetType });
        expect([problem.status, problem.type], target).to.deep.equal([400, 'application/problem+json']);
        const { code, detail } = JSON.parse(problem.text) as { code: string; detail: string };
        expect(code).to.equal('malformed-link');
        expect(detail).to.include(reason).and.not.include('{');
      }
    }
  });

  it('never says 200 with a page that is about an error', async () => {
    const gtin = someGtin();
    const targets = [
      `${lot}/foo`,
      `/01/${gtin}`,
      `/01/${gtin}?linkType=linkset`,
      withType(lot, 'gs1:nothing'),
      `${lot}/21/X`,
    ];
    const statuses = await Promise.all(targets.map(async (target) => (await ask(world, target)).status));
    expect(statuses).to.deep.equal([400, 404, 404, 404, 404]);
  });

  it('answers the same with a slash at the end as without', async () => {
    for (const target of [product, lot, `${lot}/21/${serial}`]) {
      for (const query of ['', '?linkType=gs1:recallStatus', '?linkType=linkset']) {
        const [plain, slashed] = [await ask(world, target + query), await ask(world, `${target}/${query}`)];
        expect([slashed.status, location(slashed), slashed.type]).to.deep.equal([
          plain.status,
          location(plain),
          plain.type,
        ]);
      }
    }
  });

  it('has a description file at /.well-known/gs1resolver with all that GS1’s schema demands', async () => {
    const res = await ask(world, '/.well-known/gs1resolver', { Accept: 'application/json' });
    expect([res.status, res.type, res.get('Access-Control-Allow-Origin')]).to.deep.equal([
      200,
      'application/json',
      '*',
    ]);
    expect(res.body).to.deep.equal({
      resolverRoot: config.publicUrl,
      supportedPrimaryKeys: ['01'],
      name: 'Nguồn',
      supportedLinkType: [{ namespace: vocabulary, prefix: 'gs1:' }],
      linkTypeDefaultCanBeLinkset: false,
      jsonLdContextLocation: 'https://ref.gs1.org/standards/resolver/linkset-context',
    });
  });

  it('supports all key qualifiers', async () => {
    for (const below of [
      '',
      '/22/V1',
      `/22/V1/10/${code}`,
      `/22/V1/10/${code}/21/${serial}`,
      '/235/TPX-1',
      '/10/KL8G',
    ]) {
      expect((await ask(world, product + below)).status, below).to.equal(200);
    }
  });

  it('walks up the tree from a lot that it does not know', async () => {
    const page = await ask(world, `${product}/10/KL8G`);
    expect([page.status, verdictOf(page)]).to.deep.equal([200, 'unknown']);
    const [first, ...others] = await linksetOf(world, `${product}/10/KL8G`);
    expect([first?.anchor, others]).to.deep.equal([config.publicUrl + product, []]);
    const res = await ask(world, withType(`${product}/10/KL8G`, 'gs1:recallStatus'), { Accept: 'application/json' });
    expect([res.status, location(res)]).to.deep.equal([307, `${config.publicUrl}/api/recall-status${product}`]);
  });

  it('follows no link of a serial whose seal fails', async () => {
    for (const query of ['linkType=linkset', 'linkType=gs1:pip', 'linkType=gs1:epcis']) {
      const res = await ask(world, `${lot}/21/${'X'.repeat(20)}?${query}`);
      expect([res.status, verdictOf(res)], query).to.deep.equal([404, 'not-genuine']);
    }
    const program = await ask(world, `${unit}x`, { Accept: linksetType });
    expect([program.status, program.type]).to.deep.equal([404, 'application/problem+json']);
  });
});
