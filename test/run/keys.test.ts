import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../src/config.js';
import { engineUri, makeDataDir, removeDataDir, startServer, type ServerProcess } from '../support/server-process.js';

describe('two servers on one data folder', function () {
  this.timeout(150_000);
  let dataDir: string;
  let servers: ServerProcess[];
  let links: string[];
  before(async () => {
    dataDir = await makeDataDir();
    const PUBLIC_URL = 'http://nguon.test';
    const first = await startServer({ DATA_DIR: dataDir, PUBLIC_URL, DEMO: 'on' });
    await first.ready();
    const second = await startServer({ DATA_DIR: dataDir, PUBLIC_URL, MONGODB_URI: engineUri(dataDir) });
    await second.ready();
    servers = [first, second];
    const written = JSON.parse(await readFile(join(dataDir, 'demo-labels.json'), 'utf8')) as { uri: string }[];
    links = written.map(({ uri }) => uri.slice(PUBLIC_URL.length));
  });
  after(async () => {
    for (const { child } of servers.toReversed()) child.kill('SIGTERM');
    await Promise.all(servers.map((server) => server.exit()));
    await removeDataDir(dataDir);
  });

  /** `npm run keys` as its operator runs it, beside the servers. */
  async function npmRunKeys(...args: string[]): Promise<void> {
    const env = { ...process.env, DATA_DIR: dataDir };
    await promisify(execFile)('npm', ['run', '--silent', 'keys', '--', ...args], { cwd: projectRoot, env });
  }

  /** What the page of a link says on each server, at the first request after. */
  async function verdicts(link: string): Promise<(string | undefined)[]> {
    const pages = await Promise.all(servers.map(({ url }) => fetch(url + link).then((res) => res.text())));
    return pages.map((page) => /data-verdict="([\w-]+)"/.exec(page)?.[1]);
  }

  const sets = () =>
    Promise.all(
      servers.map(async ({ url }) => {
        const res = await fetch(`${url}/.well-known/jwks.json`);
        return (await res.json()) as { keys: { kid: string; validFrom?: string; validUntil?: string }[] };
      }),
    );

  it('take up a rotation and a revocation with their next request', async () => {
    const [compact = '', , full = ''] = links;
    expect(await verdicts(full)).to.deep.equal(['genuine', 'genuine']);
    const [before] = await sets();
    await npmRunKeys('rotate', 'labels');
    for (const { keys } of await sets()) {
      expect(keys).to.have.length(3);
      expect(keys[1]).to.include({ kid: before?.keys[1]?.kid }).and.have.property('validFrom');
    }
    expect(await verdicts(full)).to.deep.equal(['genuine', 'genuine']);
    await npmRunKeys('revoke', before?.keys[0]?.kid ?? '', '--because', 'mất máy chủ');
    expect(await verdicts(full)).to.deep.equal(['key-withdrawn', 'key-withdrawn']);
    expect(await verdicts(compact)).to.deep.equal(['genuine', 'genuine']);
  });

  it('keep the last good keys of a file that breaks, and say so once, without a secret', async () => {
    const path = join(dataDir, 'keys', 'labels.json');
    const whole = await readFile(path, 'utf8');
    const before = await sets();
    await writeFile(path, whole.slice(0, -40));
    for (let time = 0; time < 3; time++) expect(await sets()).to.deep.equal(before);
    for (const server of servers) {
      const lines = server.words().match(/.*is not a whole key file.*/g) ?? [];
      expect(lines).to.have.length(1);
      expect(lines[0]).to.include(path).and.include('keys of before stay in use');
      for (const [, secret = ''] of whole.matchAll(/"d": "([\w-]+)"/g)) expect(server.words()).to.not.include(secret);
    }
    await writeFile(path, whole);
    await npmRunKeys('rotate', 'labels');
    expect((await sets()).map(({ keys }) => keys.length)).to.deep.equal([3, 3]);
  });

  it('start again when the keys of the demonstration were revoked', async () => {
    const serials = JSON.parse(await readFile(join(dataDir, 'keys', 'serials.json'), 'utf8')).keys;
    await npmRunKeys('revoke', serials[0].kid, '--because', 'mất máy chủ');
    expect(await verdicts(links[0] ?? '')).to.deep.equal(['key-withdrawn', 'key-withdrawn']);
    const third = await startServer({ DATA_DIR: dataDir, MONGODB_URI: engineUri(dataDir), DEMO: 'on' });
    servers.push(third);
    await third.ready();
    expect(await readFile(join(dataDir, 'demo-labels.json'), 'utf8')).to.equal('[]\n');
  });
});
