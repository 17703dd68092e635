/** A lot as its people look it up. Lots are written by `capture` alone. */
import { type ClientSession } from 'mongoose';
import { z } from 'zod';
import { DomainError } from '../errors.js';
import { lotPath, readLotPath } from '../epcis/identifiers.js';
import { type Actor } from '../policy.js';
import { isWithdrawn } from './balance.js';
import { Lots, type Lot } from './lot.model.js';

/** A lot's path as a form or a program names it: `01/09521234000013/10/L1`. */
export const lotReference = z
  .string()
  .trim()
  .min(1, 'required')
  .max(100)
  .meta({ description: 'Path of a lot', examples: ['01/09521234000013/10/L2410'] });

export const lotStates = ['withdrawn', 'recalled', 'held', 'expired', 'empty', 'open'] as const;
export type LotCondition = (typeof lotStates)[number];

/** Where a lot is looked up: the field that named it, the transaction that must see it. */
export interface LookUp {
  field?: string;
  session?: ClientSession;
}

/**
 * A lot by its path, in any case.
 * @throws DomainError `not-found` at `field`: absent, misspelt, or one in which a producer's organisation had no part
 */
export async function getLot(path: string, actor: Actor, { field, session }: LookUp = {}): Promise<Lot> {
  const name = readLotPath(path);
  const lot = name && (await Lots.findById(lotPath(name.productKey, name.code), null, { session }).lean());
  if (!lot || !mayReadLot(actor, lot)) throw new DomainError('not-found', {}, field);
  return lot;
}

/** Inspectors and admins see every lot, a producer those that the own organisation made, held or was sent. */
export function mayReadLot(actor: Actor, lot: Pick<Lot, 'parties'>): boolean {
  return actor.role !== 'producer' || lot.parties.includes(actor.organization);
}

/** A mongo filter for what {@link mayReadLot} allows. */
export function readableLots(actor: Actor): { parties?: string } {
  return actor.role === 'producer' ? { parties: actor.organization } : {};
}

/** What a lot is on a day (`2026-11-24`), the most serious first. */
export function stateOf(
  lot: Pick<Lot, 'produced' | 'recalledBy' | 'heldBy' | 'expiresOn' | 'onHand' | 'inTransit'>,
  today: string,
): LotCondition {
  if (isWithdrawn(lot)) return 'withdrawn';
  if (lot.recalledBy) return 'recalled';
  if (lot.heldBy) return 'held';
  if (lot.expiresOn && today > lot.expiresOn) return 'expired';
  return lot.onHand.length + lot.inTransit.length === 0 ? 'empty' : 'open';
}

/** Where the page of a lot stands; what is done with it stands below. */
export const lotAddress = '/lots/:space/:product/10/:lot';

/**
 * The lot that a {@link lotAddress} names, by its decoded parameters.
 * @throws DomainError `not-found`
 */
export function lotOfAddress(params: Record<string, string | string[] | undefined>, actor: Actor): Promise<Lot> {
  const [space, product, lot] = [params.space, params.product, params.lot].map(String);
  return getLot(lotPath(`${space}/${product}`, lot ?? ''), actor);
}
