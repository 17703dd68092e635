import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../src/config.js';
import { problemStatus } from '../../src/errors.js';
import { locales, type Locale } from '../../src/http/i18n.js';

type Table = { [segment: string]: string | Table };

function flatten(table: Table, prefix = ''): [string, string][] {
  return Object.entries(table).flatMap(([segment, value]) =>
    typeof value === 'string' ? [[prefix + segment, value]] : flatten(value, `${prefix}${segment}.`),
  );
}

function readTable(locale: Locale): Map<string, string> {
  return new Map(flatten(JSON.parse(readFileSync(join(projectRoot, 'locales', `${locale}.json`), 'utf8')) as Table));
}

function listFiles(folder: string, ending: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));
}

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

/**
 * Keys asked for by `t(…)` in a source, as patterns: a literal stands for itself, `t('a.' + b)` and t(`a.${b}.c`) for
 * any key of that form.
 */
function askedKeys(source: string): RegExp[] {
  const calls = source.matchAll(/(?<![\w.$'-])t\(\s*(?:'([^'\n]*)'|"([^"\n]*)"|`([^`\n]*)`)([^\n]*)/g);
  return [...calls].map(([, single, double, template, rest = '']) => {
    const parts = (single ?? double ?? template ?? '').split(template === undefined ? /$^/ : /\$\{[^}]*\}/);
    const ending = /^\s*\+/.test(rest) ? '[^\\n]*' : '';
    return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}${ending}$`);
  });
}

describe('the tables of words', () => {
  const tables = { vi: readTable('vi'), en: readTable('en'), zh: readTable('zh') };
  const keys = [...tables.vi.keys()];

  it('hold the same keys in every language', () => {
    for (const locale of locales) expect([...tables[locale].keys()], locale).to.have.members(keys);
  });

  it('fill in the same names in every language', () => {
    const named = (locale: Locale) => keys.map((key) => [key, placeholders(tables[locale].get(key) ?? '')]);
    expect(named('en')).to.deep.equal(named('vi'));
    expect(named('zh')).to.deep.equal(named('vi'));
  });

  it('choose one or several only by a figure that they show', () => {
    const faults = locales.flatMap((locale) =>
      [...tables[locale]].filter(([key, text]) => {
        if (key.startsWith('units.')) return false; // stands after its figure
        const choices = [...text.matchAll(/\{(\w+):[^{}|]*\|[^{}|]*\}/g)].map(([, name]) => name);
        const marks = text.match(/\{(?!\w+\})/g)?.length ?? 0; // whatever is not a plain name
        return marks !== choices.length || choices.some((name) => !placeholders(text).includes(name));
      }),
    );
    expect(faults).to.deep.equal([]);
  });

  it('say no count before a plural without asking whether it is one', () => {
    const open =
      /\{(count|total|days|minutes|hours|labels|issued|quantity|free|units|all)\} (?!\w*(?:of|open|more|issued)\b)[a-z]+s\b/;
    const faults = [...tables.en].filter(([key, text]) => open.test(text) && key !== 'verify.too-long'); // of thousands
    expect(faults).to.deep.equal([]);
  });

  it('are written in NFC, without blank or untrimmed texts', () => {
    const faults = locales.flatMap((locale) =>
      [...tables[locale]]
        .filter(([, text]) => text.trim() === '' || text.trim() !== text || text.normalize('NFC') !== text)
        .map(([key]) => `${locale} ${key}`),
    );
    expect(faults).to.deep.equal([]);
  });

  it('put the tone of a Vietnamese syllable where offices and laws do: hóa, hủy, not hoá, huỷ', () => {
    const newHabit = /o[àáảãạèéẻẽẹ](?!\p{L})|(?<!q)u[ỳýỷỹỵ](?!\p{L})/iu;
    const faults = [...tables.vi].filter(([, text]) => newHabit.test(text)).map(([key]) => key);
    expect(faults).to.deep.equal([]);
  });

  it('say every refusal', () => {
    const needed = Object.keys(problemStatus).flatMap((code) => [`problems.${code}.title`, `problems.${code}.detail`]);
    expect(keys).to.include.members(needed);
  });

  it('have every key that a page or a source asks for', () => {
    const files = [...listFiles('views', '.ejs'), ...listFiles('src', '.ts')];
    const asked = files.flatMap((file) =>
      askedKeys(readFileSync(join(projectRoot, file), 'utf8')).map((pattern) => ({ file, pattern })),
    );
    expect(asked.length).to.be.greaterThan(20);
    const missing = asked.filter(({ pattern }) => !keys.some((key) => pattern.test(key)));
    expect(missing.map(({ file, pattern }) => `${file}: ${pattern.source}`)).to.deep.equal([]);
  });
});
