/**
 * Recalls. The first event names the lots that the inspector named and announces the recall: from then on every lot
 * made from one of them is read as recalled (`lots/announced.model.ts`), on every page and by every step. Which lots
 * these are is found and written into them afterwards (`complete.service.ts`).
 */
import { type ClientSession } from 'mongoose';
import { z } from 'zod';
import { isDuplicateKey } from '../db.js';
import { DomainError } from '../errors.js';
import { readTypedCode } from '../epcis/typed-code.js';
import { lotPath } from '../epcis/identifiers.js';
import { capture } from '../events/capture.js';
import { type Captured } from '../events/record.js';
import { reason } from '../inspections/act.js';
import { AnnouncedRecalls } from '../lots/announced.model.js';
import { type Lot } from '../lots/lot.model.js';
import { getLot, lotReference } from '../lots/lot.service.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { tick } from '../registry/fields.js';
import { idFor } from '../registry/records.js';
import { completeRecall } from './complete.service.js';
import { recallEvent } from './event.js';
import { Recalls, type Recall } from './recall.model.js';

/** Lots that one recall names. More follow from them. */
const mostRoots = 50;

/** One a line in a form: a path, a link, or what is printed beside a code. */
export const lotList = z
  .union([z.array(lotReference), z.string().transform((text) => text.split(/[\n,;]+/))], 'required')
  .transform((lines) => [...new Set(lines.map((line) => pathTyped(line.trim())).filter((path) => path !== ''))])
  .pipe(z.array(z.string().max(200)).min(1, 'required').max(mostRoots))
  .meta({ description: 'Paths of lots', examples: [['01/09521234000013/10/L2410']] });

const words = z.string().trim().normalize('NFC').max(500);
export const notice = z.strictObject({ vi: words.min(1, 'required'), en: words.optional(), zh: words.optional() });

export const newRecall = z.strictObject({ lots: lotList, reason, notice });
/** Of one lot that its address names; without a notice the pages say the usual sentence. */
export const newRecallOfLot = z.strictObject({ reason, notice: notice.optional() });
export const newMockRecall = z.strictObject({ lots: lotList, reason, asksHolders: tick });

interface RecallInput {
  lots: string[];
  reason: string;
  notice?: z.output<typeof notice> | undefined;
}

/** What became of a request for a recall; `lots` are all that were found so far. */
export interface Started extends Captured {
  recall: string;
}

/**
 * Recalls lots for good, with everything made from them. It holds from its first event on; where it concerns many lots
 * they are marked after the answer.
 * @throws DomainError `role-not-allowed`, `not-found` (lots), `wrong-state` when one of them is recalled already
 */
export async function startRecall(input: RecallInput, by: By): Promise<Started> {
  requireRole(by.actor, 'inspector');
  const _id = idFor(by, 'recall');
  const clock = clockFrom(by.now);
  const { reason, notice = null } = input;
  const told = { _id, reason, notice };
  const draft = async (session: ClientSession) => {
    const lots = await rootsOf(input.lots, by.actor, session);
    if (lots.some(({ recalledBy }) => recalledBy)) throw new DomainError('wrong-state', {}, 'lots');
    return recallEvent({ ...told, startedAt: by.now }, lots);
  };
  const { eventID, lots: roots } = await capture(draft, by, undefined, async (captured, session) => {
    const announced = { _id, roots: captured.lots, eventID: captured.eventID };
    await Recalls.create([{ ...newRecallOf(by, captured.lots), ...told, isMock: false, asksHolders: true }], {
      session,
    });
    await AnnouncedRecalls.create([announced], { session });
  });
  const listed = await completeRecall(_id, eventID, clock);
  return { recall: _id, eventID, lots: listed.length > 0 ? listed : roots };
}

/** A recall of one lot. */
export function recallLot({ lot, ...input }: { lot: string } & Omit<RecallInput, 'lots'>, by: By): Promise<Started> {
  return startRecall({ lots: [lot], ...input }, by);
}

/**
 * Exercises a recall: the same lists and questions, but no event and nothing public.
 * @throws DomainError `role-not-allowed`, `not-found` (lots)
 */
export async function startMockRecall(input: z.output<typeof newMockRecall>, by: By): Promise<Recall> {
  requireRole(by.actor, 'inspector');
  const clock = clockFrom(by.now);
  const roots = (await rootsOf(input.lots, by.actor)).map(({ _id }) => _id);
  const _id = idFor(by, 'mock-recall');
  const { reason, asksHolders } = input;
  const recall = { ...newRecallOf(by, roots), _id, reason, asksHolders, notice: null, isMock: true };
  await Recalls.create(recall).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error; // the same request was here before
  });
  await completeRecall(_id, null, clock);
  return (await Recalls.findById(_id).lean()) as Recall;
}

/** Goes on from a moment. */
function clockFrom(now: Date): () => Date {
  const lag = Date.now() - now.getTime();
  return () => new Date(Date.now() - lag);
}

/**
 * The lots that were named.
 * @throws DomainError `not-found` at `lots`, with the first that is not there
 */
export async function rootsOf(paths: string[], actor: Actor, session?: ClientSession): Promise<Lot[]> {
  const lots: Lot[] = [];
  for (const path of paths) lots.push(await getLot(path, actor, { field: 'lots', ...(session && { session }) }));
  return [...new Map(lots.map((lot) => [lot._id, lot])).values()];
}

function pathTyped(text: string): string {
  const code = readTypedCode(text);
  return code?.lot ? lotPath(code.productKey, code.lot) : text;
}

type Chosen = '_id' | 'isMock' | 'reason' | 'notice' | 'asksHolders';

export function newRecallOf({ actor, now }: Omit<By, 'key'>, roots: string[]): Omit<Recall, Chosen> {
  return {
    ...{ state: 'open', roots, actor: actor.id, organization: actor.organization, startedBy: actor.name },
    ...{ startedAt: now, listedAt: null, lots: 0, holders: [], acknowledged: [], markedAt: null, touchedAt: now },
    ...{ closure: null, lifting: null, liftedAt: null, received: null },
  };
}
