/** Holds the direction of the imports and the place of each library. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../src/config.js';

/** From the ground up: a file may import from its own part and from those before it. */
const parts = [
  ...[
    'errors',
    'config',
    'policy',
    'db',
    'db-changes',
    'engine-install',
    'embedded-db',
    'http',
    'keeper',
    'epcis',
    'ledger',
    'auth',
    'access',
  ],
  ...[
    'registry',
    'lots',
    'events',
    'labels',
    'paper',
    'work',
    'sets',
    'find',
    'trace',
    'mass-balance',
    'audit',
    'scans',
    'inspections',
    'recalls',
    'reports',
    'compliance',
    'desk',
    'public',
    'passport',
    'dossier',
    'docs',
    'demo',
  ],
  ...['app', 'banner', 'server'],
];

/** Where a library may be imported; types of it are free everywhere. */
const places: [library: RegExp, files: RegExp][] = [
  [/^express(-rate-limit)?$/, /(^http\/|^auth\/(middleware|limits)|routes\.ts$|^app\.ts$)/],
  [/^(compression|cookie-parser)$/, /^app\.ts$/],
  [/^helmet$/, /^http\/security\.ts$/],
  [/^(multer|pino|pino-http|proxy-addr)$/, /^http\//],
  [/^(csrf-csrf|@node-rs\/argon2)$/, /^auth\//],
  [/^jsonwebtoken$/, /^auth\//],
  [/^mongoose$/, /(\.model\.ts$|^events\/capture\.ts$|^db(-changes)?\.ts$|^http\/problem\.ts$)/],
  [/^pdfkit$/, /^(labels\/(sheet|check-page|code)|paper\/document)\.ts$/],
];

interface Source {
  /** From `src/`: `lots/balance.ts`. */
  path: string;
  text: string;
}

interface Import {
  from: string;
  onlyTypes: boolean;
}

function filesBelow(folder: string, ending: string): Source[] {
  const root = join(projectRoot, folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function importsOf({ text }: Source): Import[] {
  const statements = text.matchAll(/^(?:import|export)\s+(type\s+)?([^;'"]*?from\s+)?['"]([^'"]+)['"]/gm);
  return [...statements].map(([, type, names, from = '']) => {
    const listed = /^\{([\s\S]*)\}/.exec(names ?? '')?.[1]?.split(',');
    const words = listed?.map((name) => name.trim()).filter((name) => name !== '');
    return { from, onlyTypes: Boolean(type) || (words?.every((name) => name.startsWith('type ')) ?? false) };
  });
}

const partOf = (path: string) => path.replace(/\.ts$/, '').split('/')[0] ?? '';

describe('the sources', () => {
  const sources = filesBelow('src', '.ts');
  const imports = sources.flatMap((source) => importsOf(source).map((each) => ({ ...each, file: source.path })));

  it('are all read', () => {
    expect(sources.length).to.be.above(60);
    const statement = /^(?:import|export|\}) .*\bfrom '[^']+';$|^import '[^']+';$/gm;
    const lines = sources.flatMap(({ text }) => text.match(statement) ?? []);
    expect(imports).to.have.length(lines.length);
    expect(sources.filter(({ text }) => /\bimport\(|\brequire\(/.test(text)).map(({ path }) => path)).to.deep.equal([]);
  });

  it('each belong to a part of the list', () => {
    const strays = sources.filter(({ path }) => !parts.includes(partOf(path))).map(({ path }) => path);
    expect(strays).to.deep.equal([]);
  });

  it('import only from parts before their own', () => {
    const wrong = imports
      .filter(({ from }) => from.startsWith('.'))
      .map(({ file, from }) => ({ file, target: join(dirname(file), from) }))
      .filter(({ target }) => !target.startsWith('..')) // locales, for their types
      .filter(({ file, target }) => parts.indexOf(partOf(target.replace(/\.js$/, ''))) > parts.indexOf(partOf(file)));
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).to.deep.equal([]);
  });

  it('use each library in its own place', () => {
    const wrong = imports.filter(({ from, file, onlyTypes }) => {
      const place = places.find(([library]) => library.test(from));
      return place && !onlyTypes && !place[1].test(file);
    });
    expect(wrong.map(({ file, from }) => `${file} → ${from}`)).to.deep.equal([]);
  });

  it('use each other library only when it is a dependency', () => {
    const { dependencies } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const names = imports
      .filter(({ from, onlyTypes }) => !/^(\.|node:)/.test(from) && !onlyTypes)
      .map(({ from }) => /^(@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
    expect(new Set(names).size).to.be.above(10);
    expect([...new Set(names)].filter((name) => !(name in dependencies))).to.deep.equal([]);
  });

  it('read the environment in one place', () => {
    const readers = sources.filter(({ text }) => /process\.env|from 'dotenv|from 'node:process'/.test(text));
    expect(readers.map(({ path }) => path)).to.deep.equal(['config.ts']);
  });

  it('name no folder outside the project', () => {
    const all = [
      ...sources,
      ...filesBelow('views', '.ejs'),
      ...filesBelow('scripts', 's'),
      ...filesBelow('test', '.ts'),
    ];
    const outside = /\.\.\/shared|\/work\/(main|shared)/;
    const wrong = all.filter(({ path, text }) => path !== 'architecture.test.ts' && outside.test(text));
    expect(wrong.map(({ path }) => path)).to.deep.equal([]);
  });
});

describe('the views', () => {
  it('escape everything that they print', () => {
    const views = filesBelow('views', '.ejs');
    expect(views.length).to.be.above(10);
    const raw = views.flatMap(({ path, text }) =>
      [...text.matchAll(/<%-(?!\s*include\()[^%]*/g)].map(([tag]) => `${path}: ${tag}`),
    );
    expect(raw).to.deep.equal([]);
  });
});

describe('the lock file', () => {
  it('names no host: the packages come from the registry that npm is set to', () => {
    const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).to.be.above(100);
    expect(packages.filter(([, { resolved }]) => resolved).map(([path]) => path)).to.deep.equal([]);
    expect(packages.filter(([, { integrity }]) => !integrity).map(([path]) => path)).to.deep.equal([]);
  });
});
