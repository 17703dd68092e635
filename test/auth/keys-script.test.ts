import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openKeys, type Keys } from '../../src/auth/keys.js';
import { projectRoot } from '../../src/config.js';

describe('npm run keys', function () {
  this.timeout(60_000);
  let dataDir: string;
  let keys: Keys;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nguon-keys-'));
    keys = await openKeys(dataDir);
  });
  after(() => rm(dataDir, { recursive: true }));

  const said: string[] = [];
  async function run(args: string[], folder = dataDir): Promise<{ code: number; lines: string[]; fault: string }> {
    return new Promise((resolve) => {
      const env = { ...process.env, DATA_DIR: folder };
      const script = ['--import', 'tsx', 'scripts/keys.ts', ...args];
      const child = execFile(process.execPath, script, { cwd: projectRoot, env }, (_error, stdout, stderr) => {
        said.push(stdout, stderr);
        resolve({ code: child.exitCode ?? -1, lines: stdout.trim().split('\n'), fault: stderr });
      });
    });
  }

  it('lists every key with its state and dates', async () => {
    const { code, lines } = await run(['list']);
    expect([code, lines.length]).to.deep.equal([0, 8]);
    expect(lines[0]).to.match(/^labels {3}0 [\w-]{43} active {2}made \S+Z, signs \S+Z$/);
    expect(lines[0]).to.include(keys.label.active().kid);
    expect(lines[1]).to.match(/^labels {3}1 [\w-]{43} next {4}made \S+Z$/);
  });

  it('rotates and revokes under a server that runs', async () => {
    const first = keys.label.active().kid;
    expect(await run(['rotate', 'labels'])).to.include({ code: 0 });
    const second = keys.label.active().kid;
    expect(second).to.not.equal(first);
    const { kid } = keys.serial.active();
    const { code, lines } = await run(['revoke', first, kid, '--because', 'máy chủ bị xâm nhập.']);
    expect(code).to.equal(0);
    expect(lines.filter((line) => line.includes('revoked')).map((line) => line.split(/\s+/)[2])).to.deep.equal([
      first,
      kid,
    ]);
    expect(lines[0]).to.match(/revoked \S+Z because máy chủ bị xâm nhập$/);
    expect(keys.published(new Date()).revoked).to.have.length(1);
    expect(keys.serial.active().kid).to.not.equal(kid);
  });

  it('says how it is used, and changes nothing, when it is asked otherwise', async () => {
    const path = join(dataDir, 'keys', 'labels.json');
    const before = await readFile(path, 'utf8');
    const { kid } = keys.label.active();
    const wrong = [
      [],
      ['rotate', 'log'],
      ['list', 'labels'],
      ['revoke', kid],
      ['revoke', kid, '--because', ' . '],
      ['revoke', kid, '--because', 'two\nlines'],
      ['revoke', '--because', 'reason enough'],
      ['revoke', '--why', kid, '--because', 'reason enough'],
    ];
    const results = await Promise.all(wrong.map((args) => run(args)));
    results.forEach(({ code, fault }, at) => {
      expect(code, String(wrong[at])).to.equal(2);
      expect(fault).to.match(/^Usage: npm run keys -- list/);
    });
    expect(await readFile(path, 'utf8')).to.equal(before);
  });

  it('refuses what cannot be done in one sentence', async () => {
    const [unknown, away] = await Promise.all([
      run(['revoke', '-nobody', '--because', 'reason enough']),
      run(['list'], join(dataDir, 'elsewhere')),
    ]);
    expect([unknown.code, unknown.fault]).to.deep.equal([
      1,
      'No key has the name -nobody: npm run keys -- list shows them.\n',
    ]);
    expect(away.code).to.equal(1);
    expect(away.fault).to.match(/elsewhere\/keys is not there: set DATA_DIR, [^\n]+\n$/);
  });

  it('prints no secret', async () => {
    const texts = await Promise.all(
      ['labels', 'serials', 'tokens', 'sessions'].map((name) =>
        readFile(join(dataDir, 'keys', `${name}.json`), 'utf8'),
      ),
    );
    const secrets = [...texts.join().matchAll(/"(?:d|secret)": "([\w-]{43})"/g)].map(([, secret]) => secret ?? '');
    expect(secrets.length).to.be.greaterThan(8);
    expect(said.join().length).to.be.greaterThan(1000);
    for (const secret of secrets) expect(said.join()).to.not.include(secret);
  });
});
