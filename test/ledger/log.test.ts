import { createHash, generateKeyPairSync } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import canonicalize from 'canonicalize';
import { expect } from 'chai';
import { keys } from '../../src/auth/keys.js';
import { lotPath } from '../../src/epcis/identifiers.js';
import { capture } from '../../src/events/capture.js';
import { Events } from '../../src/events/event.model.js';
import { LogEntries } from '../../src/ledger/log.model.js';
import { findInclusionProof, proveConsistency, proveInclusions } from '../../src/ledger/log.service.js';
import { emptyRoot, leafHash, provesConsistency, provesInclusion } from '../../src/ledger/merkle.js';
import { logKey, openCheckpoint } from '../../src/ledger/note.js';
import { startSequencer, type Sequencer } from '../../src/ledger/sequencer.js';
import { buildProduct, someLot } from '../support/builders.js';
import { observe } from '../support/drafts.js';
import { auditLog, expectPrefix, readHead } from '../support/log.js';
import { startWorld, type World } from '../support/world.js';

describe('the log', () => {
  let world: World;
  let sequencer: Sequencer;
  let product: string;
  let vkey: string;
  before(async () => {
    world = await startWorld();
    product = (await buildProduct(world.by('hoa'))).key;
    sequencer = await startSequencer(keys().log());
    vkey = keys().log().vkey;
  });
  after(async () => {
    await sequencer.stop();
    await world.stop();
  });

  const get = (path: string) => world.stranger.get(`/log/${path}`).responseType('blob');
  const read = async (path: string) => {
    const res = await get(path);
    expect(res.status, path).to.equal(200);
    return res.body as Buffer;
  };
  const record = (more: object = {}) =>
    capture(observe('commissioning', lotPath(product, someLot()), 1000, { action: 'ADD', ...more }), world.by('hoa'));
  const inLog = async (eventID: string) => {
    for (;;) {
      const proof = await findInclusionProof(eventID);
      if (proof) return proof;
      await sleep(5);
    }
  };
  /** Records events until the log has `size` entries. */
  const growTo = async (size: number) => {
    for (;;) {
      const missing = size - (await readHead(read, vkey)).size;
      if (missing <= 0) return;
      const made = await Promise.all(Array.from({ length: Math.min(missing, 20) }, () => record()));
      for (const { eventID } of made) await inLog(eventID);
    }
  };

  it('begins with a signed checkpoint of no entries', async () => {
    expect(await readHead(read, vkey)).to.deep.equal({ size: 0, root: emptyRoot });
    expect((await get('tile/0/000.p/1')).status).to.equal(404);
  });

  it('has every event in a signed checkpoint within a second of its acknowledgement', async () => {
    for (let i = 0; i < 10; i++) {
      const { eventID } = await record();
      const acknowledged = performance.now();
      const proof = await inLog(eventID);
      expect(performance.now() - acknowledged).to.be.below(1000);
      expect(openCheckpoint(proof.checkpoint, vkey)?.size).to.be.above(proof.position);
    }
  });

  it('serves what the specification says, for any site and any cache', async () => {
    await growTo(5);
    const { size } = await readHead(read, vkey);
    const types = { checkpoint: 'text/plain; charset=utf-8', vkey: 'text/plain; charset=utf-8' };
    for (const [path, type] of Object.entries(types)) {
      const res = await get(path);
      expect(res.headers).to.include({ 'content-type': type, 'cache-control': 'no-cache' });
      expect(res.headers).to.include({ 'access-control-allow-origin': '*' });
    }
    expect((await read('vkey')).toString()).to.equal(vkey);
    for (const path of [`tile/0/000.p/${size}`, `tile/entries/000.p/${size}`]) {
      const { headers } = await get(path);
      expect(headers).to.include({ 'content-type': 'application/octet-stream', 'access-control-allow-origin': '*' });
      expect(headers['cache-control']).to.equal('public, max-age=31536000, immutable');
      expect(headers['cross-origin-resource-policy']).to.equal('cross-origin');
      expect(headers['set-cookie']).to.equal(undefined);
    }
  });

  it('answers 404 for what is not there yet and for what is no path, and lets nobody keep that', async () => {
    await growTo(5);
    const { size } = await readHead(read, vkey);
    const absent = [`tile/0/000.p/${size + 1}`, 'tile/0/000', 'tile/1/000.p/1', 'tile/0/001.p/1', 'tile/entries/000'];
    const malformed = ['tile/0/000.p/0', 'tile/0/000.p/01', 'tile/0/0', 'tile/64/000', 'tile/8/0/000', 'tile/x', ''];
    for (const path of [...absent, ...malformed, 'tile/0/%', 'tile/$ne/000']) {
      const res = await get(path);
      expect(res.status, path).to.be.oneOf(path.includes('%') ? [400, 404] : [404]);
      if (res.status === 404) expect(res.headers['cache-control'], path).to.equal('no-cache');
    }
  });

  it('never changes what it has served, while it grows over the end of a tile', async function () {
    this.timeout(60_000);
    await growTo(20);
    const first = await auditLog(read, vkey);
    const served = new Map<string, Buffer>();
    for (const path of ['tile/0/000.p/7', 'tile/entries/000.p/7', `tile/0/000.p/${first.size}`]) {
      served.set(path, await read(path));
    }
    await growTo(257);
    const second = await auditLog(read, vkey);
    for (const [path, bytes] of served) expect((await read(path)).equals(bytes), path).to.equal(true);
    expect(await read('tile/0/000')).to.have.length(8192);
    expectPrefix(first, second);
  });

  it('proves that each event is in it, and that it begins with what it was', async () => {
    await growTo(30);
    const old = await readHead(read, vkey);
    const { eventID } = await record();
    const proof = await inLog(eventID);
    const head = openCheckpoint(proof.checkpoint, vkey);
    if (!head) throw new Error('no checkpoint');
    const { entries } = await auditLog(read, vkey);
    const leaf = leafHash(entries[proof.position] as Buffer);
    expect(provesInclusion(leaf, proof.position, head.size, proof.hashes, head.root)).to.equal(true);
    const everyPath = await proveInclusions([...entries.keys()].reverse(), head.size);
    for (const [index, path] of everyPath.reverse().entries())
      expect(provesInclusion(leafHash(entries[index] as Buffer), index, head.size, path, head.root)).to.equal(true);
    expect(everyPath[proof.position]).to.deep.equal(proof.hashes);
    expect(provesConsistency(old, head, await proveConsistency(old.size, head.size))).to.equal(true);
    expect(await findInclusionProof('ni:///sha-256;none?ver=CBV2.0')).to.equal(null);
  });

  it('commits to each event as it is stored, with a nonce that nobody is shown', async () => {
    const { eventID } = await record({ ilmd: { absent: undefined, empty: {}, 'nguon:note': 'Ngô nếp' } });
    await inLog(eventID);
    const { entries } = await auditLog(read, vkey);
    const events = await Events.find({}).select('+nonce');
    expect(events).to.have.length(entries.length);
    for (const { _id, event, nonce } of events) {
      const position = (await LogEntries.findOne({ event: _id }).lean())?._id ?? -1;
      const commitment = createHash('sha256')
        .update(nonce)
        .update(canonicalize(event) ?? '')
        .digest();
      expect(entries[position]?.equals(commitment), _id).to.equal(true);
      expect(nonce).to.have.length(32);
    }
    expect(new Set(events.map(({ nonce }) => nonce.toString('hex'))).size).to.equal(events.length);
    expect(await Events.findById(eventID).lean()).not.to.have.property('nonce');
  });

  it('belongs to one key: a server with another one does not start', async () => {
    const stranger = logKey('nguon.test/log', generateKeyPairSync('ed25519').privateKey);
    const failure = await startSequencer(stranger).then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(failure).to.contain(`signed by the key ${vkey}`);
  });
});
