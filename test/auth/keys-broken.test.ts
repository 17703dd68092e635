import { chmod, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { listKeys, revokeKeys, rotateKey } from '../../src/auth/change-keys.js';
import { openKeys, type Keys } from '../../src/auth/keys.js';
import { logger } from '../../src/http/log.js';

const purposes = ['labels', 'serials', 'tokens', 'sessions'] as const;
const now = new Date('2026-10-02T01:00:00Z');

describe('key files that break while a server runs', function () {
  this.timeout(60_000);
  let dataDir: string;
  let keys: Keys;
  const { level } = logger;
  const pathOf = (purpose: string) => join(dataDir, 'keys', `${purpose}.json`);
  const kids = () => [keys.label.active().kid, keys.serial.active().kid, keys.token.active().kid, keys.sessionSecret()];
  before(() => {
    logger.level = 'silent'; // what it says is read in test/run/keys.test.ts
  });
  after(() => {
    logger.level = level;
  });
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'nguon-keys-'));
    keys = await openKeys(dataDir);
  });
  afterEach(() => rm(dataDir, { recursive: true }));

  it('change nothing, however they are broken, until they are whole again', async () => {
    const damage = fc.record({
      purpose: fc.constantFrom(...purposes),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      cut: fc.integer({ min: 1, max: 400 }),
      text: fc.oneof(fc.constant(''), fc.string({ maxLength: 30 }), fc.constantFrom('"state": "active",', '{}', '\0')),
    });
    let broken = 0;
    await fc.assert(
      fc.asyncProperty(damage, async ({ purpose, at, cut, text }) => {
        const before = kids();
        const whole = await readFile(pathOf(purpose), 'utf8');
        const place = Math.floor(at * whole.length);
        await writeFile(pathOf(purpose), whole.slice(0, place) + text + whole.slice(place + cut));
        const isBroken = await listKeys(dataDir).then(
          () => false,
          () => true,
        );
        if (isBroken) expect(kids()).to.deep.equal(before);
        if (isBroken) broken++;
        await writeFile(pathOf(purpose), whole);
        expect(kids()).to.deep.equal(before);
        await rotateKey(dataDir, purpose, now);
        const changed = kids().filter((kid, index) => kid !== before[index]);
        expect(changed, purpose).to.have.length(1);
      }),
      { numRuns: 80 },
    );
    expect(broken).to.be.greaterThan(60);
  });

  it('are refused when the private half does not fit: nobody could verify what it signs', async () => {
    const before = kids();
    const file = JSON.parse(await readFile(pathOf('labels'), 'utf8'));
    for (const place of [0, 1]) {
      const damaged = structuredClone(file);
      damaged.keys[place].jwk.d = file.keys[1 - place].jwk.d;
      await writeFile(pathOf('labels'), JSON.stringify(damaged));
      expect(kids()).to.deep.equal(before);
      expect(await openKeys(dataDir).catch((error: Error) => error.message)).to.match(/not a whole key file/);
    }
  });

  it('are refused when a secret is not the one that its name stands for', async () => {
    const before = kids();
    const whole = await readFile(pathOf('serials'), 'utf8');
    await writeFile(
      pathOf('serials'),
      whole.replace(/("secret": ")(.)/, (_, name, first) => name + (first === 'A' ? 'B' : 'A')),
    );
    expect(kids()).to.deep.equal(before);
    expect(await openKeys(dataDir).catch((error: Error) => error.message)).to.match(
      /serials.json is not a whole key file/,
    );
    await writeFile(pathOf('serials'), whole.replaceAll(/"kid": "(.{16}).*"/g, '"kid": "$1"')); // of an older store
    expect(kids()[1]).to.equal(before[1]?.slice(0, 16));
  });

  it('change nothing while they are away, or open to others', async () => {
    const before = kids();
    await rename(pathOf('labels'), `${pathOf('labels')}.away`);
    expect(kids()).to.deep.equal(before);
    await rename(`${pathOf('labels')}.away`, pathOf('labels'));
    await rotateKey(dataDir, 'serials', now);
    await chmod(pathOf('serials'), 0o644);
    expect(kids()).to.deep.equal(before);
    await chmod(pathOf('serials'), 0o600);
    expect(kids()[1]).to.not.equal(before[1]);
  });

  it('never let a revoked key sign, whatever happens to the file after', async () => {
    const { kid } = keys.label.active();
    await revokeKeys(dataDir, { kids: [kid], because: 'lộ khóa', now });
    const next = keys.label.active().kid;
    expect(next).to.not.equal(kid);
    const whole = await readFile(pathOf('labels'), 'utf8');
    const noneActive = whole.replace('"state": "active"', '"state": "retired"');
    const revokedSigns = whole.replace('"state": "revoked"', '"state": "active"');
    for (const text of [noneActive, revokedSigns]) {
      await writeFile(pathOf('labels'), text);
      expect(keys.label.active().kid).to.equal(next);
    }
  });
});
