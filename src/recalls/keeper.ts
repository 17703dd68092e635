/** Finishes recalls, and liftings of them, whose process died. Every process of the server runs one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { trusted } from '../db.js';
import { logger } from '../http/log.js';
import { AnnouncedRecalls } from '../lots/announced.model.js';
import { listParts, markLots } from './complete.service.js';
import { declareErrors } from './lift.service.js';
import { Recalls } from './recall.model.js';
import { beginReceived, liftDeclared } from './received.service.js';

export interface RecallKeeper {
  stop(): Promise<void>;
}

const millisBetweenLooks = 5000;
/** Nobody works any more on a recall that was not touched for so long. */
const millisUntilLeft = 15_000;

export function startRecallKeeper(): RecallKeeper {
  const stopping = new AbortController();
  const running = keepFinishing(stopping.signal);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function keepFinishing(stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await finishLeft(new Date(Date.now() - millisUntilLeft)).catch((error: unknown) => {
      logger.error({ err: error }, 'recalls that were left are not finished');
    });
    await sleep(millisBetweenLooks, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** Finishes what nobody has touched since a moment. */
export async function finishLeft(since: Date): Promise<void> {
  const touchedAt = trusted({ $lt: since });
  await beginReceived();
  await liftDeclared();
  for (const { _id, eventID } of await AnnouncedRecalls.find({}).lean()) {
    const recall = await Recalls.findOne({ _id, touchedAt }).lean();
    if (!recall) continue;
    await listParts(recall, eventID);
    await markLots(recall);
  }
  for (const recall of await Recalls.find({ state: 'lifted', liftedAt: null, touchedAt }).lean()) {
    await declareErrors(recall);
  }
}
