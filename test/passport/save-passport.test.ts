import { expect } from 'chai';
import { revokeKeys } from '../../src/auth/change-keys.js';
import { keys } from '../../src/auth/keys.js';
import { Lots } from '../../src/lots/lot.model.js';
import { leafHash, provesInclusion } from '../../src/ledger/merkle.js';
import { openCheckpoint } from '../../src/ledger/note.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { Products } from '../../src/registry/product.model.js';
import { createCertificate, certificateInput } from '../../src/registry/certificate.service.js';
import { buildLabel, buildPackedLot } from '../support/labelled.js';
import { save, sequenceAll } from '../support/passports.js';
import { startWorld, type World } from '../support/world.js';

const ocop = { stars: 4, decisionNumber: '123/QĐ-UBND', issuedOn: '2020-01-01', expiresOn: '2099-12-31' };
const reason = { reason: 'Phát hiện chất không được phép.' };

describe('a saved passport', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
    const privateFacts = { phone: '0912 345 678', email: 'hoa@private.test', address: '12 ngõ 3', taxId: '4800123456' };
    const publicFacts = { commune: 'Nguyên Bình', province: 'Cao Bằng' };
    await Organizations.updateOne({ _id: 'org-hoa' }, { $set: { ...privateFacts, ...publicFacts } });
  });
  after(() => world.stop());

  it('is a JWT of its own type with the facts of the lot, signed by the active label key', async () => {
    const { lot, code, product } = await buildPackedLot(world, { ocop, ingredients: 'Tinh bột dong riềng' });
    const by = world.by('hoa');
    const paper = { type: 'vietgap', number: 'VG-77', issuer: 'Trung tâm A', issuedOn: '2026-01-01' };
    await createCertificate(certificateInput.parse({ ...paper, expiresOn: '2027-01-01', product: product._id }), by);
    const before = Math.floor(Date.now() / 1000);
    const { answer, header, claims, token } = await save(world, lot);
    expect(answer.type).to.equal('application/jwt');
    expect(answer.headers).to.include({
      'content-disposition': `attachment; filename=passport-${code}.jwt`,
      'cache-control': 'no-store',
      'access-control-allow-origin': '*',
    });
    expect(header).to.deep.equal({ alg: 'ES256', typ: 'ocop-passport+jwt', kid: keys().label.active().kid });
    expect(claims).to.include({ iss: 'http://nguon.test', sub: `http://nguon.test/${lot}` });
    expect(claims.iat).to.be.within(before, Math.floor(Date.now() / 1000));
    expect(claims).not.to.have.any.keys('exp', 'log', 'unit');
    expect(claims.product).to.deep.equal({
      names: { vi: 'Miến dong gói' },
      gtin: product.gtin,
      ingredients: 'Tinh bột dong riềng',
      netContent: { quantity: 0.5, uom: 'KGM' },
      ocop,
    });
    expect(claims.lot).to.deep.equal({ code, packedOn: '2026-10-03', expiresOn: '2027-10-03' });
    expect(claims.producer).to.deep.equal({ name: 'HTX Hoa', commune: 'Nguyên Bình', province: 'Cao Bằng' });
    expect(claims.zones[0]).to.include({ growingAreaCode: 'VN-CB-0001', areaHectares: 2.5 });
    expect(claims.certificates).to.deep.equal([{ ...paper, expiresOn: '2027-01-01' }]);
    expect(claims.state).to.deep.equal({ recalled: false, held: false });
    expect(token).to.match(/^[\w-]+\.[\w-]+\.[\w-]{86}$/);
  });

  it('tells nothing of a person, and neither event nor what opens its commitment', async () => {
    const { label, lot } = await buildLabel(world);
    await sequenceAll();
    for (const path of [lot, `${lot}/21/${label.serial}`]) {
      for (const ending of ['jwt', 'vc.jwt'] as const) {
        const { header, claims } = await save(world, path, ending);
        const told = JSON.stringify([header, claims]);
        for (const secret of ['0912', 'private.test', 'ngõ 3', '4800123456', 'nonce', 'ni:', '"hoa"']) {
          expect(told, secret).not.to.include(secret);
        }
      }
    }
  });

  it('proves that the event which made the lot is in the log', async () => {
    const { lot } = await buildPackedLot(world);
    await sequenceAll();
    const { claims } = await save(world, lot);
    const { position, commitment, hashes, checkpoint } = claims.log;
    const head = openCheckpoint(Buffer.from(checkpoint, 'base64').toString(), keys().log().vkey);
    const proof = hashes.map((hash: string) => Buffer.from(hash, 'hex'));
    const leaf = leafHash(Buffer.from(commitment, 'hex'));
    if (!head) throw new Error('the checkpoint is not signed by the key of the log');
    expect(provesInclusion(leaf, position, head.size, proof, head.root)).to.equal(true);
    const file = await world.as.hoa.get(`/log/proof/${position}.json`);
    expect(file.body).to.deep.include({ commitment });
    expect(file.body.event).to.deep.include({ bizStep: 'packing' });
    expect(file.body.event.outputQuantityList[0].epcClass).to.match(new RegExp(`${lot}$`));
  });

  it('of a package names its serial, however the address is typed', async () => {
    const { label, lot } = await buildLabel(world);
    const { claims, answer } = await save(world, `${lot}/21/${label.serial.toLowerCase()}`);
    expect(claims.sub).to.equal(`http://nguon.test/${lot}/21/${label.serial}`);
    expect(claims.unit).to.deep.equal({ serial: label.serial, void: false });
    expect(answer.headers['content-disposition']).to.include(label.serial);
    expect((await save(world, lot.toLowerCase())).claims.sub).to.equal(`http://nguon.test/${lot}`);
  });

  it('of a package whose key was revoked says so', async () => {
    const { label, lot } = await buildLabel(world);
    await revokeKeys(world.dataDir, { kids: [keys().serial.active().kid], because: 'bị lấy cắp', now: new Date() });
    const { claims } = await save(world, `${lot}/21/${label.serial}`);
    expect(claims.unit.sealWithdrawn).to.include({ because: 'bị lấy cắp' });
  });

  it('of a label that was printed before its lot names it by its own link; of a void one says so', async () => {
    const { lot, product } = await buildPackedLot(world);
    const blanks = `/api/products/${product._id}/blank-labels`;
    expect((await world.as.hoa.post(blanks, { count: 2 })).status).to.equal(201);
    const { serial } = (await world.as.hoa.get(blanks)).body.items[0];
    const path = `${lot}/21/${serial}`;
    expect((await world.stranger.get(`/${path}/passport.jwt`)).status).to.equal(404); // not bound yet
    const bound = await world.as.hoa.post(`/api/lots/${lot}/labels/bindings`, { first: 1, last: 1 });
    expect(bound.status, bound.text).to.equal(201);
    const { claims } = await save(world, path);
    expect([claims.sub, claims.unit.void]).to.deep.equal([`http://nguon.test/${product.key}/21/${serial}`, false]);
    const voided = await world.as.hoa.post(`/api/lots/${lot}/labels/voids`, { first: serial, reason: 'Rách' });
    expect(voided.status, voided.text).to.equal(201);
    expect((await save(world, path)).claims.unit.void).to.equal(true);
    expect((await save(world, path, 'vc.jwt')).header.nguon.state.void).to.equal(true);
  });

  it('is 404 for what is not there or not genuine, as a problem document', async () => {
    const { label, lot, product } = await buildLabel(world);
    const serial = label.serial.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    const absent = [
      `${product.key}/10/NOWHERE`,
      `01/09521234000012/10/L1`,
      `${lot}/21/${serial}`,
      `${lot}/21/X`,
      'p/-/10/L',
    ];
    for (const path of absent) {
      for (const ending of ['jwt', 'vc.jwt']) {
        const res = await world.stranger.get(`/${path}/passport.${ending}`);
        expect([res.status, res.type, res.body.code], path).to.deep.equal([
          404,
          'application/problem+json',
          'not-found',
        ]);
      }
    }
  });

  it('says that the lot is recalled or held, and carries stars only while they last', async () => {
    const { lot, product } = await buildPackedLot(world, { ocop });
    expect((await save(world, lot)).claims.product.ocop).to.deep.equal(ocop);
    await Products.updateOne({ _id: product._id }, { $set: { 'ocop.expiresOn': '2021-01-01' } });
    expect((await save(world, lot)).claims.product).not.to.have.any.keys('ocop');
    await Lots.updateOne({ _id: lot }, { $set: { heldBy: 'ni:1' } });
    expect((await save(world, lot)).claims.state).to.deep.equal({ recalled: false, held: true });
    await Lots.updateOne({ _id: lot }, { $set: { heldBy: null } });
    expect((await world.as.minh.post(`/api/lots/${lot}/recalls`, reason)).status).to.equal(201);
    expect((await save(world, lot)).claims.state).to.deep.equal({ recalled: true, held: false });
  });

  it('is linked from the page of a lot and of a label', async () => {
    const { label, lot } = await buildLabel(world);
    for (const path of [lot, `${lot}/21/${label.serial}`]) {
      const page = await world.stranger.get(`/${path}`);
      for (const href of [`/${path}/passport.jwt`, `/${path}/passport.vc.jwt`, '/verify']) {
        expect(page.text).to.include(`href="${href}"`);
        expect((await world.stranger.get(href)).status).to.equal(200);
      }
    }
  });
});
