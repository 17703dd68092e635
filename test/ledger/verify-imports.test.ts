import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../src/config.js';

/** What the verifier may share with the server: hashes, notes, the words of EPCIS, the fold of a balance, a seal. */
const shared = [
  /^src\/errors\.ts$/,
  /^src\/epcis\//,
  /^src\/ledger\/(merkle|note|tile|commitment)\.ts$/,
  /^src\/lots\/(effects|balance|correction|enclosed|label-life|lot-state)\.ts$/,
  /^src\/labels\/(seal|ecdsa)\.ts$/,
];
const libraries = ['canonicalize', 'zod'];

/** The file and all that it imports, but for types. */
function filesFrom(path: string, found = new Map<string, string[]>()): Map<string, string[]> {
  if (found.has(path)) return found;
  const text = readFileSync(join(projectRoot, path), 'utf8');
  const statements = [...text.matchAll(/^(?:import|export)\s+(type\s)?(?:([^;'"]*?)\s+from\s+)?['"]([^'"]+)['"]/gm)];
  const names = statements.filter(([, type, list]) => !type && !isOfTypes(list)).map(([, , , from]) => from ?? '');
  found.set(path, names);
  for (const name of names.filter((each) => each.startsWith('.'))) {
    filesFrom(relative(projectRoot, join(projectRoot, dirname(path), name)).replace(/\.js$/, '.ts'), found);
  }
  return found;
}

function isOfTypes(list = ''): boolean {
  const names = /^\{([\s\S]*)\}$/
    .exec(list.trim())?.[1]
    ?.split(',')
    .map((name) => name.trim());
  return names?.filter((name) => name !== '').every((name) => name.startsWith('type ')) ?? false;
}

describe('the program that verifies the ledger', () => {
  const found = filesFrom('scripts/verify-ledger.ts');

  it('shares with the server only what is pure', () => {
    const files = [...found.keys()].filter((path) => !/^scripts\/verify(-ledger\.ts|\/)/.test(path));
    expect(files).to.include.members(['src/ledger/merkle.ts', 'src/lots/balance.ts', 'src/labels/seal.ts']);
    expect(files.filter((path) => !shared.some((place) => place.test(path)))).to.deep.equal([]);
    const texts = [...found.keys()].map((path) => readFileSync(join(projectRoot, path), 'utf8'));
    expect(texts.filter((text) => /\bimport\(|\brequire\(|process\.env/.test(text))).to.deep.equal([]);
  });

  it('uses no library of the store or the web server', () => {
    const names = new Set([...found.values()].flat().filter((name) => !/^(\.|node:)/.test(name)));
    expect([...names]).to.have.members(libraries);
  });
});
