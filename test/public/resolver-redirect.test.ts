/** Conditions of GS1’s resolver test suite and of the conformance list beside it (standard 1.2), each over HTTP: on the way to a link. */
import { expect } from 'chai';
import { config } from '../../src/config.js';
import { createCertificate, certificateInput } from '../../src/registry/certificate.service.js';
import { buildProduct } from '../support/builders.js';
import { verdictOf } from '../support/labelled.js';
import {
  ask,
  buildLinks,
  firstContext,
  linksIn,
  linksetOf,
  linksetType,
  location,
  vocabulary,
  withType,
  type Link,
} from '../support/resolving.js';
import { startWorld, type World } from '../support/world.js';
import { countScans } from '../support/scans.js';

describe('a resolver that conforms to GS1, on the way to a link', () => {
  let world: World;
  let [product, lot, unit, serial, full] = ['', '', '', '', ''];
  before(async () => {
    world = await startWorld();
    ({ product, lot, unit, serial, full } = await buildLinks(world));
  });
  after(() => world.stop());

  it('recognises exactly one default link at each level, without any attribute', async () => {
    for (const { types } of await linksetOf(world, unit)) {
      const links = types[`${vocabulary}defaultLink`] ?? [];
      expect(links).to.have.length(1);
      expect(links[0]).to.have.all.keys('href', 'title');
    }
  });

  it('leads to the default link when nothing else is asked for, and is there already', async () => {
    for (const target of [product, lot, `${lot}/21/${serial}`]) {
      const { types, anchor } = await firstContext(world, target);
      expect(types[`${vocabulary}defaultLink`]?.[0]?.href).to.equal(anchor);
      const page = await ask(world, anchor.replace(config.publicUrl, ''));
      expect([page.status, page.type, location(page)]).to.deep.equal([200, 'text/html', undefined]);
      const asked = await ask(world, withType(target, 'gs1:defaultLink'));
      expect([asked.status, location(asked)]).to.deep.equal([307, anchor]);
    }
  });

  it('redirects to each link that its linkset has, asked for by type, media type and language', async () => {
    let count = 0;
    for (const target of [product, lot, `${lot}/21/${serial}`]) {
      const { types } = await firstContext(world, target);
      for (const [type, links] of Object.entries(types)) {
        if (type.endsWith('certificationInfo')) continue; // two of them: see below
        for (const { href, type: media = '*/*', hreflang: [language] = [] } of links) {
          const headers = { Accept: media, ...(language && { 'Accept-Language': language }) };
          const res = await ask(world, withType(target, encodeURIComponent(type.replace(vocabulary, 'gs1:'))), headers);
          expect([res.status, location(res)], `${type} ${media} ${language}`).to.deep.equal([307, href]);
          count++;
        }
      }
    }
    expect(count).to.equal(10 + 26 + 26);
  });

  it('leads to something that is there', async () => {
    const links = await linksIn(world, unit);
    expect(links.length).to.equal(68);
    for (const { href, type = 'text/html', hreflang } of links) {
      const res = await ask(world, href.replace(config.publicUrl, '').replace(/#.*/, ''));
      expect([res.status, res.type], href).to.deep.equal([200, type]);
      const [, part] = href.split('#');
      if (part) expect(res.text, href).to.include(`id="${part}"`);
      if (hreflang?.length === 1) expect(res.text, href).to.include(`<html lang="${hreflang[0]}">`);
    }
  });

  it('answers 300 with the list where several links fit equally', async () => {
    const target = withType(unit, 'gs1:certificationInfo');
    const page = await ask(world, target, { 'Accept-Language': 'en' });
    expect([page.status, page.type, location(page)]).to.deep.equal([300, 'text/html', undefined]);
    expect(page.text).to.include('VietGAP C-1').and.include('VietGAP C-2').and.include('#certificate-2"');
    const list = await ask(world, target, { Accept: 'application/json' });
    expect([list.status, list.type]).to.deep.equal([300, linksetType]);
    const { linkset } = JSON.parse(list.text) as { linkset: Record<string, Link[]>[] };
    const titles = linkset[0]?.[`${vocabulary}certificationInfo`]?.map(({ title }) => title);
    expect(titles).to.deep.equal(['VietGAP C-1', 'VietGAP C-2']);
  });

  it('redirects where there is one such link only', async () => {
    const other = await buildProduct(world.by('binh'), { names: { vi: 'Chè' } });
    const facts = { type: 'organic', number: 'O-1', issuer: 'Vinacontrol', issuedOn: '2020-01-01' };
    await createCertificate(certificateInput.parse(facts), world.by('binh'));
    const res = await ask(world, withType(`/${other.key}`, 'gs1:certificationInfo'), { 'Accept-Language': 'zh' });
    const target = `${config.publicUrl}/${other.key}#certificate-1`;
    expect([res.status, location(res)]).to.deep.equal([307, target]);
  });

  it('leads to the passport, in the form that is asked for', async () => {
    const types = { '*/*': 'jwt', 'application/jwt': 'jwt', 'application/vc+jwt': 'vc.jwt' };
    for (const [accept, ending] of Object.entries(types)) {
      const res = await ask(world, withType(unit, 'gs1:jws'), { Accept: accept });
      const [path, query] = unit.split('?');
      const target = `${config.publicUrl}${path}/passport.${ending}${query ? `?${query}` : ''}`;
      expect([res.status, location(res)], accept).to.deep.equal([307, target]);
    }
    expect((await ask(world, withType(product, 'gs1:jws'))).status).to.equal(404);
  });

  it('answers 404 for a type of link that is not there', async () => {
    for (const type of ['gs1:nosuchlt', 'gs1:instructions', 'nonsense', '', 'schema:image']) {
      const res = await ask(world, withType(unit, type));
      expect([res.status, location(res)], type).to.deep.equal([404, undefined]);
      expect(res.text, type).to.include('Không có mục này');
    }
    expect((await ask(world, withType(product, 'gs1:traceability'))).status).to.equal(404);
  });

  it('knows a type by its full address too', async () => {
    for (const namespace of ['https://ref.gs1.org/voc/', 'https://gs1.org/voc/', 'https://www.gs1.org/voc/']) {
      const res = await ask(world, withType(lot, `${namespace}epcis`));
      expect(location(res), namespace).to.equal(`${config.publicUrl}/api/journeys${lot}`);
    }
  });

  it('passes the whole query on, as it was written', async () => {
    const { searchParams } = new URL(full);
    const res = await ask(world, `${unit}&foo=b%C3%A1r&17=271003&linkType=gs1:traceability&x`, {
      'Accept-Language': 'en',
    });
    const [address, part] = location(res)?.split('#') ?? [];
    expect(part).to.equal('journey');
    expect(address).to.equal(
      `${config.publicUrl}${lot}/21/${serial}?lang=en&s=${searchParams.get('s')}&foo=b%C3%A1r&17=271003&x`,
    );
    expect(verdictOf(await ask(world, address?.replace(config.publicUrl, '') ?? ''))).to.equal('genuine');
  });

  it('chooses among languages by Accept-Language, and by the lang of the address before that', async () => {
    const target = withType(lot, 'gs1:traceability');
    const at = async (path: string, language?: string) =>
      location(await ask(world, path, language ? { 'Accept-Language': language } : {}));
    const page = config.publicUrl + lot;
    expect(await at(target, 'zh-CN,zh;q=0.9,en;q=0.8')).to.equal(`${page}?lang=zh#journey`);
    expect(await at(target, 'fr, en;q=0.5')).to.equal(`${page}?lang=en#journey`);
    expect(await at(`${target}&lang=vi`, 'en')).to.equal(`${page}?lang=vi#journey`);
    expect(await at(target, 'fr')).to.equal(`${page}#journey`);
    expect(await at(target)).to.equal(`${page}#journey`);
  });

  it('chooses among media types by Accept, a page before data', async () => {
    const target = withType(lot, 'gs1:recallStatus');
    const at = async (Accept: string) => location(await ask(world, target, { Accept }));
    expect(await at('*/*')).to.equal(`${config.publicUrl}/recall-status${lot}`);
    expect(await at('text/html, application/json')).to.equal(`${config.publicUrl}/recall-status${lot}`);
    expect(await at('application/json')).to.equal(`${config.publicUrl}/api/recall-status${lot}`);
    expect(await at('image/png')).to.equal(`${config.publicUrl}/recall-status${lot}`);
  });

  it('points to the linkset by a Link header, on the page and when redirecting, and to nothing else', async () => {
    const expected = `<${config.publicUrl}${lot}?linkType=linkset>; rel="linkset"; type="${linksetType}"`;
    for (const target of [lot, withType(lot, 'gs1:pip')])
      expect((await ask(world, target)).get('Link')).to.equal(expected);
    expect(
      (await ask(world, `${config.publicUrl}${lot}?linkType=linkset`.replace(config.publicUrl, ''))).status,
    ).to.equal(200);
  });

  it('says what its answers vary by, and lets nobody use a kept one unasked', async () => {
    for (const target of [lot, withType(lot, 'gs1:pip'), withType(lot, 'linkset')]) {
      const res = await ask(world, target);
      expect(res.get('Vary'), target)
        .to.include('Accept-Language')
        .and.match(/Accept(,|$)/);
      expect(res.get('Cache-Control'), target).to.equal(target === lot ? 'private, no-cache' : 'no-store');
    }
  });

  it('counts no look at a label for a list or a redirect', async () => {
    const before = await countScans({});
    for (const type of ['linkset', 'gs1:pip', 'gs1:epcis', 'gs1:certificationInfo'])
      await ask(world, withType(unit, type));
    expect(await countScans({})).to.equal(before);
    await ask(world, unit);
    expect(await countScans({})).to.equal(before + 1);
  });
});
