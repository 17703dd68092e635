/**
 * Recalls that another system told by an EPCIS event of an inspector. The transaction of the event announces them, so
 * that they hold for what was made of the lots too; here they get what every recall has: a list, holders who answer,
 * an end. Where the event is declared an error, the recall is lifted. All of it can be done again.
 */
import { Users } from '../auth/user.model.js';
import { isDuplicateKey, trusted } from '../db.js';
import { bareWord } from '../epcis/cbv.js';
import { declarationSuffix, Events } from '../events/event.model.js';
import { type Received } from '../events/received.js';
import { logger } from '../http/log.js';
import { type AnnouncedRecall } from '../lots/announced.model.js';
import { announcedRecalls } from '../lots/lot.model.js';
import { type Actor } from '../policy.js';
import { completeRecall } from './complete.service.js';
import { declareErrors } from './lift.service.js';
import { RecallParts, Recalls, type Recall } from './recall.model.js';
import { newRecallOf } from './recall.service.js';

/** Lots of an event whose descendants are found before it is answered. */
const mostAwaited = 50;

/** After events of another system. What fails is done later by a keeper. */
export async function followReceived(received: readonly Received[]): Promise<void> {
  if (!received.some(({ event }) => isRecalling(event))) return;
  try {
    await beginReceived();
    await liftDeclared();
  } catch (error) {
    logger.error({ err: error }, 'a received recall is followed later');
  }
}

function isRecalling({ disposition }: Received['event']): boolean {
  return typeof disposition === 'string' && bareWord(disposition, 'disposition') === 'recalled';
}

/** Of each announced recall that is no record yet. */
export async function beginReceived(): Promise<void> {
  for (const announced of await announcedRecalls()) {
    if (!(await Recalls.exists({ _id: announced._id }))) await begin(announced);
  }
}

async function begin({ _id, roots, eventID }: AnnouncedRecall): Promise<void> {
  const stored = await Events.findById(eventID).lean();
  if (!stored) return;
  const { event, recordTime } = stored;
  const note: unknown = event['nguon:note'];
  const by = { actor: await inspectorOf(stored), now: recordTime };
  const told = { reason: typeof note === 'string' ? note.slice(0, 2000) : '', notice: null, received: eventID };
  try {
    await Recalls.create({ ...newRecallOf(by, roots), _id, ...told, isMock: false, asksHolders: true });
  } catch (error) {
    if (isDuplicateKey(error)) return; // another process was first
    throw error;
  }
  const completed = completeRecall(_id, eventID);
  if (roots.length <= mostAwaited) await completed;
  else completed.catch((error: unknown) => logger.error({ err: error }, 'a received recall is finished later'));
}

/** Once it is written into all of its lots. */
export async function liftDeclared(): Promise<void> {
  const marked = { markedAt: trusted({ $ne: null }), lifting: null };
  for (const recall of await Recalls.find({ received: trusted({ $ne: null }), ...marked }).lean()) await lift(recall);
}

async function lift({ _id, received }: Recall): Promise<void> {
  const declared = await Events.findById(received + declarationSuffix).lean();
  if (!declared) return;
  const { errorDeclaration } = declared.event;
  const { id, name } = await inspectorOf(declared);
  const note = errorDeclaration?.['nguon:note'] || errorDeclaration?.reason || '–';
  const lifting = { at: declared.recordTime, by: name, actor: id, note };
  await RecallParts.updateOne({ _id: `${_id}/0` }, { $set: { isLifted: true } });
  const change = { $set: { state: 'lifted' as const, lifting, touchedAt: new Date() } };
  const lifted = await Recalls.findOneAndUpdate({ _id, lifting: null }, change, { returnDocument: 'after' }).lean();
  if (lifted) await declareErrors(lifted);
}

async function inspectorOf({ actor, organization }: { actor: string; organization: string }): Promise<Actor> {
  const user = await Users.findById(actor, { name: 1 }).lean();
  return { id: actor, name: user?.name ?? actor, role: 'inspector', organization };
}
