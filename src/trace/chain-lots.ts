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

function find(filter: object): Promise<ChainLot[]> {
  return Lots.find(filter, fieldsOfChain).setOptions({ asWritten: true }).lean<ChainLot[]>();
}
