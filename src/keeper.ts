/** Work behind the requests that a process looks after again and again. What fails is told in the log and done later. */
import { setTimeout as sleep } from 'node:timers/promises';
import { logger } from './http/log.js';

export interface Keeper {
  /** Resolves when the work that is under way has ended. */
  stop(): Promise<void>;
}

/** @param work one look @param behind what the log says when it fails */
export function startKeeper(
  work: (stopping: AbortSignal) => Promise<void>,
  { millisBetweenLooks, behind }: { millisBetweenLooks: number; behind: string },
): Keeper {
  const stopping = new AbortController();
  const { signal } = stopping;
  const keepUp = async () => {
    while (!signal.aborted) {
      await work(signal).catch((error: unknown) => logger.error({ err: error }, behind));
      await sleep(millisBetweenLooks, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = keepUp();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
