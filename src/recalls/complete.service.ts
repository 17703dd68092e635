/**
 * What follows the start of a recall: finding every lot, in parts, and one event for each part. All of it can be done
 * again, and by several processes at once: parts are numbered, and an event is made once a part.
 */
import { isDuplicateKey } from '../db.js';
import { capture } from '../events/capture.js';
import { logger } from '../http/log.js';
import { AnnouncedRecalls } from '../lots/announced.model.js';
import { type Lot } from '../lots/lot.model.js';
import { lotsByPath } from '../lots/trace.js';
import { familyOf, holdersOf } from './affected.js';
import { recallEvent } from './event.js';
import { RecallParts, Recalls, type Recall, type RecallPart } from './recall.model.js';
import { snapshotOf } from './snapshot.js';

const usualClock = () => new Date();

/** Lots of one event: every page of one of them reads it. */
const lotsOfPart = 200;

/**
 * Finds the lots of a recall. Those of few are marked before it ends, those of many afterwards.
 * @param eventID first event, which names the roots; null of a mock recall
 * @param clock of the recall: demonstration data was recorded on other days
 * @returns paths of all lots
 */
export async function completeRecall(id: string, eventID: string | null, clock = usualClock): Promise<string[]> {
  const recall = (await Recalls.findById(id).lean()) as Recall;
  const parts = await listParts(recall, eventID, clock);
  if (parts.length <= 2) await markLots(recall, clock);
  else
    void markLots(recall, clock).catch((error: unknown) => logger.error({ err: error }, 'a recall is finished later'));
  return parts.flatMap(({ lots }) => lots.map(({ lot }) => lot));
}

export function partsOf(recall: string): Promise<RecallPart[]> {
  return RecallParts.find({ recall }).sort({ number: 1 }).lean();
}

/** Adds the lots that are in no part yet; the first part are the roots, which the first event marked. */
export async function listParts(recall: Recall, eventID: string | null, clock = usualClock): Promise<RecallPart[]> {
  for (;;) {
    const parts = await partsOf(recall._id);
    const listed = new Set(parts.flatMap(({ lots }) => lots.map(({ lot }) => lot)));
    const family = await familyOf(await lotsByPath(recall.roots));
    const fresh = family.filter(({ _id }) => !listed.has(_id));
    const made = await newParts(recall, fresh, parts.length, eventID);
    try {
      if (made.length > 0) await RecallParts.insertMany(made, { lean: true });
      await noteList(recall, [...parts, ...made], clock());
      return [...parts, ...made];
    } catch (error) {
      if (!isDuplicateKey(error)) throw error; // another process lists them too
    }
  }
}

async function newParts(recall: Recall, lots: Lot[], first: number, eventID: string | null): Promise<RecallPart[]> {
  const roots = first === 0 ? lots.filter(({ _id }) => recall.roots.includes(_id)) : [];
  const others = first === 0 ? lots.filter(({ _id }) => !recall.roots.includes(_id)) : lots;
  const groups = first === 0 ? [roots] : [];
  for (let start = 0; start < others.length; start += lotsOfPart) groups.push(others.slice(start, start + lotsOfPart));
  const parts: RecallPart[] = [];
  for (const [index, group] of groups.entries()) {
    const number = first + index;
    const part = { _id: `${recall._id}/${number}`, recall: recall._id, number, lots: await snapshotOf(group) };
    parts.push({ ...part, eventID: number === 0 ? eventID : null, isLifted: false });
  }
  return parts;
}

async function noteList({ _id }: Recall, parts: RecallPart[], now: Date): Promise<void> {
  const lots = parts.flatMap((part) => part.lots);
  const holders = [...new Set(lots.flatMap(holdersOf))];
  await Recalls.updateOne({ _id }, { $set: { lots: lots.length, holders, touchedAt: new Date() } });
  await Recalls.updateOne({ _id, listedAt: null }, { $set: { listedAt: now } });
}

/**
 * Marks the lots of every part by an event, until none is left that was made from them: a lot that is not marked yet may
 * have been used up by whoever read it before the recall began.
 */
export async function markLots(recall: Recall, clock = usualClock): Promise<void> {
  if (recall.isMock) return;
  for (;;) {
    for (const part of await partsOf(recall._id)) if (part.eventID === null) await markPart(recall, part);
    const parts = await listParts(recall, null, clock);
    if (parts.every(({ eventID }) => eventID !== null)) break;
  }
  await AnnouncedRecalls.deleteOne({ _id: recall._id });
  await Recalls.updateOne({ _id: recall._id, markedAt: null }, { $set: { markedAt: clock() } });
}

async function markPart(recall: Recall, { _id, lots }: RecallPart): Promise<void> {
  const { actor, startedBy, organization } = recall;
  const inspector = { id: actor, name: startedBy, role: 'inspector' as const, organization };
  const by = { actor: inspector, now: new Date(), key: _id };
  const named = lots.map(({ lot, firstEventTime }) => ({ _id: lot, firstEventTime }));
  const { eventID } = await capture(recallEvent(recall, named), by);
  await RecallParts.updateOne({ _id }, { $set: { eventID } });
  await Recalls.updateOne({ _id: recall._id }, { $set: { touchedAt: new Date() } });
}
