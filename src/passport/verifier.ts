/**
 * The page that checks labels and passports without asking anybody: what it must know, and the page as one file that
 * works from a disk. Its rules are in `verifier/`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keys } from '../auth/keys.js';
import { config, projectRoot } from '../config.js';
import { namesBelow, translator, writings, type MessageKey, type Writing } from '../http/i18n.js';
import { digestOf, verifierScript } from './bundle.js';

/** What the page knows of us. Revoked keys are among it: what they signed is explained. */
export function kitOf(now: Date) {
  const { keys: active, revoked } = keys().published(now);
  const { vkey } = keys().log();
  return { publicUrl: config.publicUrl, madeAt: now.toISOString(), keys: active, revoked, vkey };
}

/** The words of the page in every language, for the choice is made inside it. */
export function wordsOfVerifier(): Record<Writing, Record<string, string>> {
  const table = (writing: Writing) => {
    const t = translator(writing);
    const spoken = namesBelow('verify').map((name) => [name, t(`verify.${name}` as MessageKey)]);
    const types = namesBelow('certificate-types').map((name) => [name, t(`certificate-types.${name}` as MessageKey)]);
    return Object.fromEntries([...spoken, ...types]) as Record<string, string>;
  };
  return Object.fromEntries(writings.map((each) => [each, table(each)])) as Record<Writing, Record<string, string>>;
}

/**
 * The rendered page with its style and scripts inside, and a policy that forbids it every request.
 * @throws Error where the page does not link them as expected
 */
export function asSingleFile(page: string): string {
  const style = readFileSync(join(projectRoot, 'public', 'style.css'), 'utf8');
  const code = verifierScript();
  const policy =
    `default-src 'none'; script-src 'sha256-${digestOf(code)}'; style-src 'sha256-${digestOf(style)}'; ` +
    "img-src blob: data:; base-uri 'none'; form-action 'none'";
  const parts: [linked: RegExp, inside: string][] = [
    [/<link rel="icon"[^>]*>\n/, ''],
    [/<script src="[^"]*" defer><\/script>\n/, ''],
    [/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`],
    [
      /<meta charset="utf-8">/,
      `<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    ],
    [/<\/body>/, `<script>${code}</script>\n</body>`],
  ];
  return parts.reduce((text, [linked, inside]) => {
    if (!linked.test(text)) throw new Error(`the page of the verifier has no ${linked.source}`);
    return text.replace(linked, () => inside);
  }, page);
}
