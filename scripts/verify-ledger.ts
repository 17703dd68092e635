/**
 * Checks a ledger without believing the server: `npm run verify-ledger -- FILE`, or a live server, the evidence of a
 * dossier, or one proof.
 * It shares with the server only what is pure (hashes, notes, the fold of a balance) and reads no store.
 * Exit code 0: all is as it was recorded; 1: something is not, and the first fault is named; 2: it could not be done.
 */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { readArguments, type Arguments } from './verify/arguments.js';
import { checkBundle } from './verify/bundle.js';
import { isBundle } from './verify/format.js';
import { linesOf } from './verify/lines.js';
import { checkPublished, openExport } from './verify/live.js';
import { checkProof } from './verify/proof.js';
import { describeReport } from './verify/report.js';
import { startVerifier } from './verify/verify.js';
import { readWitness, writeWitness } from './verify/witness.js';

async function main(args: string[]): Promise<number> {
  const given = await readArguments(args);
  if (given.proof !== undefined) return verifyProof(given.proof, given);
  const source = given.source ?? '';
  const [first] = isAddress(source) ? [] : await linesOfFile(source, 1);
  return first && isBundle(first) ? verifyBundle(source, given) : verifyLedger(source, given);
}

const isAddress = (source: string) => /^https?:\/\//.test(source);

/** @param most as many as are wanted */
async function linesOfFile(path: string, most = Infinity): Promise<Uint8Array[]> {
  const lines: Uint8Array[] = [];
  for await (const line of linesOf(createReadStream(path))) {
    lines.push(line);
    if (lines.length >= most) break;
  }
  return lines;
}

async function verifyBundle(path: string, given: Arguments): Promise<number> {
  const { report, header } = checkBundle(await linesOfFile(path), { ...given, now: new Date() });
  if (header && given.vkey === undefined) {
    console.log(`The key of the log is taken on trust, give it with --vkey another time: ${header.vkey}`);
  }
  if (header) console.log(`The evidence of lot ${header.lot}:`);
  for (const line of describeReport(report)) console.log(line);
  return report.first() === null ? 0 : 1;
}

async function verifyLedger(source: string, given: Arguments): Promise<number> {
  const isLive = isAddress(source);
  const server = source.replace(/\/+$/, '');
  const witness = given.witness === undefined ? null : await readWitness(given.witness);
  const chunks = isLive ? await openExport(server, given.token ?? '') : createReadStream(source);
  const verifier = startVerifier({ ...given, witness, now: new Date(), isLive });
  for await (const line of linesOf(chunks as AsyncIterable<Uint8Array>)) verifier.line(line);
  const { header, tree, report, witness: seen } = verifier.end();
  if (isLive && header && tree) await checkPublished(server, header, tree, report);
  const isRight = report.first() === null;
  if (header && given.vkey === undefined && !witness) {
    console.log(`The key of the log is taken on trust, give it with --vkey another time: ${header.vkey}`);
  }
  for (const line of describeReport(report)) console.log(line);
  if (given.witness !== undefined && isRight && seen) await writeWitness(given.witness, seen);
  return isRight ? 0 : 1;
}

async function verifyProof(path: string, { vkey = '' }: Arguments): Promise<number> {
  const verdict = checkProof(await readFile(path), vkey);
  for (const line of verdict.isRight ? verdict.says : [`Fault: ${verdict.fault}.`]) console.log(line);
  return verdict.isRight ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 2;
});
