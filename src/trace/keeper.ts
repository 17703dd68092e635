/** Keeps the blocks of chains up with the log. Every process of the server runs one. */
import { startKeeper } from '../keeper.js';
import { foldChains } from './fold-blocks.js';

/** Long enough that a block that many events touch is written once for all of them. */
const millisBetweenLooks = 2000;

export function startChainKeeper() {
  return startKeeper(foldChains, { millisBetweenLooks, behind: 'the blocks of chains are behind' });
}
