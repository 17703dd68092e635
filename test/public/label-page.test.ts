import { expect } from 'chai';
import { capture } from '../../src/events/capture.js';
import { namespace } from '../../src/db.js';
import { uriOfPath } from '../../src/epcis/identifiers.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { createCertificate, certificateInput } from '../../src/registry/certificate.service.js';
import { recordInspection } from '../../src/inspections/inspection.service.js';
import { laterTime, record } from '../support/chain.js';
import { buildFacility } from '../support/builders.js';
import { holding } from '../support/moves.js';
import { buildLabel, buildPackedLot, issueLabels, open, verdictOf } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';

const ocop = { stars: 4, decisionNumber: '123/QĐ-UBND', issuedOn: '2020-01-01', expiresOn: '2099-12-31' };

describe('the page of a label', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    const privateFacts = { phone: '0912 345 678', email: 'hoa@private.test', address: '12 ngõ 3, tổ 4' };
    const publicFacts = { commune: 'Nguyên Bình', province: 'Cao Bằng' };
    await Organizations.updateOne({ _id: 'org-hoa' }, { $set: { ...privateFacts, ...publicFacts } });
  });
  after(() => world.stop());

  it('says verdict, product, producer, lot, dates and stars, in that order', async () => {
    const { label, code } = await buildLabel(world, { ocop });
    const page = await open(world, label.full);
    expect(page.status).to.equal(200);
    expect(page.type).to.equal('text/html');
    const dates = ['03/10/2026', '03/10/2027', 'Không bị thu hồi'];
    const stars = ['★★★★☆', 'OCOP, Quyết định 123/QĐ-UBND, có hiệu lực đến hết ngày 31/12/2099'];
    const facts = ['Tem thật', 'Miến dong gói', 'HTX Hoa', code, ...dates, ...stars, 'id="journey"'];
    const places = facts.map((text) => page.text.indexOf(text, page.text.indexOf('<h1>')));
    expect(places).to.not.include(-1);
    expect(places).to.deep.equal(places.toSorted((one, other) => one - other));
    expect(page.text).to.include('Nguyên Bình, Cao Bằng');
  });

  it('names place and organisation of each step, from the zone to the shop', async () => {
    const { label, lot, chain } = await buildLabel(world);
    const shop = await buildFacility(world.by('binh'), { kind: 'shop', name: 'Cửa hàng Phố Vải' });
    const eventTime = laterTime;
    const shipment = await world.as.hoa.post('/api/shipments', {
      ...{ lot, quantity: 5, from: chain.facility._id, to: 'org-binh', eventTime },
    });
    await record(world, 'binh', '/receipts', {
      ...{ lot, quantity: 5, shipment: shipment.body.shipment, at: shop._id, eventTime },
    });
    for (const quantity of [1, 2]) await record(world, 'binh', '/sales', { lot, quantity, at: shop._id, eventTime });
    const { text } = await open(world, label.full);
    const timeline = /<ol class="timeline">(.*?)<\/ol>/s.exec(text)?.[1] ?? '';
    const told = (item: string) => item.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    const items = timeline.split('<li').slice(1).map(told);
    const titles = [...timeline.matchAll(/<h3>([^<]+)/g)].map(([, title]) => title);
    expect(titles).to.deep.equal(['Thu hoạch', 'Chế biến', 'Đóng gói', 'Gửi hàng', 'Nhận hàng', 'Bán hàng']);
    expect(items[0]).to.include('02/10/2026, 08:30').and.include('Vùng dong riềng').and.include('HTX Hoa');
    for (const item of items.slice(1, 4)) expect(item).to.include('Xưởng').and.include('HTX Hoa');
    for (const item of items.slice(4)) expect(item).to.include('Cửa hàng Phố Vải').and.include('HTX Bình');
    expect(text).to.include('VN-CB-0001').and.include('2,5 ha');
  });

  it('keeps quiet about other uses of the raw material, quantities and people', async () => {
    const { label, chain } = await buildLabel(world);
    const place = await buildFacility(world.by('binh'), { name: 'Kho nơi khác' });
    const eventTime = laterTime;
    const sent = await world.as.hoa.post('/api/shipments', {
      ...{ lot: chain.lot, quantity: 1.5, from: chain.facility._id, to: 'org-binh', eventTime },
    });
    expect(sent.status).to.equal(201);
    await record(world, 'binh', '/receipts', {
      ...{ lot: chain.lot, quantity: 1.5, shipment: sent.body.shipment, at: place._id, eventTime },
    });
    const { text } = await open(world, label.full);
    for (const secret of ['Kho nơi khác', 'HTX Bình', 'Gửi hàng', '120,5', '0912', 'private.test', 'ngõ 3', 'hoa<']) {
      expect(text, secret).not.to.include(secret);
    }
  });

  it('says at once that a lot is recalled, also in the journey', async () => {
    const { label, lot } = await buildLabel(world);
    expect(verdictOf(await open(world, label.full))).to.equal('genuine');
    const recall = await world.as.minh.post(`/api/lots/${lot}/recalls`, { reason: 'Thử' });
    expect(recall.status, recall.text).to.equal(201);
    const page = await open(world, label.compact);
    expect([page.status, verdictOf(page)]).to.deep.equal([200, 'recalled']);
    expect(page.text).to.include('Hàng bị thu hồi').and.include('Chi cục');
    expect(page.text).not.to.include('Tem thật');
    expect(verdictOf(await open(world, `/${lot}`))).to.equal('recalled');
  });

  it('says that the lot of its raw material was recalled', async () => {
    const { label, chain } = await buildLabel(world);
    await world.as.minh.post(`/api/lots/${chain.lot}/recalls`, { reason: 'Thử' });
    expect(verdictOf(await open(world, label.full))).to.equal('recalled');
  });

  it('says that a lot is held, and that an inspection was failed', async () => {
    const { label, lot } = await buildLabel(world);
    await holding(world, lot, 'unavailable');
    const inspection = { lot, result: 'non_conformant' as const, findings: 'bí mật', eventTime: laterTime };
    await recordInspection(inspection, world.by('minh'));
    const { text } = await open(world, label.full);
    expect(text).to.include('đang tạm giữ lô này').and.include('Kết quả: không đạt');
    expect(text).not.to.include('bí mật');
  });

  it('is of an expired lot from the day after its last', async () => {
    const expired = await buildLabel(world, {}, { expiresOn: '2026-10-05' });
    const page = await open(world, expired.label.full);
    expect([page.status, verdictOf(page)]).to.deep.equal([200, 'expired']);
    expect(page.text).to.include('Đã hết hạn').and.include('05/10/2026');
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const last = await buildLabel(world, {}, { expiresOn: today });
    expect(verdictOf(await open(world, last.label.full))).to.equal('genuine');
  });

  it('shows certificates, the expired ones as such', async () => {
    const { label } = await buildLabel(world);
    const facts = { type: 'vietgap', issuer: 'Vinacontrol', issuedOn: '2020-01-01' };
    const make = (more: object) => createCertificate(certificateInput.parse({ ...facts, ...more }), world.by('hoa'));
    await make({ number: 'C-OLD', expiresOn: '2021-01-01' });
    await make({ number: 'C-NEW', expiresOn: '2099-01-01' });
    const { text } = await open(world, label.full);
    const [, older = '', newer = ''] = /(C-OLD.*?<\/li>).*?(C-NEW.*?<\/li>)/s.exec(text) ?? [];
    expect(older).to.include('badge warn').and.include('Đã hết hạn ngày 01/01/2021');
    expect(newer).to.include('Có giá trị đến 01/01/2099').and.not.include('badge');
  });

  it('takes the badge off when the stars expire', async () => {
    const { label } = await buildLabel(world, { ocop: { ...ocop, expiresOn: '2026-10-31' } });
    const { text } = await open(world, label.full);
    expect(text).not.to.include('★').and.not.include('OCOP,').and.not.include('sao OCOP');
  });

  it('shows names as words, whatever they contain', async () => {
    const vi = '<script>alert(1)</script>"\'&';
    const { label } = await buildLabel(world, { names: { vi, en: '<img src=x onerror=alert(1)>' }, storage: '<b>' });
    for (const language of ['vi', 'en']) {
      const { text } = await open(world, label.full, language);
      expect(text).to.include('&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;');
      expect(text).not.to.match(/<script(?! type="application\/ld\+json">)|<img|<b>/);
    }
  });

  it('speaks the language that the reader prefers or chooses', async () => {
    const names = { vi: 'Miến dong gói', en: 'Arrowroot noodles', zh: '木薯粉丝' };
    const { label } = await buildLabel(world, { names });
    const words = { vi: ['Tem thật', names.vi], en: ['Genuine label', names.en], zh: ['正品标签', names.zh] };
    for (const [language, expected] of Object.entries(words)) {
      const preferred = await open(world, label.full, `${language}-XX,fr;q=0.5`);
      const chosen = await open(world, `${label.full}&lang=${language}`, 'vi');
      for (const page of [preferred, chosen]) {
        expect(page.text).to.include(`<html lang="${language}">`);
        for (const word of expected) expect(page.text).to.include(word);
        expect(verdictOf(page)).to.equal('genuine');
      }
      expect(preferred.get('Content-Language')).to.equal(language);
    }
    expect((await open(world, label.full, 'en')).text).to.include('<p class="quiet" lang="vi">Miến dong gói</p>');
    expect((await open(world, label.full, 'fr')).text).to.include('<html lang="vi">');
  });

  it('offers the other languages with the seal kept', async () => {
    const { label } = await buildLabel(world);
    const page = await open(world, `${label.full}&utm=x`);
    const english = /href="([^"]+)" lang="en"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const seal = new URL(label.full).searchParams.get('s') ?? '';
    expect(new URLSearchParams(english).getAll('s')).to.deep.equal([seal]);
    const switched = await open(world, label.compact + english);
    expect(verdictOf(switched)).to.equal('genuine');
    expect(switched.text).to.include('<html lang="en">');
  });

  it('is a page for whoever takes one', async () => {
    const { label } = await buildLabel(world);
    const target = label.full.replace('http://nguon.test', '');
    for (const accept of ['text/html', '*/*', 'application/json, text/html;q=0.1', 'application/ld+json, */*;q=0.1']) {
      for (const link of [target, `${target}x`, '/01/1', '/01/09521234000013']) {
        const res = await world.stranger.get(link).set('Accept', accept);
        expect(res.type, `${accept} ${link}`).to.equal('text/html');
      }
    }
  });

  it('asks for one style sheet and an icon, and sets no cookie', async () => {
    const { label } = await buildLabel(world, { ocop, ingredients: 'Bột dong riềng 100 %', storage: 'Nơi khô ráo' });
    const page = await open(world, label.full);
    const links = [
      ...page.text.matchAll(/<(?:link rel="(?!canonical|alternate)|img|script)[^>]*(?:href|src)="([^"?]+)/g),
    ];
    expect(links.map(([, file]) => file)).to.deep.equal(['/style.css', '/icon.svg']);
    expect(page.get('Set-Cookie')).to.equal(undefined);
  });

  it('shows a lot without a serial, and says that this proves no label', async () => {
    const { lot, code } = await buildPackedLot(world);
    await issueLabels(world, lot);
    const page = await open(world, `/${lot}`);
    expect([page.status, verdictOf(page)]).to.deep.equal([200, 'unknown']);
    expect(page.text).to.include('Thông tin lô hàng').and.include(code).and.include('Thu hoạch');
    expect(page.text).not.to.include('Tem thật').and.not.include('Số sê-ri');
  });

  it('shows a step of another system without a place', async () => {
    const { label, lot } = await buildLabel(world);
    const quantityList = [{ epcClass: uriOfPath(lot, namespace()) }];
    const event = { type: 'ObjectEvent' as const, action: 'OBSERVE' as const, eventTime: laterTime, quantityList };
    await capture({ ...event, bizStep: 'inspecting', readPoint: { id: 'urn:x:y' } }, world.by('minh'));
    const page = await open(world, label.full);
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Chi cục').and.not.include('urn:x:y');
  });
});
