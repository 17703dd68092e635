/** Changes of the keys, for whoever has the key files: one file at a time, whole or not at all. */
import { join } from 'node:path';
import { checkKeyFolder, readKeyFile, replaceKeyFile } from './key-files.js';
import { formOf, purposes, revoke, rotate, withNext, type KeyFacts, type Purpose, type Row } from './key-rows.js';

/** A key without what is secret of it. */
export type ListedKey = KeyFacts & { purpose: Purpose };

/** All keys but that of the log, which has no others. @throws Error that names the path */
export async function listKeys(dataDir: string): Promise<ListedKey[]> {
  const folder = await checkKeyFolder(dataDir);
  return purposes.flatMap((purpose) => rowsOf(pathOf(folder, purpose), purpose).map((row) => listed(row, purpose)));
}

/**
 * The next key of a purpose signs from now on, the active one only verifies.
 * @returns the set as it is now
 */
export function rotateKey(dataDir: string, purpose: Purpose, now: Date): Promise<ListedKey[]> {
  return change(dataDir, purpose, (rows) => rotate(rows, purpose, now));
}

/** Makes the next key of a purpose where there is none. */
export function prepareNextKey(dataDir: string, purpose: Purpose, now: Date): Promise<ListedKey[]> {
  return change(dataDir, purpose, (rows) => withNext(rows, purpose, now));
}

/**
 * Takes keys back for good, with all that they sealed. The next key signs in the place of an active one.
 * @param because in words for the public: it stands on the pages of their labels
 * @throws Error, and nothing is changed, when a key is unknown or was revoked before
 */
export async function revokeKeys(
  dataDir: string,
  { kids, because, now }: { kids: string[]; because: string; now: Date },
): Promise<ListedKey[]> {
  const known = await listKeys(dataDir);
  for (const kid of kids) refuseUnlessRevocable(known, kid);
  const sets: ListedKey[] = [];
  for (const purpose of purposes) {
    const own = kids.filter((kid) => known.some((key) => key.kid === kid && key.purpose === purpose));
    if (own.length === 0) continue;
    sets.push(...(await change(dataDir, purpose, (rows) => revoke(rows, purpose, { kids: own, because, now }))));
  }
  return sets;
}

function refuseUnlessRevocable(known: ListedKey[], kid: string): void {
  const key = known.find((each) => each.kid === kid);
  if (!key) throw new Error(`No key has the name ${kid}: npm run keys -- list shows them.`);
  if (key.state === 'revoked') {
    throw new Error(`The key ${kid} was revoked on ${key.revokedAt} already, because ${key.revokedBecause}.`);
  }
}

async function change(dataDir: string, purpose: Purpose, next: (rows: Row[]) => Row[]): Promise<ListedKey[]> {
  const path = pathOf(await checkKeyFolder(dataDir), purpose);
  const { keys } = await replaceKeyFile(path, () => ({ keys: next(rowsOf(path, purpose)) }));
  return keys.map((row) => listed(row, purpose));
}

const pathOf = (folder: string, purpose: Purpose) => join(folder, `${purpose}.json`);

const rowsOf = (path: string, purpose: Purpose) => readKeyFile(path, formOf(purpose)).keys;

/** Field by field: nothing secret can slip out. */
function listed(row: Row, purpose: Purpose): ListedKey {
  const { kid, mark, state, createdAt, activatedAt, retiredAt, revokedAt, revokedBecause } = row;
  return { purpose, kid, mark, state, createdAt, activatedAt, retiredAt, revokedAt, revokedBecause };
}
