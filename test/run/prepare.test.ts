import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../src/config.js';
import { waitFor } from '../support/server-process.js';

/** A clone in small: no packages to install, and a build that counts how often it was run. */
describe('making a clone ready', function () {
  this.timeout(60_000);
  let clone: string;
  const countingBuild = `node -e "fs.mkdirSync('dist', {recursive: true}); fs.appendFileSync('builds', '|')"`;

  beforeEach(async () => {
    clone = join(await mkdtemp(join(tmpdir(), 'nguon-clone-')), 'with spaces');
    await mkdir(join(clone, 'scripts'), { recursive: true });
    await mkdir(join(clone, 'src'));
    await cp(join(projectRoot, 'scripts', 'prepare.mjs'), join(clone, 'scripts', 'prepare.mjs'));
    await writeFile(join(clone, 'src', 'server.ts'), 'export {};\n');
    for (const name of ['tsconfig.json', 'tsconfig.build.json']) await writeFile(join(clone, name), '{}');
    await writePackage({ build: countingBuild });
  });
  afterEach(() => rm(join(clone, '..'), { recursive: true, force: true }));

  async function writePackage(scripts: Record<string, string>, node = '>=20.19'): Promise<void> {
    const described = { name: 'clone', version: '1.0.0', engines: { node } };
    await mkdir(join(clone, 'left'), { recursive: true });
    await writeFile(join(clone, 'left', 'package.json'), '{"name": "left", "version": "1.0.0"}');
    const dependencies = { left: 'file:left' };
    const packages = {
      '': { ...described, dependencies },
      left: { version: '1.0.0' },
      'node_modules/left': { resolved: 'left', link: true },
    };
    await writeFile(join(clone, 'package.json'), JSON.stringify({ ...described, dependencies, scripts }));
    await writeFile(join(clone, 'package-lock.json'), JSON.stringify({ ...described, lockfileVersion: 3, packages }));
  }

  function run(...args: string[]) {
    const child = spawn(process.execPath, [join(clone, 'scripts', 'prepare.mjs'), ...args], { cwd: tmpdir() });
    child.stdin.end();
    let words = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (words += part.toString()));
    const closed = once(child, 'close').then(() => ({ code: child.exitCode, words }));
    return { child, closed };
  }

  const builds = () => readFile(join(clone, 'builds'), 'utf8').then((text) => text.length, () => 0); // prettier-ignore

  it('installs and builds once, and again only when a source has changed', async () => {
    expect((await run('build').closed).code).to.equal(0);
    expect(await readFile(join(clone, 'node_modules', '.package-lock.json'), 'utf8')).to.include('left');
    expect(await builds()).to.equal(1);

    const startedAt = Date.now();
    expect(await run('build').closed).to.deep.equal({ code: 0, words: '' });
    expect(Date.now() - startedAt).to.be.below(1500); // 0.1 s on an idle machine
    expect(await builds()).to.equal(1);

    await writeFile(join(clone, 'src', 'server.ts'), 'export const changed = true;\n');
    await run('build').closed;
    expect(await builds()).to.equal(2);
  });

  it('installs again when a package is gone from the record of the last installation', async () => {
    await run().closed;
    const record = join(clone, 'node_modules', '.package-lock.json');
    const whole = await readFile(record, 'utf8');
    await writeFile(record, whole.replaceAll('left', 'right'));
    await run().closed;
    expect(await readFile(record, 'utf8')).to.equal(whole);
  });

  it('tells of a step that takes more than a second', async () => {
    await writePackage({ build: `${countingBuild} && sleep 1.5` });
    const { code, words } = await run('build').closed;
    expect(code).to.equal(0);
    expect(words).to.match(/^Building …$/m);
  });

  it('says what failed, and builds again next time', async () => {
    await writePackage({ build: 'echo one clear fault >&2; exit 3' });
    const { code, words } = await run('build').closed;
    expect(code).to.equal(1);
    expect(words).to.match(/one clear fault\nBuilding failed .+\.\n$/);
    await writePackage({ build: countingBuild });
    expect((await run('build').closed).code).to.equal(0);
    expect(await builds()).to.equal(1);
  });

  it('refuses a Node that is too old', async () => {
    await writePackage({}, '>=99.1');
    const { code, words } = await run().closed;
    expect(code).to.equal(1);
    expect(words).to.equal(`This needs Node 99.1 or newer; the one that runs it is ${process.versions.node}.\n`);
  });

  it('ends its build before itself when it is stopped, with an error so that npm does not go on', async () => {
    const builder = `require('fs').writeFileSync('pid', String(process.pid)); setTimeout(() => 0, 20000)`;
    await writePackage({ build: `exec node -e "${builder}"` });
    const { child, closed } = run('build');
    const pid = () => readFile(join(clone, 'pid'), 'utf8').then(Number, () => 0);
    await waitFor('the build', async () => (await pid()) > 0);
    child.kill('SIGTERM');
    expect((await closed).code).to.equal(143);
    const builderPid = await pid();
    expect(() => process.kill(builderPid, 0)).to.throw('ESRCH');
  });
});
