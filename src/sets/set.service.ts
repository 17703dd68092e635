/** Sets as their people look them up. They are written by `capture` alone. */
import { DomainError } from '../errors.js';
import { namespace } from '../db.js';
import { uriOfPath } from '../epcis/identifiers.js';
import { type EventDraft, type QuantityElement } from '../epcis/vocabulary.js';
import { quantityElement } from '../lots/effects.js';
import { readableLots } from '../lots/lot.service.js';
import { asTheyAre } from '../lots/set-search.js';
import { Sets, type PackedSet } from '../lots/set.model.js';
import { type Actor } from '../policy.js';
import { pageSize } from '../registry/records.js';
import { readSetPath } from './code.js';

/** Where the page of a set stands; what is done with it stands below. */
export const setAddress = '/sets/:space/:code';

/**
 * The set that a {@link setAddress} names.
 * @throws DomainError `not-found`: absent, misspelt, or one in which a producer's organisation had no part
 */
export async function setOfAddress(
  params: Record<string, string | string[] | undefined>,
  actor: Actor,
): Promise<PackedSet> {
  const path = readSetPath(String(params.space), String(params.code));
  const set = path && (await findSet(path));
  if (!set || (actor.role === 'producer' && !set.parties.includes(actor.organization))) {
    throw new DomainError('not-found');
  }
  return set;
}

/** For whoever scans a label: without a look at who asks. */
export async function findSet(path: string): Promise<PackedSet | null> {
  const set = await Sets.findById(path).lean();
  return set && ((await asTheyAre([set]))[0] ?? null);
}

/** The latest first; producers see those that the own organisation packed, had or was sent. */
export async function listSets(actor: Actor, offset: number): Promise<{ sets: PackedSet[]; more: boolean }> {
  const found = (await Sets.find(readableLots(actor))
    .sort({ packedAt: -1 })
    .skip(offset)
    .limit(pageSize + 1)
    .lean()) as PackedSet[];
  return { sets: await asTheyAre(found.slice(0, pageSize)), more: found.length > pageSize };
}

/** What every event about a whole set says of it. */
export function aboutSet(set: PackedSet): Pick<EventDraft, 'epcList' | 'quantityList' | 'nguon:set'> {
  return {
    epcList: [uriOfPath(set._id, namespace())],
    quantityList: elementsOf(set),
    'nguon:set': { path: set._id },
  };
}

export function elementsOf({ contents }: Pick<PackedSet, 'contents'>): QuantityElement[] {
  return contents.map((part) => quantityElement(uriOfPath(part.lot, namespace()), part));
}
