import { expect } from 'chai';
import { revokeKeys, rotateKey } from '../../src/auth/change-keys.js';
import { keys } from '../../src/auth/keys.js';
import { exportLedger } from '../../src/audit/export.js';
import { startSequencer, type Sequencer } from '../../src/ledger/sequencer.js';
import { type KeySet } from '../../scripts/verify/format.js';
import { buildLabel, issueLabels, type IssuedLabel } from '../support/labelled.js';
import { startWorld, type World } from '../support/world.js';
import { verify } from '../support/verifying.js';

describe('the ledger of a server whose keys were changed', function () {
  this.timeout(60_000);
  let world: World;
  let sequencer: Sequencer;
  let lot: string;
  let label: IssuedLabel;
  const sets: KeySet[] = [];
  const kids = { label: '', serial: '' };
  before(async () => {
    world = await startWorld();
    sequencer = await startSequencer(keys().log());
    ({ lot, label } = await buildLabel(world));
    kids.label = keys().label.active().kid;
    kids.serial = keys().serial.active().kid;
  });
  after(async () => {
    await sequencer.stop();
    await world.stop();
  });

  async function exported(): Promise<Buffer> {
    let text = '';
    for await (const line of exportLedger()) text += line;
    return Buffer.from(text);
  }

  /** The first fault, null for none. The set of keys is kept as one that was published. */
  async function faultOf(known: { labels?: string[]; jwks?: KeySet } = {}) {
    const { report, header } = verify(await exported(), { vkey: keys().log().vkey, jwks: sets.at(-1), ...known });
    if (header) sets.push(header.jwks);
    return report.first();
  }

  it('is right after each rotation and revocation, and knows the sets of before', async () => {
    expect(await faultOf({ labels: [label.full] })).to.equal(null);
    for (const purpose of ['labels', 'serials'] as const) await rotateKey(world.dataDir, purpose, new Date());
    expect(await faultOf({ labels: [label.full] })).to.equal(null);
    const because = 'lộ khóa';
    await revokeKeys(world.dataDir, { kids: [kids.label], because, now: new Date() });
    expect(await faultOf()).to.equal(null);
    expect(sets.at(-1)?.revoked).to.have.length(1);
    await issueLabels(world, lot, 2);
    await revokeKeys(world.dataDir, { kids: [kids.serial], because, now: new Date() });
    expect(await faultOf()).to.equal(null);
    for (const jwks of [...sets]) expect(await faultOf({ jwks })).to.equal(null);
  });

  it('names a label that a revoked key signed, and one whose serial a revoked key made', async () => {
    const byLabelKey = await faultOf({ labels: [label.full] });
    expect(byLabelKey).to.include({ check: 'labels', lot });
    expect(byLabelKey?.words).to.match(new RegExp(`its key ${kids.label} was withdrawn on \\S+ because lộ khóa`));
    const [later] = await issueLabels(world, lot);
    const { kid } = keys().serial.active();
    expect(await faultOf({ labels: [later?.full ?? ''] })).to.equal(null);
    await revokeKeys(world.dataDir, { kids: [kid], because: 'mất máy', now: new Date() });
    const bySerialKey = await faultOf({ labels: [later?.full ?? ''] });
    expect(bySerialKey?.words).to.match(new RegExp(`its key ${kid} was withdrawn on \\S+ because mất máy`));
  });

  it('is wrong when a key that was published is gone, or a revocation is taken back or told otherwise', async () => {
    const bytes = await exported();
    const now = sets.at(-1);
    const { jwks } = verify(bytes).header ?? {};
    expect(jwks).to.deep.equal(now);
    const more = { kid: 'x'.repeat(43), revokedAt: '2026-10-02T01:00:00.000Z', revokedBecause: 'lộ khóa' };
    const [key] = jwks?.keys ?? [];
    const [revoked] = jwks?.revoked ?? [];
    if (!jwks || !key || !revoked) throw new Error('no keys');
    const before: [set: KeySet, words: RegExp][] = [
      [{ ...jwks, keys: [...jwks.keys, { ...key, kid: more.kid }] }, /label key x+, which was published, is not there/],
      [{ ...jwks, revokedSerialKeys: [more] }, /serial key x+, which was published, is not there/],
      [{ ...jwks, keys: [{ ...key, validUntil: more.revokedAt }] }, /is not as it was published/],
      [{ keys: [], revoked: [{ ...key, ...more, kid: key.kid }] }, /is not as it was published/],
      [{ keys: [], revoked: [{ ...revoked, revokedBecause: 'khác' }] }, /is not as it was published/],
    ];
    for (const [set, words] of before) {
      const fault = verify(bytes, { jwks: set }).report.first();
      expect(fault).to.include({ check: 'keys' });
      expect(fault?.words).to.match(words);
    }
    const past = { ...key, kid: more.kid, validUntil: '2010-10-02T01:00:00.000Z' };
    expect(verify(bytes, { jwks: { ...jwks, keys: [...jwks.keys, past] } }).report.first()).to.equal(null);
  });
});
