import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { keys, openKeys } from '../../src/auth/keys.js';
import { config, projectRoot } from '../../src/config.js';
import { connect, disconnect } from '../../src/db.js';
import { capture } from '../../src/events/capture.js';
import { lotPath } from '../../src/epcis/identifiers.js';
import { listPending } from '../../src/ledger/log.model.js';
import { startSequencer } from '../../src/ledger/sequencer.js';
import { Organizations } from '../../src/registry/organization.model.js';
import { buildProduct, someLot } from '../support/builders.js';
import { observe } from '../support/drafts.js';
import { startTestStore, type TestStore } from '../support/engine.js';
import { verify } from '../support/verifying.js';

describe('npm run export-ledger', function () {
  this.timeout(60_000);
  const events = 12;
  let store: TestStore;
  let folder: string;
  before(async () => {
    store = await startTestStore();
    folder = await mkdtemp(join(tmpdir(), 'nguon-export-'));
    await openKeys(folder);
    await connect(store.uri, config.publicUrl);
    await (await startSequencer(keys().log())).stop();
    const actor = { id: 'hoa', name: 'hoa', role: 'producer' as const, organization: 'org-hoa' };
    const by = (key: string) => ({ actor, now: new Date(), key });
    const organization = { _id: 'org-hoa', organization: 'org-hoa', name: 'HTX Hoa', kind: 'cooperative' as const };
    await Organizations.create({ ...organization, createdAt: new Date() });
    const { key } = await buildProduct(by('product'));
    for (let index = 0; index < events; index++) {
      await capture(observe('commissioning', lotPath(key, someLot()), 1000, { action: 'ADD' }), by(String(index)));
    }
  });
  after(async () => {
    await disconnect();
    await store.stop();
    await rm(folder, { recursive: true });
  });

  const run = (dataDir: string, ...options: string[]) =>
    new Promise<{ code: number; words: string }>((resolve) => {
      const env = { ...process.env, MONGODB_URI: store.uri, DATA_DIR: dataDir };
      const args = ['--import', 'tsx', 'scripts/export-ledger.ts', ...options];
      const child = execFile(process.execPath, args, { cwd: projectRoot, env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, words: stdout + stderr }),
      );
    });

  it('writes a whole ledger for its owner alone, with what a server left unsequenced', async () => {
    expect(await listPending(0)).to.have.length(events);
    const file = join(folder, 'ledger.jsonl');
    expect(await run(folder, file)).to.deep.equal({ code: 0, words: '' });
    const { report } = verify(await readFile(file), { vkey: keys().log().vkey });
    expect(report.first()).to.equal(null);
    expect([report.counted('events'), report.counted('balances')]).to.deep.equal([events, events]);
    expect((await stat(file)).mode & 0o077).to.equal(0);
  });

  it('explains itself, and leaves no half file behind', async () => {
    expect((await run(folder)).words).to.equal('Usage: npm run export-ledger -- FILE\n');
    const other = join(folder, 'other');
    await cp(join(folder, 'keys'), join(other, 'keys'), { recursive: true });
    await rm(join(other, 'keys', 'log.json'));
    const refused = await run(other, join(other, 'ledger.jsonl'));
    expect(refused.code).to.equal(2);
    expect(refused.words).to.contain('signed by the key');
    expect(await stat(join(other, 'ledger.jsonl')).catch(() => null)).to.equal(null);
  });
});
