/** The entries against the tree: each is the leaf at its position, and all together make the roots that were signed. */
import { leafHash, rootOf } from '../../src/ledger/merkle.js';
import { type TreeHead } from '../../src/ledger/note.js';
import { tileWidth } from '../../src/ledger/tile.js';
import { type Place, type Report } from './report.js';

export interface Tree {
  /** The hashes of the next tile, of which the entries follow. */
  tile(index: number, hashes: Buffer): void;
  /** The leaf of an entry that is at its position. */
  entry(position: number, eventID: string, commitment: Buffer): void;
  /**
   * @param heads signed trees that the entries must begin with, the largest last; null where a note is forged
   * @param suspect an entry that is known to be changed
   */
  end(heads: (TreeHead | null)[], suspect?: Place): void;
  /** Leaf hashes by position; of a missing entry what its tile says. */
  leaves(): Buffer[];
  commitments(): Buffer[];
  /** Names of the events by position. */
  events(): string[];
}

export function startTree(report: Report): Tree {
  const told: Buffer[] = []; // by the tiles
  const made: Buffer[] = []; // by the entries
  const commitments: Buffer[] = [];
  const events: string[] = [];
  const leaves = () =>
    Array.from({ length: Math.max(told.length, made.length) }, (_, at) => made[at] ?? told[at] ?? none);

  return {
    tile: (index, hashes) => {
      const first = Math.ceil(made.length / tileWidth) * tileWidth;
      const count = hashes.length / 32;
      if (index * tileWidth !== first || !Number.isInteger(count) || count < 1 || count > tileWidth) {
        const words = `the tile ${index} of the tree is not whole, or not in its place`;
        report.fault('tree', words, { position: first });
      }
      for (let at = 0; at < Math.min(count, tileWidth); at++) {
        told[first + at] = Buffer.from(hashes.subarray(at * 32, at * 32 + 32));
      }
    },
    entry: (position, eventID, commitment) => {
      const leaf = leafHash(commitment);
      made[position] = leaf;
      commitments[position] = commitment;
      events[position] = eventID;
      report.saw('tree');
      if (told[position]?.equals(leaf)) return;
      const words = 'what the log has at this position is not the leaf that its tile says';
      report.fault('tree', words, { position, event: eventID });
    },
    end: (heads, suspect) => checkRoots(heads, { made, leaves: leaves(), suspect }, report),
    leaves,
    commitments: () => commitments,
    events: () => events,
  };
}

const none = Buffer.alloc(32);

interface Found {
  made: Buffer[];
  leaves: Buffer[];
  suspect?: Place;
}

function checkRoots(heads: (TreeHead | null)[], { made, leaves, suspect }: Found, report: Report): void {
  const last = heads.at(-1);
  if (last && made.length !== last.size) {
    const words = `the checkpoint is of ${last.size} entries, and here are ${made.length}`;
    report.fault('tree', words, { position: Math.min(made.length, last.size) });
  }
  for (const head of heads) {
    if (!head || head.size > leaves.length) continue;
    if (!rootOf(leaves.slice(0, head.size)).equals(head.root)) {
      report.fault('tree', `the first ${head.size} entries do not make the root that was signed`, suspect);
    }
  }
}
