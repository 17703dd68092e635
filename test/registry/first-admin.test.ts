import { expect } from 'chai';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { createApp } from '../../src/app.js';
import { openKeys } from '../../src/auth/keys.js';
import { Users } from '../../src/auth/user.model.js';
import { config } from '../../src/config.js';
import { connect, disconnect } from '../../src/db.js';
import { ensureFirstAdmin, firstAdminFile } from '../../src/registry/first-admin.js';
import { startTestStore } from '../support/engine.js';

describe('the first account of an empty store', () => {
  let dataDir: string;
  const path = () => join(dataDir, firstAdminFile);
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nguon-first-'));
    await openKeys(dataDir);
    await connect((await startTestStore()).uri, config.publicUrl);
  });
  after(async () => {
    await disconnect();
    await rm(dataDir, { recursive: true });
  });

  it('is an admin whose random password only the owner of the data folder can read', async () => {
    await ensureFirstAdmin(dataDir);
    expect((await stat(path())).mode & 0o777).to.equal(0o600);
    const { email, password } = JSON.parse(await readFile(path(), 'utf8')) as { email: string; password: string };
    expect(password).to.match(/^([0-9a-z]{4}-){3}[0-9a-z]{4}$/);
    const signedIn = await request(createApp()).post('/api/token').send({ email, password });
    expect(signedIn.status).to.equal(200);
    expect(await Users.find({}).lean())
      .to.have.length(1)
      .and.have.nested.property('[0].role', 'admin');
  });

  it('is not made again', async () => {
    await rm(path());
    await ensureFirstAdmin(dataDir);
    expect(await Users.countDocuments({})).to.equal(1);
    expect(await stat(path()).catch((error: NodeJS.ErrnoException) => error.code)).to.equal('ENOENT');
  });
});
