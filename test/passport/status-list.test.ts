/** The lists that tell, for credentials saved earlier, what became of their lots. */
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { Events } from '../../src/events/event.model.js';
import { bitsOfList } from '../../src/passport/status.service.js';
import { StatusEntries } from '../../src/passport/status.model.js';
import { buildLabel, buildPackedLot } from '../support/labelled.js';
import { readToken, save } from '../support/passports.js';
import { startWorld, type World } from '../support/world.js';

interface Entry {
  id: string;
  type: string;
  statusPurpose: string;
  statusListIndex: string;
  statusListCredential: string;
}

describe('the status lists of credentials', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.stop());
  beforeEach(() => StatusEntries.deleteMany());

  const entriesOf = async (path: string) =>
    (await save(world, path, 'vc.jwt')).claims.credentialStatus as [revocation: Entry, suspension: Entry];
  const addressOf = (entry: Entry) => new URL(entry.statusListCredential).pathname;
  const readList = (entry: Entry) => readToken(world, addressOf(entry));

  /** As a program does that knows the standard only. */
  async function isSet(entry: Entry): Promise<boolean> {
    const { credentialSubject: list } = (await readList(entry)).claims;
    expect([list.statusPurpose, list.encodedList[0]]).to.deep.equal([entry.statusPurpose, 'u']);
    const bytes = gunzipSync(Buffer.from(list.encodedList.slice(1), 'base64url'));
    expect(bytes.length).to.be.at.least(16_384);
    const index = Number(entry.statusListIndex);
    return ((bytes[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
  }

  it('have a place for each lot, the same each time and for each package', async () => {
    const { lot, label } = await buildLabel(world);
    const other = await buildPackedLot(world);
    const [revocation, suspension] = await entriesOf(lot);
    expect(revocation).to.deep.equal({
      id: 'http://nguon.test/passport-status/revocation/0.jwt#0',
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: '0',
      statusListCredential: 'http://nguon.test/passport-status/revocation/0.jwt',
    });
    expect(suspension).to.include({ statusPurpose: 'suspension', statusListIndex: '0' });
    expect((await entriesOf(other.lot))[0].statusListIndex).to.equal('1');
    expect(await entriesOf(`${lot}/21/${label.serial}`)).to.deep.equal([revocation, suspension]);
    expect((await save(world, lot)).claims).not.to.have.any.keys('credentialStatus');
  });

  it('give each lot a place of its own when many are asked for at once', async () => {
    const lots = [];
    for (let count = 0; count < 6; count++) lots.push((await buildPackedLot(world)).lot);
    const asked = [...lots, ...lots];
    const found = await Promise.all(asked.map(async (lot) => (await entriesOf(lot))[0].statusListIndex));
    expect(new Set(found)).to.deep.equal(new Set(['0', '1', '2', '3', '4', '5']));
    expect(found.slice(0, 6)).to.deep.equal(found.slice(6));
  });

  it('are credentials under the key of labels, for everybody, and never kept without asking again', async () => {
    const [revocation] = await entriesOf((await buildPackedLot(world)).lot);
    const { answer, header, claims } = await readList(revocation);
    expect(answer.type).to.equal('application/vc+jwt');
    expect(answer.headers).to.include({ 'cache-control': 'no-cache', 'access-control-allow-origin': '*' });
    const did = 'did:web:nguon.test';
    const kid = `${did}#${keys().label.active().kid}`;
    expect(header).to.deep.equal({ alg: 'ES256', typ: 'vc+jwt', cty: 'vc', iss: did, kid });
    const { validFrom, credentialSubject, ...rest } = claims;
    expect(rest).to.deep.equal({
      '@context': ['https://www.w3.org/ns/credentials/v2'],
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      id: revocation.statusListCredential,
      issuer: did,
    });
    expect(Math.abs(Date.parse(validFrom) - Date.now())).to.be.below(60_000);
    expect(credentialSubject).to.include({
      type: 'BitstringStatusList',
      id: `${revocation.statusListCredential}#list`,
    });
  });

  it('say with the next request that a lot is recalled, and of no other', async () => {
    const [first, second] = [await buildPackedLot(world), await buildPackedLot(world)];
    const [[one], [two]] = [await entriesOf(first.lot), await entriesOf(second.lot)];
    expect([await isSet(one), await isSet(two)]).to.deep.equal([false, false]);
    const recall = await world.as.minh.post(`/api/lots/${second.lot}/recalls`, { reason: 'Nhiễm khuẩn' });
    expect(recall.status).to.equal(201);
    expect([await isSet(one), await isSet(two)]).to.deep.equal([false, true]);
    expect((await entriesOf(second.lot))[0]).to.deep.equal(two);
  });

  it('say that a lot is held, as long as it is', async () => {
    const { lot } = await buildPackedLot(world);
    const [revocation, suspension] = await entriesOf(lot);
    expect((await world.as.minh.post(`/api/lots/${lot}/holds`, { reason: 'Chờ kết quả' })).status).to.equal(201);
    expect([await isSet(revocation), await isSet(suspension)]).to.deep.equal([false, true]);
    expect((await world.as.minh.post(`/api/lots/${lot}/releases`, { reason: 'Đạt' })).status).to.equal(201);
    expect(await isSet(suspension)).to.equal(false);
  });

  it('say that the record of a lot was declared an error', async () => {
    const { lot } = await buildPackedLot(world);
    const [revocation] = await entriesOf(lot);
    const packing = await Events.findOne({ lots: lot }).lean();
    const declared = await world.as.hoa.post('/api/corrections', { event: packing?._id, note: 'Ghi nhầm' });
    expect(declared.status, declared.text).to.equal(200);
    expect((await world.stranger.get(`/${lot}/passport.vc.jwt`)).status).to.equal(404);
    expect(await isSet(revocation)).to.equal(true);
  });

  it('begin a new list where one is full', async () => {
    const { lot } = await buildPackedLot(world);
    await StatusEntries.create({ _id: 'the last of the first list', index: bitsOfList - 1 });
    const [revocation] = await entriesOf(lot);
    expect(revocation.id).to.equal('http://nguon.test/passport-status/revocation/1.jwt#0');
    await world.as.minh.post(`/api/lots/${lot}/recalls`, { reason: 'Nhiễm khuẩn' });
    expect(await isSet(revocation)).to.equal(true);
    expect(
      await isSet({ ...revocation, statusListCredential: 'http://nguon.test/passport-status/revocation/0.jwt' }),
    ).to.equal(false);
  });

  it('are 404 where no credential names them', async () => {
    await entriesOf((await buildPackedLot(world)).lot);
    for (const name of [
      'revocation/1.jwt',
      'revocation/x.jwt',
      'revocation/-1.jwt',
      'toString/0.jwt',
      'message/0.jwt',
    ]) {
      const { status, body } = await world.stranger.get(`/passport-status/${name}`);
      expect([status, body.code], name).to.deep.equal([404, 'not-found']);
    }
  });
});
