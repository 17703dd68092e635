import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { type Response } from 'supertest';
import { keys } from '../../src/auth/keys.js';
import { Events } from '../../src/events/event.model.js';
import { listPending } from '../../src/ledger/log.model.js';
import { signedPositions } from '../../src/ledger/log.service.js';
import { startSequencer } from '../../src/ledger/sequencer.js';
import { buildLabel } from '../support/labelled.js';
import { runVerifier } from '../support/verifying.js';
import { startWorld, type World } from '../support/world.js';

describe('the proof that a server gives of one event', function () {
  this.timeout(60_000);
  let world: World;
  let lot: string;
  let folder: string;
  before(async () => {
    world = await startWorld();
    folder = await mkdtemp(join(tmpdir(), 'nguon-proof-'));
    ({ lot } = await buildLabel(world));
    const sequencer = await startSequencer(keys().log());
    while ((await listPending(1)).length > 0) await sleep(20);
    await sequencer.stop();
  });
  after(async () => {
    await world.stop();
    await rm(folder, { recursive: true });
  });
  const fileOf = (name: string) => join(folder, name);
  const proofOf = async (get: (path: string) => Promise<Response>, name: string | number) => {
    const res = await get(`/log/proof/${encodeURIComponent(name)}.json`);
    return { status: res.status, file: res.body as Record<string, unknown>, text: res.text };
  };
  const hoa = (path: string) => world.as.hoa.get(path).then((res) => res);
  const stranger = (path: string) => world.stranger.get(path).then((res) => res);

  it('opens the event for whoever may read all of it, and for nobody else', async () => {
    const { _id = '', event } = (await Events.findOne({ lots: lot, bizStep: 'packing' }).lean()) ?? {};
    const position = (await signedPositions([_id])).get(_id) ?? -1;
    const opened = await proofOf(hoa, position);
    expect(opened.file).to.deep.include({ position, eventID: _id, event });
    for (const get of [stranger, (path: string) => world.as.binh.get(path).then((res) => res)]) {
      expect((await proofOf(get, position)).file).to.have.keys(
        'format',
        'position',
        'commitment',
        'hashes',
        'checkpoint',
      );
      expect((await proofOf(get, _id)).file)
        .to.include({ eventID: _id })
        .and.not.have.any.keys('nonce', 'event');
    }
    for (const name of ['999999', '-1', '01', 'ni:none', '$ne']) {
      expect((await proofOf(stranger, name)).status, name).to.equal(404);
    }
  });

  it('is checked by the program without the server', async () => {
    const { vkey } = keys().log();
    await writeFile(fileOf('vkey'), `${vkey}\n`);
    for (const [get, words] of [
      [hoa, 'word for word'],
      [stranger, 'does not open'],
    ] as const) {
      const { text } = await proofOf(get, 1);
      await writeFile(fileOf('proof.json'), text);
      const right = await runVerifier('--proof', fileOf('proof.json'), '--vkey', fileOf('vkey'));
      expect(right, right.words).to.include({ code: 0 });
      expect(right.words).to.contain('position 1 of the log of').and.contain(words);
    }
    await writeFile(fileOf('proof.json'), (await proofOf(hoa, 1)).text.replace('"position":1,', '"position":2,'));
    const wrong = await runVerifier('--proof', fileOf('proof.json'), '--vkey', vkey);
    expect(wrong.code).to.equal(1);
    expect(wrong.words).to.contain('Fault: the entry is not at position 2 of the log');
  });
});
