import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Response } from 'supertest';
import { keys } from '../../src/auth/keys.js';
import { issueToken } from '../../src/auth/session.service.js';
import { Events } from '../../src/events/event.model.js';
import { findTiles, LogTiles } from '../../src/ledger/log.model.js';
import { startSequencer, type Sequencer } from '../../src/ledger/sequencer.js';
import { Lots } from '../../src/lots/lot.model.js';
import { describeFault, type Fault } from '../../scripts/verify/report.js';
import { laterTime } from '../support/chain.js';
import { buildLabel } from '../support/labelled.js';
import { holding } from '../support/moves.js';
import { buildShelf } from '../support/sets.js';
import { runVerifier, verify } from '../support/verifying.js';
import { startWorld, type World } from '../support/world.js';

describe('the ledger of a server, verified', function () {
  this.timeout(60_000);
  let world: World;
  let sequencer: Sequencer;
  let lot: string;
  let server: Server;
  let folder: string;
  before(async () => {
    world = await startWorld();
    folder = await mkdtemp(join(tmpdir(), 'nguon-verify-'));
    server = world.app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    sequencer = await startSequencer(keys().log());
    ({ lot } = await buildLabel(world));
    await (await buildShelf(world)).pack();
    await receiveForeign();
    await holding(world, lot, 'unavailable');
  });
  after(async () => {
    await sequencer.stop();
    server.closeAllConnections();
    server.close();
    await world.stop();
    await rm(folder, { recursive: true });
  });

  /** Events of another system: a sale of ours, something of nobody's, and the declaration that it was an error. */
  async function receiveForeign(): Promise<void> {
    const made = { type: 'ObjectEvent', action: 'OBSERVE', eventTime: laterTime, eventTimeZoneOffset: '+07:00' };
    const epcClass = `https://id.gs1.org/${lot}`;
    const elsewhere = {
      ...made,
      eventID: 'urn:uuid:0b5f3f2a-8f0f-4d26-9a5d-2d1a5c1f7d11',
      bizStep: 'inspecting',
      epcList: [],
    };
    const events = [
      { ...made, bizStep: 'retail_selling', quantityList: [{ epcClass, quantity: 2, uom: 'H87' }] },
      { ...elsewhere, epcList: ['urn:epc:id:sgtin:0614141.107346.2017'] },
      {
        ...elsewhere,
        epcList: ['urn:epc:id:sgtin:0614141.107346.2017'],
        errorDeclaration: { declarationTime: laterTime },
      },
    ];
    for (const event of events) {
      const sent = await world.as.hoa.post('/epcis/events', { '@context': [], ...event });
      expect(sent.status, sent.text).to.equal(201);
    }
  }

  const download = async (who: 'minh' | 'an' = 'minh') => {
    const res = await world.as[who].get('/api/ledger/export').buffer(true).parse(binary);
    expect(res.status, String(res.body)).to.equal(200);
    return res.body as Buffer;
  };
  const firstFault = (bytes: Buffer) => verify(bytes).report.first();
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fileOf = (name: string) => join(folder, name);

  it('is exported for an inspector and an admin, and every export is on record', async () => {
    const [minhs, ans] = [await download('minh'), await download('an')];
    expect(minhs.toString().split('\n').length).to.equal(ans.toString().split('\n').length);
    const { body } = await world.as.an.get('/api/access');
    expect(body.items.map(({ actor }: { actor: string }) => actor)).to.deep.equal(['an', 'minh']);
    expect((await world.as.hoa.get('/api/access')).body).to.deep.equal({ items: [], more: false });
  });

  it('is nobody else’s to export', async () => {
    expect((await world.stranger.get('/api/ledger/export')).status).to.equal(401);
    expect((await world.as.hoa.get('/api/ledger/export')).status).to.equal(403);
  });

  it('is right, with every event, lot and a label of each run; users are not in it', async () => {
    const bytes = await download();
    const { report } = verify(bytes, { vkey: keys().log().vkey });
    expect(report.first() && describeFault(report.first() as Fault)).to.equal(null);
    const [events, lots] = [await Events.countDocuments({}), await Lots.countDocuments({})];
    for (const check of ['tree', 'events', 'identity', 'times'] as const)
      expect(report.counted(check)).to.equal(events);
    expect([report.counted('balances'), report.counted('labels')]).to.deep.equal([lots, 1]);
    expect(bytes.toString()).not.to.match(/"actor"|"fingerprint"|"password/);
  });

  it('is right also while events arrive', async () => {
    const arriving = Promise.all(Array.from({ length: 4 }, () => buildLabel(world)));
    for (let round = 0; round < 3; round++) expect(firstFault(await download())).to.equal(null);
    await arriving;
    expect(firstFault(await download())).to.equal(null);
  });

  it('shows what was changed in the store: an event, a lot, a tile, an event that was never logged', async () => {
    const { _id, event } = (await Events.findOne({ lots: lot, bizStep: 'packing' }).lean()) ?? {};
    await Events.updateOne({ _id }, { $set: { 'event.eventTime': '2026-10-03T08:30:01+07:00' } });
    expect(firstFault(await download())).to.include({ check: 'events', event: _id });
    await Events.updateOne({ _id }, { $set: { event } });
    expect(firstFault(await download())).to.equal(null);

    await Lots.updateOne({ _id: lot }, { $set: { sold: 0 } });
    expect(firstFault(await download())).to.include({ check: 'balances', lot });
    await Lots.updateOne({ _id: lot }, { $set: { sold: 2000 } });
    expect(firstFault(await download())).to.equal(null);

    const tile = (await findTiles(['tile/0/000'])).get('tile/0/000') ?? Buffer.alloc(0);
    const bytes = Buffer.from(tile);
    bytes[40] = (bytes[40] ?? 0) ^ 1;
    await LogTiles.updateOne({ _id: 'tile/0/000' }, { $set: { bytes } });
    expect(firstFault(await download())).to.include({ check: 'tree', position: 1 });
    await LogTiles.updateOne({ _id: 'tile/0/000' }, { $set: { bytes: tile } });

    const stored = await Events.findById(_id).select('+nonce').lean();
    await Events.create({ ...stored, _id: 'ni:stray', request: 'stray' });
    expect(firstFault(await download())).to.include({ check: 'tree', event: 'ni:stray' });
    await Events.deleteOne({ _id: 'ni:stray' });
    expect(firstFault(await download())).to.equal(null);
  });

  it('is checked by the program on the running server, and again against what it remembers', async () => {
    const token = issueToken(world.as.minh.user).accessToken;
    const options = ['--witness', fileOf('witness.json'), address(), '--token', token];
    const first = await runVerifier(...options);
    expect(first.code, first.words).to.equal(0);
    expect(first.words)
      .to.contain('taken on trust')
      .and.match(/ok +published/)
      .and.contain('All is as it was recorded.');
    await buildLabel(world);
    const second = await runVerifier(...options);
    expect(second.code, second.words).to.equal(0);
    expect(second.words).not.to.contain('taken on trust');
    expect(second.words).to.match(/ok +witness +\d+ entries are those seen before/);
  });

  it('says rollback for an older backup, and keeps what it remembers', async () => {
    await writeFile(fileOf('old.jsonl'), await download());
    await buildLabel(world);
    await writeFile(fileOf('new.jsonl'), await download());
    const witness = ['--witness', fileOf('rollback.json')];
    expect((await runVerifier(...witness, fileOf('new.jsonl'))).code).to.equal(0);
    const remembered = await readFile(fileOf('rollback.json'), 'utf8');
    const { code, words } = await runVerifier(...witness, fileOf('old.jsonl'));
    expect(code).to.equal(1);
    expect(words).to.match(/First fault: position \d+: rollback: the log had \d+ entries on .* and now has \d+/);
    expect(await readFile(fileOf('rollback.json'), 'utf8')).to.equal(remembered);
  });

  it('cannot be verified from nothing: exit code 2', async () => {
    for (const options of [[], [fileOf('absent')], [address(), '--token', 'x'], ['--proof', fileOf('absent')]]) {
      expect((await runVerifier(...options)).code, options.join(' ')).to.equal(2);
    }
  });
});

function binary(res: Response, done: (error: Error | null, body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  const stream = res as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => done(null, Buffer.concat(chunks)));
}
