/** Is this label one of ours? */
import { timingSafeEqual } from 'node:crypto';
import { keys } from '../auth/keys.js';
import { type Lot } from '../lots/lot.model.js';
import { labelAt, type Label } from './label.service.js';
import { labelPath, pathSignatureIsValid, readFullSeal, readSerial } from './seal.js';

/**
 * The label that a link names, or null when its serial was not issued or any seal it carries is wrong.
 * @param seals values of the link's `s`: none for a compact seal, one for a full seal; several are wrong
 */
export function findGenuineLabel(lot: Lot, serialText: string, seals: string[]): Label | null {
  const read = readSerial(serialText);
  const isIssued = lot.labels.some(({ from, count }) => read && from <= read.index && read.index < from + count);
  if (!read || !isIssued) return null;
  const label = labelAt(lot, read.index);
  if (!timingSafeEqual(Buffer.from(label.serial), Buffer.from(read.serial))) return null;
  return seals.length === 0 || (seals.length === 1 && sealIsValid(lot, label, seals[0] ?? '')) ? label : null;
}

function sealIsValid(lot: Lot, label: Label, s: string): boolean {
  const seal = readFullSeal(s);
  const key = seal && keys().label.byMark(seal.mark);
  return Boolean(key && pathSignatureIsValid(labelPath(lot._id, label.serial), seal.signature, key.publicKey));
}
