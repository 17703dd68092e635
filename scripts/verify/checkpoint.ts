/** Signed notes, more strictly than a client needs: a signature in a second spelling is a changed byte. */
import { openCheckpoint, type TreeHead } from '../../src/ledger/note.js';

/** Null unless the key of `vkey` signed it as a checkpoint of its log. */
export function readCheckpoint(note: string, vkey: string): TreeHead | null {
  const signatures = note.split('\n').filter((line) => line.startsWith('— '));
  const isCanonical = signatures.every((line) => {
    const bytes = line.split(' ')[2] ?? '';
    return Buffer.from(bytes, 'base64').toString('base64') === bytes;
  });
  return isCanonical ? openCheckpoint(note, vkey) : null;
}
