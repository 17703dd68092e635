/** Conditions of GS1’s resolver test suite and of the conformance list beside it (standard 1.2), each over HTTP: the linkset. */
import { expect } from 'chai';
import { config } from '../../src/config.js';
import { buildPackedLot } from '../support/labelled.js';
import {
  ask,
  buildLinks,
  firstContext,
  known,
  linksetOf,
  linksetType,
  location,
  vocabulary,
  withType,
} from '../support/resolving.js';
import { startWorld, type World } from '../support/world.js';

describe('the linkset of a resolver that conforms to GS1', () => {
  let world: World;
  let [product, lot, unit, code, serial] = ['', '', '', '', ''];
  before(async () => {
    world = await startWorld();
    ({ product, lot, unit, code, serial } = await buildLinks(world));
  });
  after(() => world.stop());

  it('returns it for linkType=linkset, and redirects nobody', async () => {
    for (const target of [product, lot, unit]) {
      const res = await ask(world, withType(target, 'linkset'));
      expect([res.status, res.type, location(res)], target).to.deep.equal([200, linksetType, undefined]);
    }
  });

  it('returns it for linkType=all, the older name', async () => {
    expect((await ask(world, withType(lot, 'all'))).text).to.equal((await ask(world, withType(lot, 'linkset'))).text);
  });

  it('returns it for Accept: application/linkset+json, and redirects nobody', async () => {
    for (const accept of [linksetType, `${linksetType}, application/json;q=0.5`, `${linksetType}, text/html;q=0.5`]) {
      const res = await ask(world, unit, { Accept: accept });
      expect([res.status, res.type], accept).to.deep.equal([200, linksetType]);
    }
    expect((await ask(world, withType(lot, 'gs1:pip'), { Accept: linksetType })).type).to.equal(linksetType);
  });

  it('never returns it to a browser that only opens the label', async () => {
    const firefox = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';
    const chrome = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
    for (const accept of [firefox, chrome, '*/*', 'text/*', `text/html, ${linksetType};q=0.9`]) {
      for (const target of [product, lot, unit]) {
        const page = await ask(world, target, { Accept: accept });
        expect([page.status, page.type], accept).to.deep.equal([200, 'text/html']);
      }
    }
  });

  it('gives one that fits RFC 9264 and GS1’s schema', async () => {
    for (const target of [product, lot, unit]) {
      for (const { anchor, types } of await linksetOf(world, target)) {
        expect(anchor).to.match(/^https?:\/\/[a-zA-Z0-9./]+/);
        for (const [type, links] of Object.entries(types)) {
          expect(type).to.match(/^https:\/\/ref\.gs1\.org\/voc\/[A-Za-z]+$/);
          expect(links, type).to.be.an('array').that.is.not.empty;
          for (const link of links) {
            expect(Object.keys(link)).to.satisfy((keys: string[]) =>
              keys.every((key) => ['href', 'title', 'type', 'hreflang'].includes(key)),
            );
            expect(link.href).to.match(/^https?:\/\/[a-zA-Z0-9./]+/);
            expect(link.title).to.be.a('string').that.matches(/\S/);
            if (link.type !== undefined) expect(link.type).to.match(/^\w+\/[-+.\w]+$/);
            if (link.hreflang !== undefined) {
              expect(link.hreflang).to.be.an('array').that.is.not.empty;
              for (const language of link.hreflang) expect(language).to.be.oneOf(['vi', 'en', 'zh', 'zh-Hant']);
            }
          }
        }
      }
    }
  });

  it('includes the links of every level up to the primary key', async () => {
    const anchors = async (target: string) => (await linksetOf(world, target)).map(({ anchor }) => anchor);
    const [ofProduct, ofLot] = [config.publicUrl + product, config.publicUrl + lot];
    expect(await anchors(product)).to.deep.equal([ofProduct]);
    expect(await anchors(lot)).to.deep.equal([ofLot, ofProduct]);
    expect(await anchors(unit)).to.deep.equal([`${ofLot}/21/${serial}`, ofLot, ofProduct]);
  });

  it('speaks of the plain URI in its one spelling, without query', async () => {
    const spelled = `${lot.toLowerCase()}/21/${serial.toLowerCase()}/?17=271003&utm=x`;
    expect((await linksetOf(world, spelled))[0]?.anchor).to.equal(`${config.publicUrl}${lot}/21/${serial}`);
    const variant = await linksetOf(world, `${product}/22/V1/10/${code}`);
    expect(variant[0]?.anchor).to.equal(`${config.publicUrl}${product}/22/V1/10/${code}`);
  });

  it('gives each link target, type and title, and the languages of each page', async () => {
    const { types } = await firstContext(world, unit);
    expect(Object.keys(types).map((type) => type.replace(vocabulary, ''))).to.have.members(known);
    for (const type of ['pip', 'traceability', 'recallStatus', 'locationInfo']) {
      const languages = types[vocabulary + type]?.flatMap(({ hreflang }) => hreflang ?? []);
      expect(languages, type).to.deep.equal(['vi', 'en', 'zh', 'zh-Hant']);
    }
    const titles = types[`${vocabulary}traceability`]?.map(({ title }) => title);
    expect(titles).to.deep.equal([
      'Hành trình sản phẩm',
      'Hành trình sản phẩm',
      'Journey of the product',
      '产品历程',
      '產品歷程',
    ]);
  });

  it('describes the default link by another type too', async () => {
    for (const { types } of await linksetOf(world, unit)) {
      const { [`${vocabulary}defaultLink`]: standard, ...others } = types;
      const targets = Object.values(others).flatMap((links) => links.map(({ href }) => href));
      expect(targets).to.include(standard?.[0]?.href);
    }
  });

  it('knows a label that was printed before there was a lot, before it has one and after', async () => {
    const packed = await buildPackedLot(world);
    const address = `/api/products/${packed.product._id}/blank-labels`;
    expect((await world.as.hoa.post(address, { count: 2 })).status).to.equal(201);
    const [blank] = (await world.as.hoa.get(address)).body.items as { full: string; serial: string }[];
    const target = (blank?.full ?? '').replace(config.publicUrl, '');
    const plain = `/${packed.product.key}/21/${blank?.serial}`;
    const contexts = async () =>
      (await linksetOf(world, target)).map(({ anchor }) => anchor.replace(config.publicUrl, ''));
    expect(await contexts()).to.deep.equal([plain, `/${packed.product.key}`]);
    expect((await ask(world, withType(target, 'gs1:traceability'))).status).to.equal(404);
    expect((await ask(world, withType(target.replace(/A?.$/, '_'), 'linkset'))).status).to.equal(404);
    const bound = await world.as.hoa.post(`/api/lots/${packed.lot}/labels/bindings`, { first: 1 });
    expect(bound.status).to.equal(201);
    expect(await contexts()).to.deep.equal([plain, `/${packed.lot}`, `/${packed.product.key}`]);
    const journey = await ask(world, withType(target, 'gs1:epcis'));
    expect(location(journey)).to.include(`/api/journeys/${packed.lot}`);
    const { types } = await firstContext(world, target);
    for (const { href } of types[`${vocabulary}jws`] ?? []) {
      expect((await ask(world, href.replace(config.publicUrl, ''))).status, href).to.equal(200);
    }
    expect(types[`${vocabulary}jws`]).to.have.length(2);
  });

  it('points to a JSON-LD context by a Link header', async () => {
    const links = (await ask(world, unit, { Accept: linksetType })).get('Link') ?? '';
    const context = '<https://ref.gs1.org/standards/resolver/linkset-context>';
    const part = links.split(',').find((each) => each.includes('rel="http://www.w3.org/ns/json-ld#context"'));
    expect(part).to.include(context).and.include('type="application/ld+json"');
  });

  it('uses only types of GS1’s vocabulary', async () => {
    const types = (await linksetOf(world, unit)).flatMap((context) => Object.keys(context.types));
    for (const type of types) expect(known).to.include(type.replace(vocabulary, ''));
  });
});
