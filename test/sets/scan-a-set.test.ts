import { expect } from 'chai';
import { config } from '../../src/config.js';
import { ssccOf } from '../../src/epcis/identifiers.js';
import { linksOf } from '../../src/sets/code.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { recordScan } from '../../src/scans/scan.service.js';
import { laterTime } from '../support/chain.js';
import { bandOf, buildShelf, move, scan, type Shelf } from '../support/sets.js';
import { ask, linksetOf, location, vocabulary } from '../support/resolving.js';
import { readQrOfPng } from '../support/raster.js';
import { startWorld, type World } from '../support/world.js';
import { countScans } from '../support/scans.js';

describe('the label of a set', () => {
  let world: World;
  let shelf: Shelf;
  before(async () => {
    world = await startWorld();
    shelf = await buildShelf(world);
  });
  after(() => world.stop());

  const verdictOf = async (link: string) => bandOf(await scan(world, link)).verdict;

  it('opens a page with the verdict, and each part with its lot, quantity, maker and own page', async () => {
    const set = await shelf.pack();
    const { compact, full } = linksOf({ _id: set });
    for (const link of [compact, full]) {
      const page = await scan(world, link);
      expect(page.status).to.equal(200);
      expect(bandOf(page).verdict).to.equal('genuine');
      for (const text of ['Giỏ quà Tết', 'Trà Phia Đén', shelf.tea.code, shelf.noodles.code, 'HTX Hoa', '2\u00a0']) {
        expect(page.text, text).to.include(text);
      }
      for (const { lot } of [shelf.tea, shelf.noodles]) expect(page.text).to.include(`href="/${lot}"`);
    }
    const english = await scan(world, `${compact}?lang=en`);
    expect(english.text).to.include('New Year box').and.include('Phia Den tea');
  });

  it('has links for programs: its page, and what leads to its parts', async () => {
    const set = await shelf.pack();
    const { compact, full } = linksOf({ _id: set });
    for (const link of [compact, full]) {
      const [{ anchor, types } = { anchor: '', types: {} }, ...others] = await linksetOf(
        world,
        link.replace(config.publicUrl, ''),
      );
      expect([anchor, others.length]).to.deep.equal([compact, 0]);
      expect(Object.keys(types).map((type) => type.replace(vocabulary, ''))).to.deep.equal([
        'defaultLink',
        'pip',
        'traceability',
      ]);
    }
    const address = `/${set}`;
    const to = await ask(world, `${address}?linkType=gs1:traceability&lang=en`);
    expect([to.status, location(to)]).to.deep.equal([307, `${compact}?lang=en#parts`]);
    expect((await ask(world, `${address}?linkType=gs1:epcis`)).status).to.equal(404);
    expect((await ask(world, `${address.slice(0, -1)}_?linkType=linkset`)).status).to.equal(400);
    const page = await scan(world, compact);
    expect(page.get('Link')).to.include('rel="linkset"');
    expect(page.get('Access-Control-Allow-Origin')).to.equal('*');
  });

  it('says "look again" when it was scanned too far away, and its maker gets an alert', async () => {
    const set = await shelf.pack();
    const { full } = linksOf({ _id: set });
    const farther = { address: '91.0.0.1', now: new Date(Date.now() - 1_200_000) };
    await recordScan({ label: set, lot: set, verdict: 'genuine' }, farther);
    world.app.set('trust proxy', true);
    const page = await scan(world, full).set('X-Forwarded-For', '113.160.92.202');
    world.app.set('trust proxy', false);
    expect(bandOf(page).verdict).to.equal('look-again');
    expect(page.text).to.include('Tem này được quét ở Đức, rồi ở Việt Nam');
    const { items } = (await world.as.hoa.get('/api/alerts')).body as { items: object[] };
    expect(items).to.have.length(1);
    expect(items[0]).to.include({ rule: 'too-far', label: set, serial: null, href: `/sets/${set}` });
    expect((await world.as.binh.get('/api/alerts')).body.items).to.deep.equal([]);
  });

  it('is read in any case and counted as a scan', async () => {
    const set = await shelf.pack();
    const typed = `/C/${set.slice(2).toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')}`;
    expect(await verdictOf(typed)).to.equal('genuine');
    expect(await countScans({ label: set })).to.equal(1);
  });

  it('is refused with another code, another seal or a seal of another set', async () => {
    const [set, other] = [await shelf.pack(), await shelf.pack()];
    const { compact, full } = linksOf({ _id: set });
    const last = set.endsWith('0') ? '1' : '0';
    const seal = linksOf({ _id: other }).full.split('?')[1] ?? '';
    for (const link of [
      compact.slice(0, -1) + last,
      `${full.slice(0, -1)}~`,
      `${compact}?${seal}`,
      `${full}&s=${seal.slice(2)}`,
    ]) {
      const page = await scan(world, link);
      expect(page.status, link).to.equal(404);
      expect(bandOf(page).verdict, link).to.equal('not-genuine');
      expect(page.text).not.to.include('Giỏ quà Tết');
    }
    for (const link of ['/c/ABC', '/00/123', '/00/095212340000000017/10/X', `/${set}/21/X`, '/c/%E0%A4']) {
      expect((await scan(world, link)).status, link).to.equal(400);
    }
  });

  it('says at once that a part is held, recalled or has expired, and names it', async () => {
    const { tea, noodles, pack } = await buildShelf(world);
    const link = linksOf({ _id: await pack() }).full;
    expect(await verdictOf(link)).to.equal('genuine');
    await world.as.minh.post(`/api/lots/${noodles.lot}/holds`, { reason: 'Chờ' }).expect(201);
    const held = bandOf(await scan(world, link));
    expect(held.verdict).to.equal('look-again');
    expect(held.words).to.include('tạm giữ').and.include(noodles.code).and.not.include(tea.code);
    await world.as.minh.post(`/api/lots/${noodles.lot}/recalls`, { reason: 'Mốc' }).expect(201);
    const recalled = bandOf(await scan(world, link));
    expect(recalled.verdict).to.equal('recalled');
    expect(recalled.words).to.include('thu hồi').and.include(noodles.code).and.not.include(tea.code);
  });

  it('shows an expired part, and a set that was taken apart', async () => {
    const old = await buildShelf(world);
    const eventTime = laterTime;
    const spoilt = await world.as.hoa.post('/api/packings', {
      input: { lot: old.tea.chain.lot, quantity: 1 },
      product: old.tea.product._id,
      lot: 'OLD-1',
      units: 2,
      facility: old.tea.chain.facility._id,
      eventTime,
      expiresOn: '2026-10-04',
    });
    expect(spoilt.status, spoilt.text).to.equal(201);
    const lot = (spoilt.body as { lot: string }).lot;
    const expired = bandOf(
      await scan(world, linksOf({ _id: await old.pack({ parts: [{ lot, quantity: 1 }] }) }).compact),
    );
    expect(expired.verdict).to.equal('expired');
    expect(expired.words).to.include('OLD-1');
    const apart = await old.pack();
    await move(world, 'hoa', `${apart}/unpackings`, { at: old.tea.chain.facility._id });
    const band = bandOf(await scan(world, linksOf({ _id: apart }).compact));
    expect(band.verdict).to.equal('look-again');
    expect(band.words).to.include('đã được dỡ');
  });

  it('of a case is genuine by its signature alone', async () => {
    await Organizations.updateOne({ _id: 'org-hoa' }, { companyPrefix: '9521234' });
    const set = await shelf.pack({ code: 'sscc' });
    const { compact, full } = linksOf({ _id: set });
    expect(await verdictOf(full)).to.equal('genuine');
    const bare = await scan(world, compact);
    expect([bare.status, bandOf(bare).verdict]).to.deep.equal([200, 'unknown']);
    expect(bare.text).to.include(shelf.tea.code);
    expect(await verdictOf(`/00/${ssccOf('9521234', '0000000001')}`)).to.equal('unknown');
    const small = await world.as.hoa.get(`/sets/${set}/label.pdf?template=L7651`);
    expect(small.status).to.equal(422);
  });

  it('is printed by whoever packed the set, as PDF, SVG and PNG that decode to its link', async () => {
    const set = await shelf.pack();
    const { full } = linksOf({ _id: set });
    const pdf = await world.as.hoa.get(`/sets/${set}/label.pdf?template=L7651&startAt=3`);
    expect([pdf.status, pdf.type]).to.deep.equal([200, 'application/pdf']);
    const svg = await world.as.hoa.get(`/sets/${set}/label.svg`);
    expect(svg.status).to.equal(200);
    const png = await world.as.hoa.get(`/sets/${set}/label.png`);
    expect(await readQrOfPng(png.body as Buffer)).to.deep.equal([full]);
    expect((await world.as.hoa.get(`/sets/${set}/label.pdf?startAt=22`)).status).to.equal(400);
  });

  it("is on the lot's page, for the inspector and the packer", async () => {
    const set = await shelf.pack();
    const lot = await world.as.minh.get(`/api/lots/${shelf.tea.lot}`);
    expect((lot.body as { sets: string[] }).sets).to.include(set);
    for (const person of [world.as.minh, world.as.hoa]) {
      const page = await (await person.browser()).get(`/lots/${shelf.tea.lot}`);
      expect(page.text).to.include(`href="/sets/${set}"`).and.include('Xếp vào bộ hàng');
    }
  });
});
