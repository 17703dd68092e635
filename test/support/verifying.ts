/** The verifier as its program uses it, on bytes that are here. */
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
