/** What a label's page costs who scans it, and in what order it tells. */
import { createServer, request as ask, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { expect } from 'chai';
import sharp from 'sharp';
import { keepPhoto } from '../../src/registry/photo.service.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Products } from '../../src/registry/product.model.js';
import { Locations } from '../../src/registry/location.model.js';
import { communeInput, createCommune } from '../../src/registry/commune.service.js';
import { createCertificate, certificateInput } from '../../src/registry/certificate.service.js';
import { buildLabel, open } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

const ocop = { stars: 4, decisionNumber: '123/QĐ-UBND', issuedOn: '2020-01-01', expiresOn: '2099-12-31' };
const ring = Array.from({ length: 500 }, (_, index) => {
  const angle = (2 * Math.PI * (index % 499)) / 499;
  return [105.88 + 0.002 * Math.cos(angle), 22.56 + 0.0015 * Math.sin(angle) + 0.0001 * Math.sin(9 * angle)];
});

/** A commune about it with many corners. */
const rough = Array.from({ length: 9000 }, (_, index) => {
  const angle = (2 * Math.PI * (index % 8999)) / 8999;
  const far = 0.06 * (1 + 0.2 * Math.sin(9 * angle) + 0.03 * Math.sin(211 * angle));
  return [105.9 + far * Math.cos(angle), 22.55 + far * Math.sin(angle)];
});

describe("the cost of a label's page", () => {
  let world: World;
  let server: Server;
  let built: Awaited<ReturnType<typeof buildLabel>>;
  let photo: string;
  before(async () => {
    world = await startWorld();
    server = createServer(world.app).listen(0);
    const names = { vi: 'Miến dong gói', en: 'Canna vermicelli', zh: '蕉芋粉丝' };
    const texts = { ingredients: '100 % tinh bột củ dong riềng', storage: 'Nơi khô ráo', standards: 'TCCS 01' };
    built = await buildLabel(world, { ocop, names, ...texts });
    const picture = sharp({ create: { width: 800, height: 600, channels: 3, background: '#a52', noise: { type: 'gaussian', mean: 120, sigma: 60 } } }); // prettier-ignore
    photo = await keepPhoto(await picture.jpeg().toBuffer(), 'org-hoa', world.by('hoa'));
    await Products.updateMany({}, { $set: { photo, publishes: { quantities: true, yield: true } } });
    const place = {
      commune: 'Xã Thành Công',
      province: 'Cao Bằng',
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
    await Locations.updateMany({ kind: 'zone' }, { $set: place });
    const { commune: name, province } = place;
    const outline = { type: 'Polygon', coordinates: [rough] };
    const facts = communeInput.parse({ name, province, outline, source: 'Đường nét minh họa' });
    await createCommune(facts, world.by('an'));
    const contact = { households: 63, foundedYear: 2016, publicContact: 'htxhoa.example', commune: 'Nguyên Bình' };
    await Organizations.updateOne({ _id: 'org-hoa' }, { $set: contact });
    const certificate = { type: 'vietgap', number: 'VG-1', issuer: 'Vinacontrol', issuedOn: '2025-01-01' };
    await createCertificate(certificateInput.parse({ ...certificate, expiresOn: '2099-01-01' }), world.by('hoa'));
  });
  after(async () => {
    server.close();
    await world.stop();
  });

  /** Bytes of a body as they travel. */
  const weigh = (path: string, encoding: string) =>
    new Promise<number>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      ask({ port, path, headers: { 'Accept-Encoding': encoding, 'Accept-Language': 'vi' } }, (res) => {
        let bytes = 0;
        expect(res.statusCode, path).to.equal(200);
        res.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('end', () => resolve(bytes));
      })
        .on('error', reject)
        .end();
    });
  const pathOf = (link: string) => link.replace('http://nguon.test', '');

  for (const encoding of ['gzip', 'br']) {
    it(`is at most 30 kB in three requests with ${encoding}, the page itself 14 kB`, async () => {
      const { text } = await open(world, built.label.full);
      const asked = [...text.matchAll(/<(?:link rel="(?:stylesheet|icon)"|script)[^>]*(?:href|src)="([^"]+)"/g)];
      const files = asked.map(([, file = '']) => file);
      expect(files).to.have.length(2);
      expect(files.every((file) => file.startsWith('/') && /\?v=[0-9a-f]{10}$/.test(file))).to.equal(true);
      const [page = 0, ...others] = await Promise.all(
        [pathOf(built.label.full), ...files].map((path) => weigh(path, encoding)),
      );
      expect(page).to.be.within(1000, 14_000);
      expect(others.reduce((sum, bytes) => sum + bytes, page)).to.be.at.most(30_000);
    });
  }

  it('has no script, no font, no third party; its photo is lazy, with its size, at most 40 kB', async () => {
    const { text } = await open(world, built.label.full);
    expect(text.match(/<script(?! type="application\/ld\+json">)|@font-face|<iframe|<embed/)).to.equal(null);
    const loaded = [...text.matchAll(/\s(?:src|srcset|poster|data)="([^"]+)"/g)].map(([, address]) => address);
    expect(loaded).to.deep.equal([`/photos/${photo}.webp`]);
    expect(text).to.match(/<img [^>]*width="480" height="360" alt="Miến dong gói" loading="lazy"/);
    expect(await weigh(`/photos/${photo}.webp`, 'gzip')).to.be.within(1000, 40_000);
  });

  it('draws the plot in its commune in less than 8 kB, and tells beside it where, and where the line is from', async () => {
    const told = {
      vi: ['Vùng nguyên liệu ở', 'Đường nét minh họa', 'Nguồn đường ranh', 'phía trên là hướng bắc'],
      en: ['The growing area is in', 'Đường nét minh họa', 'Source of the boundary', 'north is up'],
      zh: ['原料产区位于', 'Đường nét minh họa', '边界来源', '上方为北'],
    };
    for (const [language, words] of Object.entries(told)) {
      const { text } = await open(world, built.label.full, language);
      const [zone = ''] = text.slice(text.indexOf('id="zone-1"')).split('</section>');
      const [svg = ''] = /<svg role="img".*?<\/svg>/s.exec(zone) ?? [];
      expect(Buffer.byteLength(svg)).to.be.within(1000, 8000);
      expect(svg.match(/<path d="M[\d., LMZ]+" fill/g)).to.have.length(2);
      expect(svg).to.include('<circle').and.include('<title').and.include('Xã Thành Công');
      for (const word of words) expect(zone.replace(svg, ''), language).to.include(word);
    }
  });

  it('keeps files of the page for ever, under names that change with them', async () => {
    const { text } = await open(world, built.label.full);
    const [, sheet = ''] = /href="(\/style\.css[^"]+)"/.exec(text) ?? [];
    expect((await world.stranger.get(sheet)).get('Cache-Control')).to.equal('public, max-age=31536000, immutable');
  });

  it('tells everything in the order of what matters first', async () => {
    const { text } = await open(world, built.label.full);
    const parts = ['data-verdict', 'product', 'journey', 'zone-1', 'certificates', 'people', 'figures', 'scans', 'checked', 'report']; // prettier-ignore
    const places = parts.map((part, index) => text.indexOf(index === 0 ? 'data-verdict=' : `id="${part}"`));
    expect(places).to.not.include(-1);
    expect(places).to.deep.equal(places.toSorted((one, other) => one - other));
    const after = (part: string) => text.slice(text.indexOf(`id="${part}"`)).split('</section>')[0] ?? '';
    expect(after('zone-1'))
      .to.match(/<svg role="img".*<title.*<desc.*hướng bắc.*<path/s)
      .and.include('Dong riềng');
    expect(after('certificates')).to.include('VG-1').and.include('Vinacontrol').and.include('01/01/2099');
    expect(after('people')).to.include('HTX Hoa').and.include('63').and.include('2016').and.include('htxhoa.example');
    expect(after('figures')).to.include('Sản lượng: Củ dong riềng').and.include('120,5').and.include('20 %');
    expect(after('checked'))
      .to.match(/dùng từ \d\d\/\d\d\/\d{4}/)
      .and.include('/.well-known/jwks.json');
  });

  it('shows no figure that its producer did not choose to show', async () => {
    const { label } = await buildLabel(world);
    const { text } = await open(world, label.full);
    expect(text).not.to.include('id="figures"').and.not.include('120,5');
  });

  it('draws a plot in at most 8 kB, however many corners it has', async () => {
    const { text } = await open(world, built.label.full);
    const [map = ''] = /<svg role="img".*?<\/svg>/s.exec(text) ?? [];
    expect(Buffer.byteLength(map)).to.be.within(500, 8000);
    expect(map.slice(-400)).to.match(/>\d+ k?m</);
  });

  it('is the data of a product for search engines, in the language of the reader', async () => {
    const page = await open(world, built.label.full, 'en');
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page.text) ?? [];
    const data = JSON.parse(json) as Record<string, unknown>;
    expect(data).to.deep.include({ '@context': 'https://schema.org', '@type': 'Product', name: 'Canna vermicelli', gtin: built.product.gtin, productionDate: '2026-10-03' }); // prettier-ignore
    expect(data.manufacturer).to.deep.include({ '@type': 'Organization', name: 'HTX Hoa' });
    expect(data.award).to.match(/4.*123\/QĐ-UBND/);
    expect(JSON.stringify(data.hasCertification)).to.include('VG-1').and.include('Vinacontrol');
    expect(json).not.to.include(built.label.serial);
  });

  it('is that of the product without a lot, too', async () => {
    const { text } = await open(world, `/${built.product.key}`, 'zh');
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text) ?? [];
    const url = `http://nguon.test/${built.product.key}`;
    expect(JSON.parse(json))
      .to.include({ '@type': 'Product', name: '蕉芋粉丝', url })
      .and.not.have.property('productionDate');
    expect(text)
      .to.include(`<link rel="canonical" href="${url}">`)
      .and.include('id="people"')
      .and.include('id="report"');
  });

  it('cannot be broken out of by a name', async () => {
    const { label } = await buildLabel(world, { names: { vi: '</script><script>alert(1)</script><!-- $& $1' } });
    const { text } = await open(world, label.full);
    expect(text.match(/<script/g)).to.have.length(1);
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text) ?? [];
    expect((JSON.parse(json) as { name: string }).name).to.equal('</script><script>alert(1)</script><!-- $& $1');
  });

  it('has a preview for who is sent its link, with a picture also without a photo', async () => {
    const plain = await buildLabel(world);
    for (const [label, picture] of [
      [built.label, `/photos/${photo}.jpg`],
      [plain.label, `/previews/${plain.product._id}/en.png`],
    ] as const) {
      // prettier-ignore
      const { text } = await open(world, label.full, 'en');
      const meta = (name: string) => new RegExp(`<meta property="og:${name}" content="([^"]*)"`).exec(text)?.[1];
      expect(meta('image')).to.equal(`http://nguon.test${picture}`);
      expect(meta('title')).to.be.oneOf(['Canna vermicelli', 'Miến dong gói']);
      expect(meta('description'))
        .to.match(/HTX Hoa.* · .*3 Oct 2026/)
        .and.not.match(/genuine/i);
      expect(meta('locale')).to.equal('en_GB');
      const res = await world.stranger.get(picture).responseType('blob');
      expect(await sharp(res.body as Buffer).metadata()).to.include({ width: 1200, height: 630 });
      expect((res.body as Buffer).length).to.be.below(300_000);
    }
    expect((await world.stranger.get('/previews/nothing/en.png')).status).to.equal(404);
    expect((await world.stranger.get(`/previews/${plain.product._id}/fr.png`)).status).to.equal(404);
  });
});
