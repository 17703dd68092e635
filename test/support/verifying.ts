/** The verifier as its program uses it, on bytes that are here. */
import { execFile } from 'node:child_process';
import { projectRoot } from '../../src/config.js';
import { startVerifier, type Known, type Verified } from '../../scripts/verify/verify.js';

export const toleranceMs = 15 * 60_000;

export function verify(bytes: Buffer, known: Partial<Known> = {}): Verified {
  const verifier = startVerifier({ now: new Date(), toleranceMs, ...known });
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start) + 1 || bytes.length;
    verifier.line(bytes.subarray(start, end));
    start = end;
  }
  return verifier.end();
}

/** `npm run verify-ledger` with these options. */
export function runVerifier(...options: string[]): Promise<{ code: number; words: string }> {
  return new Promise((resolve) => {
    const args = ['--import', 'tsx', 'scripts/verify-ledger.ts', ...options];
    const child = execFile(process.execPath, args, { cwd: projectRoot }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, words: stdout + stderr }),
    );
  });
}
