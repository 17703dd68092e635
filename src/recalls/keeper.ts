/** Finishes recalls, and liftings of them, whose process died. Every process of the server runs one. */
import { trusted } from '../db.js';
import { startKeeper } from '../keeper.js';
import { announcedRecalls } from '../lots/lot.model.js';
import { listParts, markLots } from './complete.service.js';
import { declareErrors } from './lift.service.js';
import { Recalls } from './recall.model.js';
import { beginReceived, liftDeclared } from './received.service.js';

const millisBetweenLooks = 5000;
/** Nobody works any more on a recall that was not touched for so long. */
const millisUntilLeft = 15_000;

export function startRecallKeeper() {
  const look = () => finishLeft(new Date(Date.now() - millisUntilLeft));
  return startKeeper(look, { millisBetweenLooks, behind: 'recalls that were left are not finished' });
}

/** Finishes what nobody has touched since a moment. */
export async function finishLeft(since: Date): Promise<void> {
  const touchedAt = trusted({ $lt: since });
  await beginReceived();
  await liftDeclared();
  for (const { _id, eventID } of await announcedRecalls()) {
    const recall = await Recalls.findOne({ _id, touchedAt }).lean();
    if (!recall) continue;
    await listParts(recall, eventID);
    await markLots(recall);
  }
  for (const recall of await Recalls.find({ state: 'lifted', liftedAt: null, touchedAt }).lean()) {
    await declareErrors(recall);
  }
}
