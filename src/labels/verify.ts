/** Is this label one of ours? */
import { timingSafeEqual } from 'node:crypto';
import { keys, withdrawalOf, type LabelKey, type Withdrawal } from '../auth/keys.js';
import { type Lot } from '../lots/lot.model.js';
import { runOf, serialAt } from './label.service.js';
import { labelPath, pathSignatureIsValid, readFullSeal, readSerial } from './seal.js';

export interface GenuineLabel {
  /** In its one spelling. */
  serial: string;
  /** The published key that signed it; null for a compact seal, which only the server can check. */
  kid: string | null;
  /** A key that made its seal was revoked: whoever stole it makes the same. Null while the seal counts. */
  withdrawal: Withdrawal | null;
}

/**
 * The label that a link names, or null when its serial was not issued or any seal it carries is wrong.
 * @param serialText in any case, O for 0, I or L for 1
 * @param seals values of the link's `s`: none for a compact seal, one for a full seal; several are wrong
 */
export function findGenuineLabel(
  lot: Pick<Lot, '_id' | 'labels'>,
  serialText: string,
  seals: string[],
): GenuineLabel | null {
  const read = readSerial(serialText);
  if (!read || !runOf(lot, read.index)) return null;
  const { serial, key: serialKey } = serialAt(lot, read.index);
  if (!timingSafeEqual(Buffer.from(serial), Buffer.from(read.serial))) return null;
  const [s, ...others] = seals;
  if (s === undefined) return { serial, kid: null, withdrawal: withdrawalOf(serialKey) };
  const key = others.length === 0 ? keyOfSeal(labelPath(lot._id, serial), s) : undefined;
  return key ? { serial, kid: key.kid, withdrawal: withdrawalOf(key) ?? withdrawalOf(serialKey) } : null;
}

/** The key of ours that made a full seal for the path. */
function keyOfSeal(path: string, s: string): LabelKey | undefined {
  const seal = readFullSeal(s);
  const ofMark = seal ? keys().label.byMark(seal.mark) : [];
  return ofMark.find(({ publicKey }) => pathSignatureIsValid(path, seal?.signature ?? '', publicKey));
}
