/** Is this label one of ours? */
import { timingSafeEqual } from 'node:crypto';
import { keys, withdrawalOf, type LabelKey, type SerialKey, type Withdrawal } from '../auth/keys.js';
import { readLotPath } from '../epcis/identifiers.js';
import { type Lot } from '../lots/lot.model.js';
import { type BlankLabels } from './blank.model.js';
import { findBlank } from './blank.service.js';
import { issuedCount, runOf, serialAt } from './label.service.js';
import { labelPath, readFullSeal, readSerial, serialIsGenuine, verifyPathSignature } from './seal.js';

export interface GenuineLabel {
  /** In its lot; of a blank among those of the product. */
  index: number;
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
export async function findGenuineLabel(
  lot: Pick<Lot, '_id' | 'labels'>,
  serialText: string,
  seals: string[],
): Promise<GenuineLabel | null> {
  const read = readSerial(serialText);
  const run = read && runOf(lot, read.index);
  if (!run || run.blank !== undefined) return null; // a label that was printed blank has no lot in its link
  const { serial, key } = serialAt(lot, read.index);
  if (!timingSafeEqual(Buffer.from(serial), Buffer.from(read.serial))) return null;
  const seal = await checkSeals(labelPath(lot._id, serial), seals, key);
  return seal && { index: read.index, serial, ...seal };
}

/**
 * The label that a link without a lot names, by its index among the blanks of the product; null as above.
 * @param seals as above
 */
export async function findGenuineBlank(
  blanks: BlankLabels,
  serialText: string,
  seals: string[],
): Promise<GenuineLabel | null> {
  const blank = findBlank(blanks, serialText);
  const seal = blank && (await checkSeals(labelPath(blanks._id, blank.serial), seals, blank.key));
  return seal && { index: blank.index, serial: blank.serial, ...seal };
}

async function checkSeals(
  path: string,
  [s, ...others]: string[],
  serialKey: SerialKey,
): Promise<Pick<GenuineLabel, 'kid' | 'withdrawal'> | null> {
  if (s === undefined) return { kid: null, withdrawal: withdrawalOf(serialKey) };
  const key = others.length === 0 ? await sealKeyOf(path, s) : undefined;
  return key ? { kid: key.kid, withdrawal: withdrawalOf(key) ?? withdrawalOf(serialKey) } : null;
}

/** The key of ours that made a full seal for the path. */
export async function sealKeyOf(path: string, s: string): Promise<LabelKey | undefined> {
  const { mark, signature } = readFullSeal(s) ?? {};
  if (mark === undefined || signature === undefined) return undefined;
  for (const key of keys().label.byMark(mark)) {
    if (await verifyPathSignature(path, signature, key.publicKey)) return key;
  }
  return undefined;
}

/** A unit that a lot does not have. */
export interface Unissued {
  /** Of the unit in the lot, from 1. */
  number: number;
  /** Labels that the lot has. */
  issued: number;
  /** Made with a serial key of ours all the same: nobody guesses that. */
  isSealed: boolean;
}

/** The unit that a well-formed serial names beyond those that were issued; null for every other serial. */
export function findUnissued(lot: Pick<Lot, '_id' | 'labels'>, serialText: string): Unissued | null {
  const read = readSerial(serialText);
  const name = readLotPath(lot._id);
  if (!read || !name || runOf(lot, read.index)) return null;
  const { serial: serialKeys } = keys();
  const used = new Set([serialKeys.active().kid, ...lot.labels.map(({ key }) => key)]);
  const isSealed = [...used].some((kid) => {
    const key = serialKeys.byKid(kid);
    return (
      key !== undefined && serialIsGenuine({ productKey: name.productKey, lot: name.code, key, serial: read.serial })
    );
  });
  return { number: read.index + 1, issued: issuedCount(lot), isSealed };
}
