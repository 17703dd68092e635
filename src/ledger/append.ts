/** The way into the log. */
import { type ClientSession } from 'mongoose';
import { PendingEntries } from './log.model.js';

/**
 * Puts the commitment to an event before the sequencer, in the transaction that records the event.
 * @param commitment 32 bytes
 */
export async function enqueue(
  entry: { eventID: string; commitment: Buffer; recordTime: Date },
  session: ClientSession,
): Promise<void> {
  const { eventID, commitment, recordTime } = entry;
  await PendingEntries.create([{ _id: eventID, commitment, at: recordTime }], { session });
}
