import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { keys } from '../../src/auth/keys.js';
import { openTestLog, type TestLog } from '../support/log.js';
import { waitFor } from '../support/server-process.js';
import { startWorld, type World } from '../support/world.js';

describe('sequencers as processes', function () {
  this.timeout(90_000);
  let world: World;
  let log: TestLog;
  beforeEach(async () => {
    world = await startWorld();
    log = openTestLog();
  });
  afterEach(async () => {
    children.forEach((child) => child.kill('SIGKILL'));
    await world.stop();
  });

  const children: ChildProcess[] = [];
  const launch = async () => {
    const { host, port, name } = mongoose.connection;
    const child = launchProcess(`mongodb://${host}:${port}/${name}?directConnection=true`);
    children.push(child);
    await once(child.stdout as NodeJS.ReadableStream, 'data');
    return child;
  };

  it('lose and fork nothing when they are killed with -9 under load, and keep up beside the dead', async () => {
    const first = await Promise.all([launch(), launch()]);
    let going = true;
    const load = async () => {
      while (going) await log.enter();
    };
    const loads = [load(), load(), load()];
    for (const victim of first) {
      const next = launch();
      await sleep(randomInt(400));
      await log.remember();
      victim.kill('SIGKILL');
      await next;
    }
    going = false;
    await Promise.all(loads);
    await waitFor('all signed', log.isAllSigned, 5000);
    children.forEach((child) => child.kill('SIGKILL'));
    expect(log.acknowledged.size).to.be.above(20);
    await log.expectSound();
  });
});

function launchProcess(uri: string): ChildProcess {
  const { origin, privateKey } = keys().log();
  const env = {
    PATH: process.env.PATH,
    MONGODB_URI: uri,
    LOG_KEY: JSON.stringify({ origin, jwk: privateKey.export({ format: 'jwk' }) }),
  };
  const args = ['--import', 'tsx', 'test/support/sequencer-process.ts'];
  return spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
}
