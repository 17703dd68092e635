/** Writes labels that are issued into the directory of serials, inside the transaction of their event. */
import { type ClientSession } from 'mongoose';
import { isDuplicateKey, namespace, writeConflict } from '../db.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { directoryEntry, DirectoryPages } from '../lots/label-directory.model.js';

export async function storeRun(event: EpcisEvent, recordTime: Date, session: ClientSession): Promise<void> {
  const entry = event.errorDeclaration ? null : directoryEntry(event, recordTime, namespace());
  if (!entry) return;
  const change = { $push: { runs: entry.run } };
  await DirectoryPages.updateOne({ _id: entry.page }, change, { upsert: true, session }).catch((error: unknown) => {
    throw isDuplicateKey(error) ? writeConflict('another one began the page') : error;
  });
}
