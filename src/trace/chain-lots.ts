/** Lots as they stand in a chain, read from the lots themselves. */
import { inSlices, trusted } from '../db.js';
import { Lots } from '../lots/lot.model.js';
import { fieldsOfChain, type ChainLot } from './graph.js';

/** Those of the paths that are there. */
export function chainLots(paths: Iterable<string>): Promise<ChainLot[]> {
  return inSlices(paths, (ids) => find({ _id: trusted({ $in: ids }) }));
}

/** Everything that was made of a lot, whatever the depth. */
export function chainLotsAfter(path: string): Promise<ChainLot[]> {
  return find({ ancestors: path });
}

/** From each of the lots to what names it as its material. */
export async function edgesBelow(paths: Iterable<string>): Promise<[parent: string, child: string][]> {
  const of = new Set(paths);
  const children = await inSlices(of, (some) => Lots.find({ parents: trusted({ $in: some }) }, { parents: 1 }).lean());
  return children.flatMap(({ _id, parents }) =>
    parents.filter((path) => of.has(path)).map((path): [string, string] => [path, _id]),
  );
}

function find(filter: object): Promise<ChainLot[]> {
  return Lots.find(filter, fieldsOfChain).setOptions({ asWritten: true }).lean<ChainLot[]>();
}
