import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { expect } from 'chai';
import { rotateKey } from '../../src/auth/change-keys.js';
import { openKeys, type Keys } from '../../src/auth/keys.js';
import { pathSignatureIsValid, signPath } from '../../src/labels/seal.js';

const files = ['labels.json', 'log.json', 'serials.json', 'sessions.json', 'tokens.json'];

/** The sentence of a refused start; fails when it is not refused. */
async function refusal(dataDir: string): Promise<string> {
  return openKeys(dataDir).then(
    () => 'opened',
    (error: Error) => error.message,
  );
}

describe('the key files', () => {
  let dataDir: string;
  const pathOf = (file: string) => join(dataDir, 'keys', file);
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nguon-keys-'));
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('are made on the first start, for their owner alone, and kept', async () => {
    const first = await openKeys(dataDir);
    expect((await readdir(join(dataDir, 'keys'))).sort()).to.deep.equal(files);
    expect((await stat(join(dataDir, 'keys'))).mode & 0o777).to.equal(0o700);
    for (const file of files) expect((await stat(pathOf(file))).mode & 0o777, file).to.equal(0o600);
    expect(summary(await openKeys(dataDir))).to.deep.equal(summary(first));
    expect(first.label.active().mark).to.equal('0');
  });

  it('are the same for processes that start at once', async () => {
    const program = `
      const { openKeys } = await import(${JSON.stringify(new URL('../../src/auth/keys.js', import.meta.url).href)});
      const keys = await openKeys(${JSON.stringify(dataDir)});
      process.stdout.write([keys.label.active().kid, keys.serial.active().kid, keys.token.active().kid].join());`;
    const start = () =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    const outputs = await Promise.all([start(), start(), start()]);
    const opened = await Promise.all(Array.from({ length: 8 }, () => openKeys(dataDir)));
    const { label, serial, token } = opened[0] as Keys;
    const kids = [label.active().kid, serial.active().kid, token.active().kid].join();
    expect(new Set(outputs.map(({ stdout }) => stdout))).to.deep.equal(new Set([kids]));
    expect((await readdir(join(dataDir, 'keys'))).sort()).to.deep.equal(files);
  });

  it('are the same for eight openings that race in one process', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openKeys(dataDir)));
    expect(new Set(opened.map((each) => JSON.stringify(summary(each)))).size).to.equal(1);
  });

  it('refuse a folder that others may open', async () => {
    await openKeys(dataDir);
    await chmod(join(dataDir, 'keys'), 0o750);
    expect(await refusal(dataDir)).to.equal(
      `${join(dataDir, 'keys')} is open to other users: run chmod 700 '${join(dataDir, 'keys')}'.`,
    );
    await chmod(join(dataDir, 'keys'), 0o700);
    expect(await refusal(dataDir)).to.equal('opened');
  });

  it('refuse any file that others may read or write', async () => {
    await openKeys(dataDir);
    for (const file of files) {
      for (const mode of [0o640, 0o604, 0o620, 0o602]) {
        await chmod(pathOf(file), mode);
        expect(await refusal(dataDir)).to.equal(
          `${pathOf(file)} is open to other users: run chmod 600 '${pathOf(file)}'.`,
        );
      }
      await chmod(pathOf(file), 0o600);
    }
    expect(await refusal(dataDir)).to.equal('opened');
  });

  it('refuse a file of another form, without quoting it', async () => {
    await openKeys(dataDir);
    for (const file of files) {
      const content = await readFile(pathOf(file), 'utf8');
      const whole = JSON.parse(content);
      const rows: object[] = whole.keys ?? []; // the log has one key, which is never rotated
      const otherKid = { keys: rows.map((each) => ({ ...each, kid: 'short' })) };
      const twoActive = { keys: [...rows, ...rows] };
      const broken = [
        '',
        '{}',
        content.slice(0, -9),
        ...[{ keys: [] }, otherKid, twoActive].map((each) => JSON.stringify(each)),
      ];
      for (const text of broken) {
        await writeFile(pathOf(file), text);
        expect(await refusal(dataDir), text).to.match(/^\S+ is not a whole key file: [^{}]+ chmod 600 '\S+'\.$/);
      }
      await writeFile(pathOf(file), content);
    }
    expect(await refusal(dataDir)).to.equal('opened');
  });

  it('refuse a file where the folder should be', async () => {
    await writeFile(join(dataDir, 'keys'), '');
    expect(await refusal(dataDir)).to.match(/keys is not a folder: .* chmod 700\.$/);
    await rm(join(dataDir, 'keys'));
    await mkdir(join(dataDir, 'keys'), { mode: 0o700 });
    expect(await refusal(dataDir)).to.equal('opened');
  });

  it('never show a private half or a secret, in JSON, in an inspection or in the published set', async () => {
    const keys = await openKeys(dataDir);
    const stored = (await Promise.all(files.map((file) => readFile(pathOf(file), 'utf8')))).join();
    const secrets = [...stored.matchAll(/"(?:d|secret)": "([\w-]{43})"/g)].map(([, secret]) => secret as string);
    expect(secrets).to.have.length(2 * files.length - 1); // each set has the next one beside the active; the log has one
    const things = [keys, keys.label.active(), keys.serial.active(), keys.token.active(), keys.published(new Date())];
    const shown = things
      .map((each) => JSON.stringify(each) + inspect(each, { depth: Infinity, showHidden: true, getters: true }))
      .join();
    for (const secret of secrets) {
      const bytes = Buffer.from(secret, 'base64url');
      for (const spelling of [secret, bytes.toString('hex'), bytes.toString('base64')]) {
        expect(shown.includes(spelling)).to.equal(false);
      }
    }
    const [jwk, next] = keys.published(new Date()).keys;
    expect(jwk).to.have.all.keys('kty', 'crv', 'x', 'y', 'kid', 'alg', 'use', 'mark', 'validFrom');
    expect(next).to.have.all.keys('kty', 'crv', 'x', 'y', 'kid', 'alg', 'use', 'mark');
    expect(jwk).to.include({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', mark: '0' });
    expect(keys.sessionSecret()).to.equal(JSON.parse(await readFile(pathOf('sessions.json'), 'utf8')).keys[0].secret);
  });

  it('keep a retired key for verifying when the next one takes over', async () => {
    const before = (await openKeys(dataDir)).label.active();
    const signature = signPath('/a', before.privateKey);
    const now = new Date('2026-10-02T01:00:00Z');
    for (const purpose of ['labels', 'serials', 'tokens', 'sessions'] as const) await rotateKey(dataDir, purpose, now);
    const after = await openKeys(dataDir);
    expect(after.label.active()).to.include({ mark: '1', state: 'active' });
    const [retired] = after.label.byMark('0');
    expect(retired).to.include({ kid: before.kid, state: 'retired' });
    expect(retired && pathSignatureIsValid('/a', signature, retired.publicKey)).to.equal(true);
    expect(after.published(now).keys.map(({ mark, validUntil }) => [mark, validUntil])).to.deep.equal([
      ['0', now.toISOString()],
      ['1', undefined],
      ['2', undefined],
    ]);
    expect(after.label.byMark('2'), 'the next one has signed nothing').to.deep.equal([]);
    for (const file of files) expect((await stat(pathOf(file))).mode & 0o777, file).to.equal(0o600);
  });

  it('lose no key to two changes at once', async () => {
    await openKeys(dataDir);
    const results = await Promise.allSettled([1, 2, 3].map(() => rotateKey(dataDir, 'labels', new Date())));
    const done = results.filter((each) => each.status === 'fulfilled').length;
    expect(done).to.be.greaterThan(0);
    expect((await openKeys(dataDir)).published(new Date()).keys).to.have.length(2 + done);
    expect((await readdir(join(dataDir, 'keys'))).sort()).to.deep.equal(files);
  });
});

function summary(keys: Keys) {
  return [keys.label.active().kid, keys.serial.active().kid, keys.token.active().kid, keys.sessionSecret()];
}
