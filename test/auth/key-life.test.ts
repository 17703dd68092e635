import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { listKeys, prepareNextKey, revokeKeys, rotateKey, type ListedKey } from '../../src/auth/change-keys.js';
import { openKeys, withdrawalOf, type Keys, type LabelKey } from '../../src/auth/keys.js';
import { isPublished, longestShelfLifeDays } from '../../src/auth/published-keys.js';
import { makeFullSeal, pathSignatureIsValid, readFullSeal } from '../../src/labels/seal.js';

const day = 86_400_000;
const start = Date.parse('2026-10-02T01:00:00Z');
const after = (days: number) => new Date(start + days * day);

describe('the life of a key', () => {
  let dataDir: string;
  let keys: Keys;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nguon-keys-'));
    keys = await openKeys(dataDir);
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  const statesOf = (set: ListedKey[]) => set.map(({ state }) => state);
  const labelKeys = async () => (await listKeys(dataDir)).filter(({ purpose }) => purpose === 'labels');
  const kidOf = async (state: string) => (await labelKeys()).find((key) => key.state === state)?.kid ?? '';

  /** The key whose signature a seal carries. */
  function signerOf(s: string): LabelKey | undefined {
    const { mark = '', signature = '' } = readFullSeal(s) ?? {};
    return keys.label.byMark(mark).find(({ publicKey }) => pathSignatureIsValid('/a', signature, publicKey));
  }

  it('begins as next, which is published before it signs and then signs', async () => {
    const [active, next] = keys.published(after(0)).keys;
    expect([next?.validFrom, next?.validUntil]).to.deep.equal([undefined, undefined]);
    expect(keys.label.active().kid).to.equal(active?.kid);
    for (const purpose of ['labels', 'serials', 'tokens', 'sessions'] as const) {
      const set = await rotateKey(dataDir, purpose, after(1));
      expect(statesOf(set), purpose).to.deep.equal(['retired', 'active', 'next']);
      expect(set[1]).to.include({ activatedAt: after(1).toISOString() });
    }
    expect(keys.label.active().kid, 'in keys that were opened before').to.equal(next?.kid);
    expect(keys.published(after(1)).keys[1]).to.deep.equal({ ...next, validFrom: after(1).toISOString() });
  });

  it('is in the file of a store that has no next one yet', async () => {
    const path = join(dataDir, 'keys', 'labels.json');
    const [{ activatedAt, ...first }] = JSON.parse(await readFile(path, 'utf8')).keys;
    await writeFile(path, JSON.stringify({ keys: [first] }));
    expect(keys.published(after(0)).keys).to.have.length(1);
    expect(keys.published(after(0)).keys[0]).to.include({ validFrom: first.createdAt });
    expect(activatedAt).to.equal(first.createdAt);
    expect(statesOf(await prepareNextKey(dataDir, 'labels', after(1)))).to.deep.equal(['active', 'next']);
    expect(statesOf(await prepareNextKey(dataDir, 'labels', after(1)))).to.deep.equal(['active', 'next']);
    await writeFile(path, JSON.stringify({ keys: [first] }));
    expect(statesOf(await rotateKey(dataDir, 'labels', after(1)))).to.deep.equal(['retired', 'active', 'next']);
  });

  it('goes on for ever: after more rotations than there are marks every seal is known', async function () {
    this.timeout(30_000);
    const seals: string[] = [];
    const kids: string[] = [];
    for (let turn = 0; turn < 70; turn++) {
      const active = keys.label.active();
      kids.push(active.kid);
      seals.push(makeFullSeal('/a', active));
      await rotateKey(dataDir, 'labels', after(turn));
    }
    expect(seals.map((s) => signerOf(s)?.kid)).to.deep.equal(kids);
    const all = [...kids, keys.label.active().kid];
    const marks = all.map((kid) => keys.published(after(70)).keys.find((key) => key.kid === kid)?.mark);
    for (let at = 0; at + 32 <= marks.length; at++) expect(new Set(marks.slice(at, at + 32)).size).to.equal(32);
    expect(keys.label.byMark(marks[0] ?? '')).to.have.length(3);
  });

  it('ends in public when the last of its packages is two years past its date, and never for the server', async () => {
    const s = makeFullSeal('/a', keys.label.active());
    const { kid } = keys.label.active();
    await rotateKey(dataDir, 'labels', after(0));
    const last = longestShelfLifeDays + 2 * 365;
    const shown = (days: number) => keys.published(after(days)).keys.some((key) => key.kid === kid);
    expect([0, 1000, last, last + 1].map(shown)).to.deep.equal([true, true, true, false]);
    expect(signerOf(s)?.kid).to.equal(kid);
    const facts = { kid, mark: '0', state: 'active', createdAt: after(0).toISOString() } as const;
    expect(isPublished(facts, after(99_999)), 'one that signs').to.equal(true);
  });

  it('is cut short by a revocation, and the next one signs in its place', async () => {
    const s = makeFullSeal('/a', keys.label.active());
    const [active, next] = keys.published(after(0)).keys;
    const set = await revokeKeys(dataDir, { kids: [active?.kid ?? ''], because: 'bị sao chép', now: after(3) });
    expect(statesOf(set)).to.deep.equal(['revoked', 'active', 'next']);
    expect(keys.label.active().kid).to.equal(next?.kid);
    const revokedAt = after(3).toISOString();
    const signer = signerOf(s);
    expect(signer && withdrawalOf(signer)).to.deep.equal({ revokedAt, because: 'bị sao chép' });
    const published = keys.published(after(3));
    expect(published.keys.map(({ kid }) => kid)).to.not.include(active?.kid);
    expect(published.revoked).to.deep.equal([
      { ...active, validUntil: revokedAt, revokedAt, revokedBecause: 'bị sao chép' },
    ]);
  });

  it('is cut short also before it begins, and after it ended', async () => {
    const retired = keys.label.active();
    await rotateKey(dataDir, 'labels', after(1));
    const next = await kidOf('next');
    const kids = [retired.kid, next];
    expect(statesOf(await revokeKeys(dataDir, { kids, because: 'lộ khóa', now: after(2) }))).to.deep.equal([
      'revoked',
      'active',
      'revoked',
      'next',
    ]);
    const [first, second] = keys.published(after(2)).revoked;
    expect(first).to.include({ validFrom: retired.createdAt, validUntil: after(1).toISOString() });
    expect(second).to.include({ kid: next }).and.not.have.property('validFrom');
    const both = [keys.label.active().kid, await kidOf('next')];
    await revokeKeys(dataDir, { kids: both, because: 'lộ cả tệp', now: after(3) });
    expect(both).to.not.include(keys.label.active().kid);
    expect(statesOf(await labelKeys()).sort()).to.deep.equal(
      ['active', 'next', 'revoked', 'revoked', 'revoked', 'revoked'].sort(),
    );
  });

  it('is not cut short twice, nor by a name that no key has', async () => {
    const { kid } = keys.serial.active();
    await revokeKeys(dataDir, { kids: [kid], because: 'lộ khóa', now: after(1) });
    const before = await listKeys(dataDir);
    for (const [kids, words] of [
      [[kid], /was revoked on 2026-10-03T01:00:00.000Z already, because lộ khóa\.$/],
      [[keys.serial.active().kid, 'nobody'], /^No key has the name nobody/],
    ] as const) {
      const refused = await revokeKeys(dataDir, { kids: [...kids], because: 'x y z', now: after(2) }).catch(
        (error: Error) => error.message,
      );
      expect(refused).to.match(words);
    }
    expect(await listKeys(dataDir)).to.deep.equal(before);
    const revoked = keys.serial.byKid(kid);
    expect(revoked && withdrawalOf(revoked)?.because).to.equal('lộ khóa');
    expect(keys.published(after(2)).revokedSerialKeys.map((key) => key.kid)).to.deep.equal([kid]);
  });

  it('leaves files for their owner alone, and none besides', async () => {
    const files = (await readdir(join(dataDir, 'keys'))).sort();
    await rotateKey(dataDir, 'labels', after(1));
    await revokeKeys(dataDir, { kids: [keys.label.active().kid], because: 'lộ khóa', now: after(2) });
    expect((await readdir(join(dataDir, 'keys'))).sort()).to.deep.equal(files);
    expect((await stat(join(dataDir, 'keys', 'labels.json'))).mode & 0o777).to.equal(0o600);
  });

  it('is left alone while another change is under way', async () => {
    await writeFile(join(dataDir, 'keys', 'labels.json.next'), '');
    const before = await listKeys(dataDir);
    const refused = await rotateKey(dataDir, 'labels', after(1)).catch((error: Error) => error.message);
    expect(refused).to.match(/labels\.json\.next is in the way: .* Nothing was changed\.$/);
    expect(await listKeys(dataDir)).to.deep.equal(before);
  });
});
