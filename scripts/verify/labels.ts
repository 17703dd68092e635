/**
 * Labels with a full seal: issued, and signed by a published key that was not retired before they were issued. A key
 * that was revoked vouches for no label, whenever it was issued: a thief dates one as he likes.
 */
import { lotPath, readLotPath } from '../../src/epcis/identifiers.js';
import { labelPath, pathSignatureIsValid, readFullSeal, readSerial } from '../../src/labels/seal.js';
import { type LabelRun } from './balances.js';
import { type KnownKeys } from './keys.js';
import { type Report } from './report.js';

interface Label {
  lot: string;
  serial: string;
  index: number;
  mark: string;
  signature: string;
}

export function checkLabel(uri: string, keys: KnownKeys, runs: ReadonlyMap<string, LabelRun[]>, report: Report): void {
  report.saw('labels');
  const label = readLabel(uri);
  if (!label) return report.fault('labels', `${uri} is no label with a signature`);
  const { lot, serial, index, mark, signature } = label;
  const fault = (words: string) => report.fault('labels', `label ${serial}: ${words}`, { lot });
  const run = runs.get(lot)?.find(({ from, count }) => from <= index && index < from + count);
  const ofMark = keys.byMark.get(mark);
  if (!ofMark) return fault(`no published key has its mark ${mark}`);
  const key = ofMark.find(({ publicKey }) => pathSignatureIsValid(labelPath(lot, serial), signature, publicKey));
  if (!key) return fault(`its signature is not of the key ${ofMark.map(({ kid }) => kid).join(' or ')}`);
  if (!run) return fault('it was never issued');
  const revoked = key.revokedAt === undefined ? keys.revokedSerials.get(run.key) : key;
  if (revoked) {
    return fault(`its key ${revoked.kid} was withdrawn on ${revoked.revokedAt} because ${revoked.revokedBecause}`);
  }
  if (key.validUntil !== undefined && Date.parse(key.validUntil) < Date.parse(run.recordTime)) {
    fault(`it was issued at ${run.recordTime}, and its key ${key.kid} was retired at ${key.validUntil}`);
  }
}

/** With or without the address of the server; null for another spelling than labels have. */
function readLabel(uri: string): Label | null {
  const [, lot = '', written = '', s = ''] =
    /^(?:https?:\/\/[^/?#]+)?\/([^?#]+)\/21\/([^/?#]+)\?s=([^&#]+)$/.exec(uri) ?? [];
  const name = readLotPath(lot);
  const read = readSerial(written);
  const seal = readFullSeal(s);
  if (!name || !read || !seal || lotPath(name.productKey, name.code) !== lot || read.serial !== written) return null;
  return { lot, ...read, ...seal };
}
