import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { eventHashId } from '../../src/epcis/event-hash.js';

const context = [{ example: 'https://ns.example.com/epcis/', repo: 'https://repo.example.com/' }];
const first = { type: 'ObjectEvent', eventTime: '2026-10-02T08:30:00+07:00', action: 'ADD', 'example:note': 'a' };
const second = { ...first, action: 'OBSERVE' };

describe('npm run event-hash', () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-hash-'));
  after(() => rmSync(folder, { recursive: true }));

  const run = (content?: unknown) => {
    const file = join(folder, 'events.jsonld');
    rmSync(file, { force: true });
    if (content !== undefined) writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/event-hash.ts', file], {
      encoding: 'utf8',
    });
    return { status, stdout, stderr: stderr.replace(file, 'FILE') };
  };
  const told = (...hashes: string[]) => ({ status: 0, stdout: hashes.map((hash) => `${hash}\n`).join(''), stderr: '' });
  const refused = (sentence: string) => ({ status: 1, stdout: '', stderr: `${sentence}\n` });
  const hashes = [eventHashId(first, context), eventHashId(second, context)];

  it('prints a line for each event of a document, in its order', () => {
    const document = { '@context': context, type: 'EPCISDocument', epcisBody: { eventList: [first, second] } };
    expect(run(document)).to.deep.equal(told(...hashes));
  });

  it('reads a query document and leaves out the fields that a repository says are its own', () => {
    const resultsBody = { eventList: [{ ...first, 'repo:hash': 'x' }, second] };
    const epcisBody = { queryResults: { 'repo:ignoreFields': ['repo:hash'], resultsBody } };
    expect(run({ '@context': context, type: 'EPCISQueryDocument', epcisBody })).to.deep.equal(told(...hashes));
  });

  it('reads a single event', () => {
    expect(run({ '@context': context, ...first })).to.deep.equal(told(hashes[0] ?? ''));
  });

  it('says in one sentence what is wrong with a file, and prints no hash', () => {
    expect(run()).to.deep.equal(refused('Cannot read FILE: there is no such file.'));
    expect(run('<epcis/>')).to.deep.equal(refused('FILE is not JSON.'));
    expect(run([first])).to.deep.equal(refused('FILE is neither an EPCIS 2.0 JSON document nor an event.'));
    const eventList = [first, { eventTime: first.eventTime }];
    const untyped = refused('FILE: event 2 has no EPCIS event type (such as ObjectEvent).');
    expect(run({ epcisBody: { eventList } })).to.deep.equal(untyped);
    expect(run({ type: 'ObjectEvent' })).to.deep.equal(refused('FILE: event 1 has no eventTime.'));
  });
});
