import { execFile } from 'node:child_process';
import { expect } from 'chai';
import { config, projectRoot } from '../../src/config.js';
import { connect, disconnect, namespace } from '../../src/db.js';
import { type EpcisEvent } from '../../src/epcis/vocabulary.js';
import { Events } from '../../src/events/event.model.js';
import { Lots } from '../../src/lots/lot.model.js';
import { lotOfFold, startFold } from '../../src/lots/rebuild.js';
import { Products } from '../../src/registry/product.model.js';
import { startTestStore, type TestStore } from '../support/engine.js';

const product = { _id: 'dong', organization: 'org-hoa', key: 'p/DONG', names: { vi: 'Dong' }, searchText: 'dong' };

describe('npm run rebuild', function () {
  this.timeout(60_000);
  let store: TestStore;
  before(async () => {
    store = await startTestStore();
    await connect(store.uri, config.publicUrl);
    await Products.create({ ...product, uom: 'KGM', inUse: true, createdAt: new Date() });
    await record(40);
  });
  after(async () => {
    await disconnect();
    await store.stop();
  });

  const rebuild = (...options: string[]) =>
    new Promise<{ code: number; words: string }>((resolve) => {
      const env = { ...process.env, MONGODB_URI: store.uri };
      const args = ['--import', 'tsx', 'scripts/rebuild.ts', ...options];
      const child = execFile(process.execPath, args, { cwd: projectRoot, env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, words: stdout + stderr }),
      );
    });

  it('says that all are equal', async () => {
    expect(await rebuild('--check')).to.deep.equal({ code: 0, words: '20 lots, 40 events: all equal\n' });
  });

  it('names a lot that differs, changes it only when asked to, and is content afterwards', async () => {
    const wrong = 'p/DONG/10/L3';
    await Lots.updateOne({ _id: wrong }, { $set: { sold: 1 } });
    const checked = await rebuild('--check');
    expect(checked).to.deep.equal({ code: 1, words: `${wrong}: sold\n20 lots, 40 events: 1 differ\n` });
    expect(await Lots.findById(wrong).lean()).to.include({ sold: 1 });
    const rewritten = await rebuild();
    expect(rewritten.words).to.equal(`${wrong}: sold → written anew\n20 lots, 40 events: 1 differ, 0 left\n`);
    expect(rewritten.code).to.equal(0);
    expect(await Lots.findById(wrong).lean()).to.include({ sold: 400 });
    expect((await rebuild('--check')).code).to.equal(0);
  });

  it('explains itself when asked for something else', async () => {
    expect(await rebuild('--chekc')).to.deep.equal({ code: 2, words: 'Usage: npm run rebuild [-- --check]\n' });
  });
});

/** Harvests and one sale each, recorded in the order in which they are worst to fold: the sale before the harvest. */
async function record(count: number): Promise<void> {
  const fold = startFold(namespace());
  const rows = Array.from({ length: count }, (_, index) => {
    const lot = `p/DONG/10/L${Math.floor(index / 2)}`;
    const [bizStep, quantity, version] = index % 2 ? ['commissioning', 1, 1] : ['retail_selling', 0.4, 2];
    const event: EpcisEvent = {
      type: 'ObjectEvent',
      action: bizStep === 'commissioning' ? 'ADD' : 'OBSERVE',
      bizStep,
      eventID: `ni:${index}`,
      eventTime: '2026-10-02T08:30:00+07:00',
      eventTimeZoneOffset: '+07:00',
      quantityList: [{ epcClass: `${namespace()}/${lot}`, quantity, uom: 'KGM' }],
      'nguon:organization': `${namespace()}/organizations/org-hoa`,
    };
    const recordTime = new Date(1_790_000_000_000 + index);
    const facts = { lots: [lot], versions: [version], organization: 'org-hoa', actor: 'hoa', request: `r${index}` };
    const nonce = Buffer.alloc(32);
    return { _id: event.eventID, event, eventTime: new Date(event.eventTime), recordTime, bizStep, nonce, ...facts };
  });
  for (const row of rows) fold.add(row);
  const made = [...fold.lots()].map(([path, folded]) => lotOfFold(path, folded, new Map([[product.key, product._id]])));
  for (let start = 0; start < rows.length; start += 1000) await Events.insertMany(rows.slice(start, start + 1000));
  const lots = made.filter((lot) => lot !== null);
  for (let start = 0; start < lots.length; start += 1000) await Lots.insertMany(lots.slice(start, start + 1000));
}
