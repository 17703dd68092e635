import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../src/config.js';
import { buildProduct, buildZone } from './support/builders.js';
import { password, startWorld, type World } from './support/world.js';

const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8');

describe('README', () => {
  let world: World;
  let server: Server;
  before(async () => {
    world = await startWorld();
    server = createServer(world.app).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.close();
    await world.stop();
  });

  it('opens with the two commands', () => {
    const [, shell] = /```sh\n([^`]*)```/.exec(readme) ?? [];
    expect(shell?.match(/^npm \w+/gm)).to.deep.equal(['npm start', 'npm test']);
  });

  it('has an example for programs that works as it stands', async () => {
    const product = await buildProduct(world.by('hoa'));
    await buildZone(world.by('hoa'));
    const [, example = ''] = /```js\n([^`]*(?:`[^`]+`[^`]*)*)```/.exec(readme) ?? [];
    const { port } = server.address() as AddressInfo;
    const env = { ...process.env, NGUON: `http://127.0.0.1:${port}`, EMAIL: 'hoa@nguon.test', PASSWORD: password };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', example], { env });
    const [lot, eventID] = stdout.trim().split(' ');
    expect(lot).to.equal(`${product.key}/10/README-1`);
    expect(eventID).to.match(/^ni:\/\/\/sha-256;[0-9a-f]{64}\?ver=CBV2\.0$/);
    expect(await world.lot(lot ?? '')).to.include({ produced: 120.5, onHand: 120.5 });
  });

  it('names only pictures that are there', () => {
    const pictures = [...readme.matchAll(/\]\((docs\/images\/[^)]+)\)/g)].map(([, path = '']) => path);
    expect(pictures).to.have.length.above(2);
    for (const picture of pictures) expect(readFileSync(join(projectRoot, picture)).length).to.be.above(1000);
  });
});
