/** What the verifier is told on its command line. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { keySet, type KeySet } from './format.js';

export const usage = `Usage: npm run verify-ledger -- [options] FILE                an export of the ledger, or the
                                                             evidence of a dossier
       npm run verify-ledger -- [options] URL --token TOKEN  a server, as an inspector or an admin of it
       npm run verify-ledger -- --proof FILE --vkey KEY      the proof of one event
Options:
  --vkey KEY         key of the log (what /log/vkey said), or a file with it
  --jwks FILE        label keys as they were published (/.well-known/jwks.json)
  --witness FILE     what this program remembers of the log from run to run; made by the first
  --labels FILE      links of labels to check besides: [{"uri": "https://…?s=…"}]; those without a signature are
                     passed over, for only the server can check them
  --tolerance MIN    how late an event may get its position; 15 minutes unless given`;

export interface Arguments {
  /** Export or address of a server. */
  source?: string;
  proof?: string;
  token?: string;
  witness?: string;
  vkey?: string;
  jwks?: KeySet;
  labels?: string[];
  toleranceMs: number;
}

const minutes = z.coerce.number().positive();
const labelList = z.array(z.looseObject({ uri: z.string() }));

/** @throws Error that says what is wrong */
export async function readArguments(args: string[]): Promise<Arguments> {
  const text = { type: 'string' } as const;
  const options = { vkey: text, jwks: text, witness: text, labels: text, tolerance: text, token: text, proof: text };
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const { proof, token, witness, vkey, jwks, labels, tolerance = '15' } = values;
  const [source, ...more] = positionals;
  const isOne = more.length === 0 && (source === undefined) !== (proof === undefined);
  if (!isOne || (proof !== undefined && vkey === undefined)) throw new Error(usage);
  return {
    source,
    proof,
    token,
    witness,
    vkey: vkey === undefined ? undefined : await readVkey(vkey),
    jwks: jwks === undefined ? undefined : await readJson(jwks, keySet),
    labels: labels === undefined ? undefined : signedOf(await readJson(labels, labelList)),
    toleranceMs: minutes.parse(tolerance) * 60_000,
  };
}

function signedOf(links: { uri: string }[]): string[] {
  return links.map(({ uri }) => uri).filter((uri) => uri.includes('?s='));
}

const vkeyForm = /^[^+\s]+\+[0-9a-f]{8}\+\S+$/;

async function readVkey(keyOrFile: string): Promise<string> {
  const key = vkeyForm.test(keyOrFile) ? keyOrFile : (await readFile(keyOrFile, 'utf8')).trim();
  if (!vkeyForm.test(key)) throw new Error(`${keyOrFile} is no key of a log`);
  return key;
}

async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  const text = await readFile(path, 'utf8');
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${path} is not of the form that is needed`);
  }
}
