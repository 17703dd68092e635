import { expect } from 'chai';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  enginesOf,
  findFreePort,
  makeDataDir,
  removeDataDir,
  startServer,
  statusOf,
  waitFor,
} from '../support/server-process.js';

describe('a start that cannot be', function () {
  this.timeout(60_000);
  let dataDir: string;
  beforeEach(async () => {
    dataDir = await makeDataDir();
  });
  afterEach(() => removeDataDir(dataDir));

  async function expectRefusal(env: Record<string, string>, words: RegExp): Promise<void> {
    const server = await startServer({ DATA_DIR: dataDir, ...env });
    const code = await server.exit();
    const lines = server.words().trim().split('\n').filter((line) => !line.endsWith('…')); // prettier-ignore
    expect(lines).to.have.length(1);
    expect(lines[0]).to.match(words);
    expect(code).to.be.a('number').above(0);
    expect(await statusOf(`${server.url}/livez`)).to.equal(null);
    expect(enginesOf(dataDir)).to.deep.equal([]);
  }

  it('names the bad setting', () => expectRefusal({ DEMO: 'perhaps' }, /^Bad setting: DEMO must be on or off\.$/));

  it('names a table of cities that is not there', () =>
    expectRefusal({ CITY_TABLE: '/nowhere/cities.mmdb' }, /^Bad setting: CITY_TABLE must be a file\.$/));

  it('says that MONGODB_URI cannot be reached, soon and without its password', async () => {
    const uri = `mongodb://hoa:secret@127.0.0.1:${await findFreePort()}/nguon`;
    const server = await startServer({ DATA_DIR: dataDir, MONGODB_URI: uri });
    await waitFor('the port claimed', async () => (await statusOf(`${server.url}/livez`)) === 200);
    const claimedAt = Date.now();
    expect(await server.exit()).to.equal(1);
    expect(Date.now() - claimedAt).to.be.below(7500); // it looks for the database for five seconds
    const words = server.words().trim().split('\n').at(-1);
    expect(words).to.match(/^The database of MONGODB_URI, mongodb:\/\/127[^@]* cannot be used: .+\.$/);
  });

  it('names both ways out when there is no Python', async () => {
    const bin = await mkdtemp(join(tmpdir(), 'nguon-bin-'));
    try {
      await rm(join(dataDir, 'engine'));
      await symlink(process.execPath, join(bin, 'node'));
      await expectRefusal({ PATH: bin }, /^The embedded database needs Python 3\.10 to .+ or set MONGODB_URI .+\.$/);
    } finally {
      await rm(bin, { recursive: true });
    }
  });

  it('tells how to get the venv module when Python lacks it', async () => {
    const bin = await mkdtemp(join(tmpdir(), 'nguon-bin-'));
    try {
      await rm(join(dataDir, 'engine'));
      const script = '#!/bin/sh\n[ "$1" = -c ] && exit 0\necho "No module named ensurepip" >&2\nexit 1\n';
      await writeFile(join(bin, 'python3'), script, { mode: 0o755 });
      await expectRefusal({ PATH: `${bin}:/bin` }, /^Python cannot .+No module named ensurepip.+python3-venv.+\.$/);
    } finally {
      await rm(bin, { recursive: true });
    }
  });

  it('says that the data folder cannot be made', async () => {
    await writeFile(join(dataDir, 'file'), '');
    await expectRefusal(
      { DATA_DIR: join(dataDir, 'file', 'data') },
      /^The data folder .+ cannot be made: .+ Set DATA_DIR\.$/,
    );
  });

  it('is refused by a key folder that others may open', async () => {
    await mkdir(join(dataDir, 'keys'), { mode: 0o755 });
    await expectRefusal({}, /keys is open to other users: run chmod 700 .+\.$/);
  });

  describe('while another server runs', () => {
    let running: Awaited<ReturnType<typeof startServer>>;
    beforeEach(async () => {
      running = await startServer({ DATA_DIR: dataDir });
      await running.ready();
    });
    afterEach(async () => {
      running.child.kill('SIGTERM');
      await running.exit();
    });

    async function expectGivingWay(env: Record<string, string>, words: RegExp): Promise<void> {
      const engines = enginesOf(dataDir);
      const second = await startServer({ DATA_DIR: dataDir, ...env });
      expect(await second.exit()).to.equal(1);
      expect(second.words().trim().split('\n').at(-1)).to.match(words);
      expect(enginesOf(dataDir)).to.deep.equal(engines);
      expect(await statusOf(`${running.url}/readyz`)).to.equal(200);
    }

    it('says that its port is taken', () =>
      expectGivingWay(
        { PORT: new URL(running.url).port },
        /^Port \d+ on 127\.0\.0\.1 is taken by another program\..+\.$/,
      ));

    it('leaves a data folder in use alone', () =>
      expectGivingWay({}, /^Another server is running on the data folder .+\. Stop it or set DATA_DIR\.$/));
  });
});
