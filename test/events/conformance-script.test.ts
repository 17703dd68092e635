import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { projectRoot } from '../../src/config.js';
import { documentOf, foreignEvent } from '../support/epcis.js';
import { startTestStore } from '../support/engine.js';

const run = promisify(execFile);

describe('npm run conformance', function () {
  this.timeout(60_000);
  let folder: string;
  let env: NodeJS.ProcessEnv;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nguon-documents-'));
    env = { ...process.env, MONGODB_URI: (await startTestStore()).uri, DATA_DIR: join(folder, 'data') };
  });
  after(() => rm(folder, { recursive: true }));

  async function conformance(...args: string[]): Promise<{ code: number; words: string }> {
    const script = ['--import', 'tsx/esm', join(projectRoot, 'scripts/conformance.ts'), ...args];
    const done = run(process.execPath, script, { env, cwd: projectRoot });
    return done.then(
      ({ stdout }) => ({ code: 0, words: stdout }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        words: stdout + stderr,
      }),
    );
  }

  it('reports by file which documents come back as they were sent', async () => {
    const documents = join(folder, 'documents');
    await mkdir(join(documents, 'more'), { recursive: true });
    const event = foreignEvent({ epcList: ['urn:epc:id:sgtin:0614141.107346.1'], 'example:a.b': [{ 'example:c': 1 }] });
    const named = { ...event, eventID: 'urn:uuid:1' };
    const files = {
      'one.jsonld': documentOf([event, foreignEvent()]),
      'more/two.json': documentOf([named]),
      'more/another-under-its-name.json': documentOf([{ ...named, bizStep: 'receiving' }]),
      'more/no-document.json': { type: 'Note' },
    };
    for (const [name, content] of Object.entries(files))
      await writeFile(join(documents, name), JSON.stringify(content));
    const { code, words } = await conformance(documents);
    expect(words).to.include('equal     one.jsonld (2)').and.to.include('equal     more/two.json (1)');
    expect(words).to.match(/3 documents, 4 events: all come back equal\n$/);
    expect(code).to.equal(0);
    await writeFile(join(documents, 'bad.json'), JSON.stringify(documentOf([foreignEvent({ action: 'MOVE' })])));
    const bad = await conformance(documents);
    expect(bad.words).to.match(/DIFFERENT bad\.json \(1\)\n +capture answers 400/);
    expect(bad.words).to.match(/4 documents, 5 events: 1 documents do not come back equal\n$/);
    expect(bad.code).to.equal(1);
  });

  it('says how it is called, and that a folder holds nothing', async () => {
    expect(await conformance()).to.deep.equal({ code: 2, words: 'Usage: npm run conformance -- FOLDER\n' });
    const empty = await conformance(join(folder, 'data'));
    expect(empty.code).to.equal(2);
  });
});
