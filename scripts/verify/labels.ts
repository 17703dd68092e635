/** Labels with a full seal: issued, and signed by a published key that was not retired before they were issued. */
import { lotPath, readLotPath } from '../../src/epcis/identifiers.js';
import { labelPath, pathSignatureIsValid, readFullSeal, readSerial } from '../../src/labels/seal.js';
import { type LabelRun } from './balances.js';
import { type LabelKey } from './keys.js';
import { type Report } from './report.js';

interface Label {
  lot: string;
  serial: string;
  index: number;
  mark: string;
  signature: string;
}

export function checkLabel(
  uri: string,
  keys: ReadonlyMap<string, LabelKey>,
  runs: ReadonlyMap<string, LabelRun[]>,
  report: Report,
): void {
  report.saw('labels');
  const label = readLabel(uri);
  if (!label) return report.fault('labels', `${uri} is no label with a signature`);
  const { lot, serial, index, mark, signature } = label;
  const fault = (words: string) => report.fault('labels', `label ${serial}: ${words}`, { lot });
  const run = runs.get(lot)?.find(({ from, count }) => from <= index && index < from + count);
  const key = keys.get(mark);
  if (!key) return fault(`no published key has its mark ${mark}`);
  if (!pathSignatureIsValid(labelPath(lot, serial), signature, key.publicKey)) {
    return fault(`its signature is not of the key ${key.kid}`);
  }
  if (!run) return fault('it was never issued');
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
