import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { Products } from '../../src/registry/product.model.js';
import { buildLabel, buildPackedLot } from '../support/labelled.js';
import { save, sequenceAll } from '../support/passports.js';
import { startWorld, type World } from '../support/world.js';

const ocop = { stars: 5, decisionNumber: '9/QĐ', issuedOn: '2020-01-01', expiresOn: '2099-12-31' };
const did = 'did:web:nguon.test';

describe('a passport as a verifiable credential', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());

  it('is secured by JOSE: the payload is the credential, the key one of the DID document', async () => {
    const { lot } = await buildPackedLot(world);
    await sequenceAll();
    const { answer, header, claims } = await save(world, lot, 'vc.jwt');
    expect(answer.type).to.equal('application/vc+jwt');
    const { nguon, ...standard } = header;
    const kid = `${did}#${keys().label.active().kid}`;
    expect(standard).to.deep.equal({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', iss: did, kid });
    const { body: document } = await world.stranger.get('/.well-known/did.json');
    expect(document.assertionMethod).to.include(kid);
    const fields = ['@context', 'type', 'id', 'issuer', 'validFrom', 'credentialStatus', 'credentialSubject'];
    expect(claims).to.have.all.keys(fields);
    expect(claims['@context'][0]).to.equal('https://www.w3.org/ns/credentials/v2');
    expect(claims.type).to.deep.equal(['DigitalProductPassport', 'VerifiableCredential']);
    expect(claims.issuer).to.include({ id: did });
    expect(claims.validFrom).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(claims.id).to.match(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(claims.id).not.to.equal((await save(world, lot, 'vc.jwt')).claims.id);
    expect(nguon.state).to.deep.equal({ recalled: false, held: false });
    expect(nguon.expiresOn).to.equal('2027-10-03');
    expect(nguon.log.hashes).to.be.an('array');
    const [trace] = claims.credentialSubject.traceabilityInformation;
    const [{ linkURL }] = trace.traceabilityEvent;
    expect(linkURL).to.equal(`http://nguon.test/log/proof/${nguon.log.position}.json`);
    expect((await world.stranger.get(new URL(linkURL).pathname)).body.commitment).to.equal(nguon.log.commitment);
  });

  it('has the fields that UNTP 0.6 wants of a batch and of an item', async () => {
    const { lot, code, label, product } = await buildLabel(world, { ocop });
    const { credentialSubject } = (await save(world, lot, 'vc.jwt')).claims;
    expect(credentialSubject).to.include({ granularityLevel: 'batch', id: `http://nguon.test/${lot}` });
    expect(credentialSubject.product).to.deep.include({
      type: ['Product'],
      name: 'Miến dong gói',
      registeredId: product.gtin,
      batchNumber: code,
      productionDate: '2026-10-03',
      countryOfProduction: 'VN',
      dimensions: { type: ['Dimension'], weight: { type: ['Measure'], value: 0.5, unit: 'KGM' } },
    });
    expect(credentialSubject.product.producedByParty).to.include({ name: 'HTX Hoa' });
    expect(new URL(credentialSubject.product.producedByParty.id).protocol).to.match(/^https?:$/);
    for (const { type, id, conformityTopic } of credentialSubject.conformityClaim) {
      expect(type).to.deep.equal(['Claim', 'Declaration']);
      expect([new URL(id).origin, conformityTopic]).to.deep.equal(['http://nguon.test', 'governance.compliance']);
    }
    const item = (await save(world, `${lot}/21/${label.serial}`, 'vc.jwt')).claims.credentialSubject;
    expect([item.granularityLevel, item.product.serialNumber]).to.deep.equal(['item', label.serial]);
  });

  it('claims stars while they last, and denies conformance after a recall', async () => {
    const { lot, product } = await buildPackedLot(world, { ocop });
    const claims = async () => {
      const { conformityClaim } = (await save(world, lot, 'vc.jwt')).claims.credentialSubject;
      return conformityClaim.map(({ description, conformance }: Record<string, unknown>) => [description, conformance]);
    };
    expect(await claims()).to.deep.equal([['OCOP, 5 stars, decision 9/QĐ, until 2099-12-31', true]]);
    await Products.updateOne({ _id: product._id }, { $set: { 'ocop.expiresOn': '2021-01-01' } });
    await world.as.minh.post(`/api/lots/${lot}/recalls`, { reason: 'Phát hiện chất không được phép.' });
    expect(await claims()).to.deep.equal([['Recalled from the market', false]]);
  });
});
