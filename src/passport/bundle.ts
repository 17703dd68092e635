/** The script of the page that checks without us: the modules of `verifier/` as one small file. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { projectRoot } from '../config.js';

let built: string | undefined;

/** Made once a process, from the sources: nothing made of them is kept that could be older. */
export function verifierScript(): string {
  built ??= bundle('page.ts');
  return built;
}

/**
 * A module of `verifier/` with all that it imports, as browsers load it from anywhere: a plain script, for they load
 * no modules from a disk.
 * @param globalName under which a script finds what it exports
 */
export function bundle(entry: string, globalName?: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(projectRoot, 'verifier', entry)],
    ...{ bundle: true, minify: true, write: false, charset: 'utf8', logLevel: 'silent' },
    ...{ format: 'iife', target: 'es2022', globalName },
  });
  return outputFiles[0]?.text.trim() ?? '';
}

/** Digest of a text in base64, as a policy of content names a script. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
