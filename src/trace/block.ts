/** A block of lots of all chains, as text: what is read of a lot that stands in a chain, and where its neighbours are. Pure. */
import { type ChainLot } from './graph.js';

/** Lots of a block. More are fewer documents to read, fewer are less to write for one that changed. */
export const blockSize = 64;

/** A lot in its block. A place is the number of the block times {@link blockSize}, and the row in it. */
export interface BlockRow {
  lot: Omit<ChainLot, 'parents'>;
  /** Places of what it was made of, paths of what has none. */
  parents: (number | string)[];
  /** Places of what was made of it, and perhaps of what was said to be and is not any more: its parents tell. */
  children: number[];
}

export const blockOf = (place: number) => Math.floor(place / blockSize);

/** @param rows by place, of one block */
export function writeBlock(rows: ReadonlyMap<number, BlockRow>, block: number): string {
  const places = Array.from({ length: blockSize }, (_, row) => block * blockSize + row);
  return JSON.stringify(places.map((place) => tupleOf(rows.get(place))));
}

export function readBlock(text: string, block: number): Map<number, BlockRow> {
  const rows = JSON.parse(text) as (Tuple | null)[];
  return new Map(rows.flatMap((tuple, row) => (tuple ? [[block * blockSize + row, rowOf(tuple)] as const] : [])));
}

/** Without names, because there are thousands. */
type Tuple = [
  ...[id: string, product: string, organization: string, parents: (number | string)[], children: number[]],
  ...[parties: string[], heldBy: string | null, recalledBy: string | null, first: string, last: string],
];

function tupleOf(row: BlockRow | undefined): Tuple | null {
  if (!row) return null;
  const { lot, parents, children } = row;
  return [
    ...([lot._id, lot.product, lot.organization, parents, children] as const),
    ...([lot.parties, lot.heldBy, lot.recalledBy, lot.firstEventTime, lot.lastEventTime] as const),
  ];
}

function rowOf([_id, product, organization, parents, children, parties, heldBy, recalledBy, first, last]: Tuple) {
  const lot = { _id, product, organization, parties, heldBy, recalledBy, firstEventTime: first, lastEventTime: last };
  return { lot, parents, children };
}
