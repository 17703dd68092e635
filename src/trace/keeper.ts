/** Keeps the blocks of chains up with the log. Every process of the server runs one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from '../http/log.js';
import { foldChains } from './fold-blocks.js';

export interface ChainKeeper {
  stop(): Promise<void>;
}

/** Long enough that a block that many events touch is written once for all of them. */
const millisBetweenLooks = 2000;

export function startChainKeeper(): ChainKeeper {
  const stopping = new AbortController();
  const running = keepFolding(stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function keepFolding(stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await foldChains(stopping).catch((error: unknown) => {
      logger.error({ err: error }, 'the blocks of chains are behind');
    });
    await sleep(millisBetweenLooks, undefined, { signal: stopping }).catch(() => undefined);
  }
}
