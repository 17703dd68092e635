/** Writes labels that are issued into the directory of serials, inside the transaction of their event. */
import { type ClientSession } from 'mongoose';
import { isDuplicateKey, namespace, writeConflict } from '../db.js';
import { type EpcisEvent } from '../epcis/vocabulary.js';
import { directoryEntry, DirectoryPages } from '../lots/label-directory.model.js';

export async function storeRun(event: EpcisEvent, recordTime: Date, session: ClientSession): Promise<void> {
  const entry = event.errorDeclaration ? null : directoryEntry(event, recordTime, namespace());
  if (!entry) return;
  const { page: _id, run } = entry;
  const page = await DirectoryPages.findById(_id, null, { session }).lean();
  if (page) {
    const change = { $set: { runs: `${page.runs}\n${run}` } };
    const { matchedCount } = await DirectoryPages.updateOne({ _id, runs: page.runs }, change, { session });
    if (matchedCount === 0) throw writeConflict('labels were issued meanwhile');
  } else {
    await DirectoryPages.create([{ _id, runs: run }], { session }).catch((error: unknown) => {
      throw isDuplicateKey(error) ? writeConflict('labels were issued meanwhile') : error;
    });
  }
}
