/** What comes after a recall: holders acknowledge it and tell what they recovered, an inspector closes it. */
import { z } from 'zod';
import { isDuplicateKey } from '../db.js';
import { DomainError, refuse } from '../errors.js';
import { fromThousandths, quantityOrNone, toThousandths, type Uom } from '../epcis/quantity.js';
import { reason } from '../inspections/act.js';
import { lotReference } from '../lots/lot.service.js';
import { requireRole, type Actor, type By } from '../policy.js';
import { paragraph } from '../registry/fields.js';
import { idFor } from '../registry/records.js';
import { hadOf, sumOf, type Sums } from './affected.js';
import { partsOf } from './complete.service.js';
import { getRecall } from './find.service.js';
import {
  RecallEntries,
  Recalls,
  type Recall,
  type RecalledLot,
  type RecallEntry,
  type Recovered,
} from './recall.model.js';

export const newAcknowledgement = z.strictObject({ note: paragraph });

const recovered = z.strictObject({
  lot: lotReference,
  kept: quantityOrNone.optional(),
  destroyed: quantityOrNone.optional(),
  returned: quantityOrNone.optional(),
});
/** In the units of the lots, and in all until now: a later report on a lot replaces an earlier one. */
export const newReport = z.strictObject({ lots: z.array(recovered).min(1).max(200), note: paragraph });
export const newClosure = z.strictObject({ note: reason });

/**
 * Says that the own organisation knows of a recall. Said again, it changes nothing.
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when the recall is not open
 */
export async function acknowledge(id: string, { note = null }: { note?: string | null }, by: By): Promise<Recall> {
  const recall = await getOpen(id, by.actor);
  const { organization, name } = by.actor;
  const entry = { _id: `${id}/${organization}`, recall: id, organization, kind: 'acknowledgement' as const };
  await RecallEntries.create({ ...entry, by: name, at: by.now, lots: [], note }).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error; // a colleague was first
  });
  await Recalls.updateOne({ _id: recall._id }, { $addToSet: { acknowledged: organization } });
  return getRecall(id, by.actor);
}

/**
 * Tells what the own organisation took back, destroyed and sent back of each lot, in all until now. Who reports knows,
 * so it acknowledges too.
 * @throws DomainError or Refusal `not-found` for a lot that it had nothing of, `more-than-had`, `too-many-decimals`;
 * `wrong-state` when the recall is not open
 */
export async function report(id: string, input: z.output<typeof newReport>, by: By): Promise<Recall> {
  await getOpen(id, by.actor);
  const lots = new Map((await lotsOf(id)).map((lot) => [lot.lot, lot]));
  const faults: DomainError[] = [];
  const told = input.lots.flatMap((row, index) => {
    try {
      return readRow(row, lots.get(row.lot), by.actor.organization, `lots.${index}`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      faults.push(error);
      return [];
    }
  });
  refuse(faults);
  await acknowledge(id, {}, by);
  const { organization, name } = by.actor;
  const entry = { _id: idFor(by, 'recall-report'), recall: id, organization, kind: 'report' as const };
  const row = { ...entry, by: name, at: by.now, lots: told, note: input.note ?? null };
  await RecallEntries.create(row).catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error; // the same request was here before
  });
  return getRecall(id, by.actor);
}

type Row = z.output<typeof recovered>;

function readRow(row: Row, lot: RecalledLot | undefined, organization: string, field: string): Recovered {
  const had = lot ? hadOf(lot, organization) : 0;
  if (!lot || had === 0) throw new DomainError('not-found', {}, `${field}.lot`);
  const inThousandths = (name: 'kept' | 'destroyed' | 'returned') =>
    toThousandths(row[name] ?? 0, lot.uom, `${field}.${name}`);
  const told = {
    lot: lot.lot,
    kept: inThousandths('kept'),
    destroyed: inThousandths('destroyed'),
    returned: inThousandths('returned'),
  };
  const excess = told.kept + told.destroyed + told.returned - had;
  if (excess <= 0) return told;
  const amounts = { had: fromThousandths(had), excess: fromThousandths(excess), unit: lot.uom };
  throw new DomainError('more-than-had', { lot: lot.lot, ...amounts }, `${field}.kept`);
}

/**
 * Ends a recall with a concluding note. The lots stay recalled.
 * @throws DomainError `role-not-allowed`, `not-found`, `wrong-state` when it is not open
 */
export async function closeRecall(id: string, { note }: z.output<typeof newClosure>, by: By): Promise<Recall> {
  requireRole(by.actor, 'inspector');
  await getRecall(id, by.actor);
  const closure = { at: by.now, by: by.actor.name, actor: by.actor.id, note };
  const closed = await Recalls.findOneAndUpdate(
    { _id: id, state: 'open' },
    { $set: { state: 'closed', closure } },
    { returnDocument: 'after' },
  ).lean();
  if (!closed) throw new DomainError('wrong-state');
  return closed;
}

/** Of an organisation that the recall concerns. */
async function getOpen(id: string, actor: Actor): Promise<Recall> {
  requireRole(actor, 'producer');
  const recall = await getRecall(id, actor);
  if (recall.state !== 'open') throw new DomainError('wrong-state');
  return recall;
}

export async function lotsOf(recall: string): Promise<RecalledLot[]> {
  return (await partsOf(recall)).flatMap(({ lots }) => lots);
}

/** All that holders said, in the order of time. */
export function entriesOf(recall: string): Promise<RecallEntry[]> {
  return RecallEntries.find({ recall }).sort({ at: 1 }).lean();
}

/** The latest word of each organisation on each lot, by organisation. */
export function latestOf(entries: readonly RecallEntry[]): Map<string, Map<string, Recovered>> {
  const latest = new Map<string, Map<string, Recovered>>();
  for (const { organization, lots } of entries) {
    const own = latest.get(organization) ?? new Map<string, Recovered>();
    for (const row of lots) own.set(row.lot, row);
    latest.set(organization, own);
  }
  return latest;
}

export interface Effect {
  /** In stock, on its way and sold when the recall began. */
  toFind: Sums;
  kept: Sums;
  destroyed: Sums;
  returned: Sums;
}

/** How much of what was out there has come back, by unit. */
export function effectOf(lots: readonly RecalledLot[], entries: readonly RecallEntry[]): Effect {
  const said = [...latestOf(entries).values()];
  const told = (name: 'kept' | 'destroyed' | 'returned') =>
    sumOf(lots, ({ lot }) => said.map((own) => ({ quantity: own.get(lot)?.[name] ?? 0 })));
  return {
    toFind: sumOf(lots, ({ onHand, inTransit, soldBy }) => [...onHand, ...inTransit, ...soldBy]),
    kept: told('kept'),
    destroyed: told('destroyed'),
    returned: told('returned'),
  };
}

/** Of a hundred, rounded down, by unit. */
export function sharesFound({ toFind, kept, destroyed, returned }: Effect): Map<Uom, number> {
  return new Map(
    [...toFind].map(([uom, all]) => {
      const found = [kept, destroyed, returned].reduce((sum, sums) => sum + (sums.get(uom) ?? 0), 0);
      return [uom, Math.floor((found / all) * 100)];
    }),
  );
}
