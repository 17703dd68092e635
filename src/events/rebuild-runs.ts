/** Compares the directory of serials with the events that issued labels, and puts right what differs. Never touches an event. */
import { namespace, trusted } from '../db.js';
import { directoryEntry, DirectoryPages } from '../lots/label-directory.model.js';
import { Events } from './event.model.js';

export interface PageDifference {
  page: string;
  /** Lines that are not there, and those that should not be. */
  missing: number;
  extra: number;
  folded: string[];
}

export async function compareRuns(): Promise<{ runs: number; differences: PageDifference[] }> {
  const stored = new Map((await DirectoryPages.find({}).lean()).map(({ _id, runs }) => [_id, runs.split('\n')]));
  const folded = new Map<string, string[]>();
  const rows = Events.find({ 'event.nguon:labels': trusted({ $exists: true }) }, { event: 1, recordTime: 1 })
    .lean()
    .cursor({ batchSize: 500 });
  for await (const { event, recordTime } of rows) {
    const entry = event.errorDeclaration ? null : directoryEntry(event, recordTime, namespace());
    if (!entry) continue;
    const page = folded.get(entry.page) ?? [];
    folded.set(entry.page, page);
    page.push(entry.run);
  }
  const differences = [...new Set([...folded.keys(), ...stored.keys()])].sort().flatMap((page) => {
    const [made, kept] = [folded.get(page) ?? [], stored.get(page) ?? []];
    const [missing, extra] = [without(made, kept), without(kept, made)];
    return missing + extra > 0 ? [{ page, missing, extra, folded: made }] : [];
  });
  return { runs: [...folded.values()].flat().length, differences };
}

/** How many of the first are not among the others. A run is issued once, so no line is there twice. */
function without(some: string[], others: string[]): number {
  const known = new Set(others);
  return some.filter((line) => !known.has(line)).length + (some.length - new Set(some).size);
}

export async function restoreRuns({ page, folded }: PageDifference): Promise<void> {
  if (folded.length === 0) await DirectoryPages.deleteOne({ _id: page });
  else await DirectoryPages.updateOne({ _id: page }, { $set: { runs: folded.join('\n') } }, { upsert: true });
}
